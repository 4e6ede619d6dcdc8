"""Templates that say the same in other words: through parameters, mappings, conditions, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.estates.edited import Edit, edited

TEMPLATE = "template.yaml"
_PLAIN = "tag:yaml.org,2002:"
_TYPES = {"str": "String", "bool": "String", "int": "Number", "float": "Number"}


@dataclass(frozen=True)
class Rewritten:
    """A template said otherwise, with the values that its parameters are given.

    `origins`: a line of it to the line of the estate that says the same; `parameters`: name to value, `file`: the same
    as a file of parameters.
    """

    text: str
    origins: dict[int, int]
    parameters: dict[str, str] = field(default_factory=dict)
    name: str = TEMPLATE


@dataclass(frozen=True)
class Literal:
    """A constant among the properties of a resource, or a list of such: its node, and its value."""

    node: yaml.Node
    resource: str
    value: Any

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    @property
    def type(self) -> str:
        if isinstance(self.value, list):
            return "CommaDelimitedList"
        return "Number" if type(self.value) in {int, float} else "String"

    @property
    def given(self) -> str:
        """The value as a parameter has it."""
        if isinstance(self.value, list):
            return ",".join(map(str, self.value))
        return self.value if isinstance(self.value, str) else json.dumps(self.value)

    @property
    def text(self) -> str:
        """The value in the flow style of YAML."""
        return json.dumps(self.value)

    def replaced(self, text: str) -> Edit:
        return Edit(self.node.start_mark.index, self.node.end_mark.index, text)


@dataclass(frozen=True)
class Template:
    """One template with its nodes. All its characters are ASCII, so that places count bytes."""

    source: str
    root: yaml.MappingNode

    @property
    def resources(self) -> dict[str, yaml.MappingNode]:
        return _entries(_entries(self.root)["Resources"])

    def literals(self) -> list[Literal]:
        """The constants that properties state; keys and what stands inside functions are none."""
        return [
            Literal(node, name, _constant(node))
            for name, resource in self.resources.items()
            for node in _values(_entries(resource).get("Properties"))
            if isinstance(node, yaml.ScalarNode) and _is_plain(node)
        ]

    def lists(self) -> list[Literal]:
        """The lists of nothing but texts without commas."""
        return [
            Literal(node, name, [_constant(item) for item in node.value])
            for name, resource in self.resources.items()
            for node in _values(_entries(resource).get("Properties"))
            if isinstance(node, yaml.SequenceNode)
            and node.flow_style
            and node.value
            and all(_is_text(item) and "," not in item.value for item in node.value)
        ]

    def parts(self) -> list[Literal]:
        """What properties state that is no constant: functions, lists and mappings, each inside others too."""
        return [
            Literal(node, name, None)
            for name, resource in self.resources.items()
            for node in list(_values(_entries(resource).get("Properties"), functions=True))[1:]
            if not (isinstance(node, yaml.ScalarNode) and node.tag.startswith(_PLAIN))
        ]

    def on_condition(self, name: str) -> Iterator[Edit]:
        """What makes each resource depend on a condition."""
        for resource in self.resources.values():
            (type_, where) = next((value, key) for key, value in resource.value if key.value == "Type")
            indent = " " * where.start_mark.column
            text = f", Condition: {name}" if resource.flow_style else f"\n{indent}Condition: {name}"
            yield Edit(type_.end_mark.index, type_.end_mark.index, text)


def template(path: Path) -> Template:
    return _template(path.read_text(encoding="utf-8"))


@cache
def _template(source: str) -> Template:
    assert source.isascii()
    root = yaml.compose(source, yaml.CSafeLoader)
    assert isinstance(root, yaml.MappingNode)
    return Template(source, root)


def rewritten(given: Template, edits: Iterable[Edit], more: Iterable[tuple[str, Literal | None]] = ()) -> Rewritten:
    """The template with edits made and lines added at its end, some of which say what a constant said."""
    result = edited(given.source.encode(), edits)
    assert result.text.endswith("\n")
    origins = dict(enumerate(result.lines, 1))
    added = list(more)
    first = result.text.count("\n") + 1
    origins |= {first + index: literal.line for index, (_, literal) in enumerate(added) if literal is not None}
    return Rewritten(result.text + "".join(f"{line}\n" for line, _ in added), origins)


def as_json(given: Template) -> Rewritten:
    """The template in JSON, with functions in their long form. Lines are others."""
    return Rewritten(json.dumps(yaml.load(given.source, _Loader), indent=1), {}, name="template.json")


class _Loader(yaml.CSafeLoader):
    """Reads the short forms of functions as the long ones."""


def _long(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    match node:
        case yaml.ScalarNode():
            value = node.value
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case yaml.MappingNode():
            value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _long)


def _entries(node: yaml.Node | None) -> dict[str, Any]:
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _values(node: yaml.Node | None, *, functions: bool = False) -> Iterator[yaml.Node]:
    """The nodes of values below one, itself first; nothing inside a function, nor that itself unless it is wanted."""
    if node is None:
        return
    entries = _entries(node)
    if not node.tag.startswith(_PLAIN) or any(name == "Ref" or name.startswith("Fn::") for name in entries):
        if functions:
            yield node
        return
    yield node
    for each in entries.values() if entries else node.value if isinstance(node, yaml.SequenceNode) else ():
        yield from _values(each, functions=functions)


def _is_plain(node: yaml.ScalarNode) -> bool:
    return node.style not in {"|", ">"} and node.tag.removeprefix(_PLAIN) in _TYPES


def _is_text(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and _is_plain(node) and node.tag == f"{_PLAIN}str"


def _constant(node: yaml.ScalarNode) -> Any:
    return yaml.SafeLoader("").construct_object(node)


Way = Callable[[Template], Rewritten]


def named(literals: Iterable[Literal]) -> dict[str, Literal]:
    return {f"V{number}": literal for number, literal in enumerate(literals, 1)}


def _parameters(names: dict[str, Literal], said: str = "") -> Iterator[tuple[str, Literal | None]]:
    yield "Parameters:", None
    for name, literal in names.items():
        yield f"  {name}:", literal
        yield f"    Type: {literal.type}", None
        if said:
            yield said.format(text=json.dumps(literal.given)), literal


def _referring(given: Template, names: dict[str, Literal], said: str = "") -> Rewritten:
    edits = [literal.replaced(f"!Ref {name}") for name, literal in names.items()]
    return rewritten(given, edits, _parameters(names, said))


def by_parameters(given: Template) -> Rewritten:
    return _referring(given, named(given.literals()), "    Default: {text}")


def lists_by_parameters(given: Template) -> Rewritten:
    return _referring(given, named(given.lists()), "    Default: {text}")


def by_allowed_values(given: Template) -> Rewritten:
    """Each constant is a parameter that can have no other value."""
    return _referring(given, named(given.literals()), "    AllowedValues: [{text}]")


def by_given_parameters(given: Template) -> Rewritten:
    """Each constant is the value that a parameter is deployed with."""
    names = named(given.literals())
    result = _referring(given, names)
    return Rewritten(result.text, result.origins, {name: literal.given for name, literal in names.items()})


def without(given: Template, literals: Iterable[Literal]) -> Rewritten:
    """Some constants are parameters that have no value."""
    return _referring(given, named(literals))


def by_mapping(given: Template) -> Rewritten:
    names = named(given.literals())
    edits = [literal.replaced(f"!FindInMap [Said, Only, {name}]") for name, literal in names.items()]
    lines = [(f"      {name}: {literal.text}", literal) for name, literal in names.items()]
    return rewritten(given, edits, [("Mappings:", None), ("  Said:", None), ("    Only:", None), *lines])


OWN = "111122223333"
"""The account that the estates are for."""

NOBODY_KNOWS: list[tuple[str, Literal | None]] = [
    ("Parameters:", None),
    ("  Chosen:", None),
    ("    Type: String", None),
]
TRUE: list[tuple[str, Literal | None]] = [("Conditions:", None), ("  Chosen: !Equals [a, a]", None)]
FALSE: list[tuple[str, Literal | None]] = [("Conditions:", None), ("  Chosen: !Equals [a, b]", None)]
OPEN: list[tuple[str, Literal | None]] = [
    *NOBODY_KNOWS,
    ("Conditions:", None),
    ('  Chosen: !Equals [!Ref Chosen, "yes"]', None),
]


def by_choice(given: Template, lines: Iterable[tuple[str, Literal | None]]) -> Rewritten:
    return choosing(given, given.literals(), lines)


def choosing(given: Template, literals: Iterable[Literal], lines: Iterable[tuple[str, Literal | None]]) -> Rewritten:
    """Some constants or parts are what a condition gives, which does nothing else."""
    edits = []
    for each in literals:
        start, end = each.node.start_mark.index, each.node.end_mark.index
        end -= len(given.source[start:end]) - len(given.source[start:end].rstrip())
        edits.append(Edit(start, end, f'  !If [Chosen, {_flow(each.node)}, !Ref "AWS::NoValue"]'))
    return rewritten(given, edits, lines)


def _flow(node: yaml.Node) -> str:
    """A node on one line."""
    tag = "" if node.tag.startswith(_PLAIN) else f"{node.tag} "
    match node:
        case yaml.ScalarNode():
            return tag + json.dumps(node.value if tag else _constant(node))
        case yaml.SequenceNode():
            return f"{tag}[{', '.join(map(_flow, node.value))}]"
    return f"{tag}{{{', '.join(f'{_flow(key)}: {_flow(value)}' for key, value in node.value)}}}"


def longer_lists(given: Template) -> Rewritten:
    """Each list of texts goes on with a text that nobody knows, or ends."""
    edits = [
        each.replaced(f'[{each.text[1:-1]}, !If [Chosen, !Ref More, !Ref "AWS::NoValue"]]') for each in given.lists()
    ]
    return rewritten(given, edits, [*OPEN[:3], ("  More:", None), ("    Type: String", None), *OPEN[3:]])


def anywhere(given: Template) -> Rewritten:
    """ARNs are made for the account, region and partition of the stack."""
    edits = []
    for each in given.literals():
        text = re.sub(r"(?<=:)(us-east-1|eu-west-1)(?=:)", "${AWS::Region}", each.text)
        text = text.replace(OWN, "${AWS::AccountId}").replace("arn:aws:", "arn:${AWS::Partition}:")
        if isinstance(each.value, str) and text != each.text and "${" not in each.text:
            edits.append(each.replaced(f"!Sub {text}"))
    return rewritten(given, edits)


def on_condition(given: Template, lines: Iterable[tuple[str, Literal | None]]) -> Rewritten:
    """Each resource is there on a condition."""
    return rewritten(given, given.on_condition("Chosen"), lines)


SAME: dict[str, Way] = {
    "parameters": by_parameters,
    "lists": lists_by_parameters,
    "allowed": by_allowed_values,
    "given": by_given_parameters,
    "mapping": by_mapping,
    "choice": lambda given: by_choice(given, TRUE),
    "created": lambda given: on_condition(given, TRUE),
}
NOTHING: dict[str, Way] = {"not-created": lambda given: on_condition(given, FALSE)}
LESS: dict[str, Way] = {
    "open-choice": lambda given: by_choice(given, OPEN),
    "perhaps-created": lambda given: on_condition(given, OPEN),
    "longer-lists": longer_lists,
    "anywhere": anywhere,
    "no-values": lambda given: without(given, given.literals()),
    "no-lists": lambda given: without(given, given.lists()),
}
