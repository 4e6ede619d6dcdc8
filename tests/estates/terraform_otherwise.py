"""The rewritings of Terraform that change nothing, or only take knowledge away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from tests.estates.edited import Edit
from tests.estates.terraform_rewritten import MAIN, Estate, Literal, Rewritten, rewritten

OWN = "111122223333"
"""The account that the estates are for."""

PLACES = """\
data "aws_caller_identity" "here" {}
data "aws_region" "here" {}
data "aws_partition" "here" {}
variable "account" {}
variable "region" {}
variable "partition" {}
"""
INNER = f"modules/m/{MAIN}"
Way = Callable[[Estate], Rewritten]
Lines = list[tuple[str, Literal | None]]


def named(literals: Iterable[Literal]) -> dict[str, Literal]:
    return {f"v{number}": literal for number, literal in enumerate(literals, 1)}


def _file(name: str, lines: Iterable[tuple[str, Literal | None]]) -> tuple[str, dict[tuple[str, int], int]]:
    """A file of lines, and the origins of those that hold a constant."""
    found = list(lines)
    origins = {(name, number): literal.line for number, (_, literal) in enumerate(found, 1) if literal is not None}
    return "".join(f"{text}\n" for text, _ in found), origins


def _with(given: Rewritten, name: str, lines: Iterable[tuple[str, Literal | None]]) -> Rewritten:
    text, origins = _file(name, lines)
    return Rewritten({**given.files, name: text}, {**given.origins, **origins}, given.indexed)


def _variables(names: dict[str, Literal], *, defaults: bool) -> Iterable[tuple[str, Literal | None]]:
    for name, literal in names.items():
        yield f'variable "{name}" {{', None
        yield f"  type = {literal.type}", None
        if defaults:
            lines = literal.text.splitlines()
            yield f"  default = {lines[0]}", literal
            yield from ((line, literal) for line in lines[1:])
        yield "}", None


def by_variables(estate: Estate, literals: Iterable[Literal] | None = None) -> Rewritten:
    """Each constant is the default of a variable."""
    names = named(estate.literals() if literals is None else literals)
    result = rewritten(estate, [literal.replaced(f"var.{name}") for name, literal in names.items()])
    return _with(result, "variables.tf", _variables(names, defaults=True))


def without(estate: Estate, literals: Iterable[Literal]) -> Rewritten:
    """Some constants are variables that have no value."""
    names = named(literals)
    result = rewritten(estate, [literal.replaced(f"var.{name}") for name, literal in names.items()])
    return _with(result, "variables.tf", _variables(names, defaults=False))


def lists_by_variables(estate: Estate) -> Rewritten:
    return by_variables(estate, estate.lists())


def by_variable_file(estate: Estate) -> Rewritten:
    """Each constant is given by `terraform.tfvars`."""
    names = named(estate.literals())
    result = without(estate, names.values())
    return _with(result, "terraform.tfvars", [(f"{name} = {literal.text}", literal) for name, literal in names.items()])


def by_locals(estate: Estate) -> Rewritten:
    names = named(estate.literals())
    result = rewritten(estate, [literal.replaced(f"local.{name}") for name, literal in names.items()])
    lines = [(f"  {name} = {literal.text}", literal) for name, literal in names.items()]
    return _with(result, "locals.tf", [("locals {", None), *lines, ("}", None)])


def by_module_arguments(estate: Estate) -> Rewritten:
    """Everything is in a module that is given each constant."""
    names = named(estate.literals())
    edits = [literal.replaced(f"var.{name}") for name, literal in names.items()]
    inner = rewritten(estate, [*estate.cutting_providers(), *edits])
    lines: Lines = [(f"  {name} = {literal.text}", literal) for name, literal in names.items()]
    moved = _in_module(estate, inner, [("m", lines)])
    text, _ = _file("", _variables(names, defaults=False))
    return Rewritten({**moved.files, "modules/m/variables.tf": text}, moved.origins, moved.indexed)


def by_each_value(estate: Estate) -> Rewritten:
    """Each resource is a loop over one element, which holds its constants."""
    names = {name: literal for name, literal in named(estate.literals()).items() if literal.resource in estate.single}
    loops = {address: f"of_{number}" for number, address in enumerate(sorted(estate.single))}
    edits = [literal.replaced(f"each.value.{name}") for name, literal in names.items()]
    edits += estate.indexing('["only"]')
    edits += estate.with_argument(lambda address: f"for_each = local.{loops[address]}")
    lines: list[tuple[str, Literal | None]] = [("locals {", None)]
    for address, loop in loops.items():
        lines.append((f"  {loop} = {{ only = {{", None))
        lines += [(f"  {name} = {each.text}", each) for name, each in names.items() if each.resource == address]
        lines.append(("  } }", None))
    result = _indexed(rewritten(estate, edits), estate)
    return _with(result, "locals.tf", [*lines, ("}", None)])


def by_functions(estate: Estate) -> Rewritten:
    """Each constant comes out of a function."""
    edits = [each.replaced(f"one([for x in [{each.text}] : try(x, null)])") for each in estate.literals()]
    return rewritten(estate, edits)


def by_choice(estate: Estate) -> Rewritten:
    """Each constant is what a condition that holds gives."""
    edits = [each.replaced(f"(var.chosen ? {each.text} : null)") for each in estate.literals()]
    return rewritten(estate, edits, {"variables.tf": 'variable "chosen" {\n  default = true\n}\n'})


def parts_by_choice(estate: Estate) -> Rewritten:
    """Each argument is what a condition that holds gives."""
    outer = [
        each for each in estate.expressions() if each.node.parent is not None and each.node.parent.type == "attribute"
    ]
    edits = [edit for each in outer for edit in each.wrapped("(var.chosen ? ", " : null)")]
    return rewritten(estate, edits, {"variables.tf": 'variable "chosen" {\n  default = true\n}\n'})


def chosen(estate: Estate, literals: Iterable[Literal]) -> Rewritten:
    """Some constants or expressions are what a condition gives of which nobody knows whether it holds."""
    edits = [edit for each in literals for edit in each.wrapped("(var.chosen ? ", " : null)")]
    return rewritten(estate, edits, {"variables.tf": 'variable "chosen" {\n  type = bool\n}\n'})


def by_open_choice(estate: Estate) -> Rewritten:
    return chosen(estate, estate.literals())


def longer_lists(estate: Estate) -> Rewritten:
    """Each list of texts goes on with a list that nobody knows."""
    edits = [each.replaced(f"concat({each.text}, var.more)") for each in estate.lists()]
    return rewritten(estate, edits, {"variables.tf": 'variable "more" {\n  type = list(string)\n}\n'})


def _elsewhere(estate: Estate, account: str, region: str, partition: str) -> Rewritten:
    """The places in ARNs are not written down, except for other accounts than one's own."""
    edits = []
    for each in estate.literals():
        text = each.text.replace(OWN, account)
        text = re.sub(r"(?<=:)(us-east-1|eu-west-1)(?=:)", lambda _: region, text)
        text = text.replace("arn:aws:", f"arn:{partition}:")
        if text != each.text:
            edits.append(each.replaced(text))
    return rewritten(estate, edits, {"places.tf": PLACES})


def anywhere(estate: Estate) -> Rewritten:
    """ARNs are made for the account, region and partition that Terraform asks for."""
    return _elsewhere(
        estate,
        "${data.aws_caller_identity.here.account_id}",
        "${data.aws_region.here.name}",
        "${data.aws_partition.here.partition}",
    )


def anywhere_by_variables(estate: Estate) -> Rewritten:
    return _elsewhere(estate, "${var.account}", "${var.region}", "${var.partition}")


def looped(estate: Estate) -> Rewritten:
    """How often each resource is there, nobody knows."""
    edits = [*estate.indexing('["a"]'), *estate.with_argument(lambda _: "for_each = toset(var.names)")]
    more = {"variables.tf": 'variable "names" {\n  type = list(string)\n}\n'}
    return _indexed(rewritten(estate, edits, more), estate)


def _indexed(result: Rewritten, estate: Estate) -> Rewritten:
    return Rewritten(result.files, result.origins, estate.single)


def counted(estate: Estate, create: str) -> Rewritten:
    """Each resource is there on a condition, a variable of which `create` are the arguments."""
    edits = [*estate.indexing("[0]"), *estate.with_argument(lambda _: "count = var.create ? 1 : 0")]
    more = {"variables.tf": f'variable "create" {{\n  type = bool\n  {create}\n}}\n'}
    return _indexed(rewritten(estate, edits, more), estate)


def created(estate: Estate) -> Rewritten:
    return counted(estate, "default = true")


def created_by_variable_file(estate: Estate) -> Rewritten:
    result = counted(estate, "default = false")
    return Rewritten({**result.files, "a.auto.tfvars": "create = true\n"}, result.origins, result.indexed)


def not_created(estate: Estate) -> Rewritten:
    return counted(estate, "default = false")


def perhaps_created(estate: Estate) -> Rewritten:
    return counted(estate, "")


def _in_module(
    estate: Estate, inner: Rewritten, calls: Iterable[tuple[str, list[tuple[str, Literal | None]]]]
) -> Rewritten:
    """The estate's file as a module, called with arguments; providers stay in the root."""
    moved = {(INNER, line): origin for (_, line), origin in inner.origins.items()}
    needs, passed = estate.aliases()
    lines = [*((text, None) for text in estate.providers()), *_calls(calls, passed)]
    files = {INNER: inner.files[MAIN], "modules/m/versions.tf": needs}
    return _with(Rewritten(files, moved, inner.indexed), MAIN, lines)


def _calls(
    calls: Iterable[tuple[str, list[tuple[str, Literal | None]]]], passed: str
) -> Iterable[tuple[str, Literal | None]]:
    for name, arguments in calls:
        yield f'module "{name}" {{', None
        yield '  source = "./modules/m"', None
        yield passed, None
        yield from arguments
        yield "}", None


def in_module(estate: Estate) -> Rewritten:
    return _in_module(estate, estate.without_providers(), [("m", [])])


def in_counted_module(estate: Estate) -> Rewritten:
    return _in_module(estate, estate.without_providers(), [("m", [("  count = 1", None)])])


def in_looped_module(estate: Estate) -> Rewritten:
    return _in_module(estate, estate.without_providers(), [("m", [('  for_each = toset(["only"])', None)])])


def in_module_twice(estate: Estate) -> Rewritten:
    return _in_module(estate, estate.without_providers(), [("m", []), ("n", [])])


def in_no_module(estate: Estate) -> Rewritten:
    return _in_module(estate, estate.without_providers(), [("m", [("  count = 0", None)])])


def perhaps_in_module(estate: Estate) -> Rewritten:
    result = _in_module(estate, estate.without_providers(), [("m", [("  count = var.create ? 1 : 0", None)])])
    more = {"variables.tf": 'variable "create" {\n  type = bool\n}\n'}
    return Rewritten({**result.files, **more}, result.origins, result.indexed)


def dynamic(estate: Estate, each: str = "[1]") -> Rewritten:
    """Each nested block is a dynamic one over one element."""
    return rewritten(estate, list(_dynamic(estate, each)))


def _dynamic(estate: Estate, each: str) -> Iterable[Edit]:
    for name, block in estate.nested():
        start = next(child for child in block.children if child.type == "block_start")
        opened = f'dynamic "{name}" {{\n  for_each = {each}\n  content {{'
        yield Edit(block.start_byte, start.end_byte, opened)
        yield Edit(block.end_byte, block.end_byte, "\n}")


def dynamic_by_variable(estate: Estate) -> Rewritten:
    result = dynamic(estate, "var.wanted ? [1] : []")
    more = {"variables.tf": 'variable "wanted" {\n  default = true\n}\n'}
    return Rewritten({**result.files, **more}, result.origins)


def dynamic_perhaps(estate: Estate) -> Rewritten:
    result = dynamic(estate, "var.wanted ? [1] : []")
    more = {"variables.tf": 'variable "wanted" {\n  type = bool\n}\n'}
    return Rewritten({**result.files, **more}, result.origins)


SAME: dict[str, Way] = {
    "variables": by_variables,
    "lists": lists_by_variables,
    "tfvars": by_variable_file,
    "locals": by_locals,
    "each": by_each_value,
    "arguments": by_module_arguments,
    "functions": by_functions,
    "choice": by_choice,
    "parts-choice": parts_by_choice,
    "created": created,
    "tfvars-created": created_by_variable_file,
    "module": in_module,
    "counted-module": in_counted_module,
    "looped-module": in_looped_module,
    "dynamic": dynamic,
    "dynamic-variable": dynamic_by_variable,
}
NOTHING: dict[str, Way] = {"not-created": not_created, "no-module": in_no_module}
LESS: dict[str, Way] = {
    "open-choice": by_open_choice,
    "longer-lists": longer_lists,
    "anywhere": anywhere,
    "anywhere-variables": anywhere_by_variables,
    "looped": looped,
    "perhaps-created": perhaps_created,
    "perhaps-module": perhaps_in_module,
    "perhaps-dynamic": dynamic_perhaps,
    "no-values": lambda estate: without(estate, estate.literals()),
    "no-lists": lambda estate: without(estate, estate.lists()),
}
