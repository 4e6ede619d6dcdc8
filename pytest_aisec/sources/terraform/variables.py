"""The values that a root module's variables are given, by Terraform's own precedence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pytest_aisec.sources.source import Unread
from pytest_aisec.sources.terraform.evaluation import evaluated
from pytest_aisec.sources.terraform.folder import read_file, shown
from pytest_aisec.sources.terraform.parse import parse_expression
from pytest_aisec.sources.terraform.scope import Scope
from pytest_aisec.sources.terraform.syntax import Block, Expression
from pytest_aisec.sources.terraform.templates import normal
from pytest_aisec.sources.terraform.types import Primitive
from pytest_aisec.values import Located, Location, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.modules import Module

_PREFIX = "TF_VAR_"


class Given(NamedTuple):
    """One value: an expression of a variables file, or a text from the command line or the environment."""

    expression: Expression | None = None
    text: str | None = None


def given_values(
    directory: Path,
    relative_to: Path,
    environment: Mapping[str, str],
    files: Sequence[Path],
    variables: Mapping[str, str],
    unread: list[Unread],
) -> dict[str, Given]:
    """Values by name. The later wins: environment, terraform.tfvars, *.auto.tfvars, files asked for, single values.

    https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
    """
    values = {
        name.removeprefix(_PREFIX): Given(text=text) for name, text in environment.items() if name.startswith(_PREFIX)
    }
    for path in (*_automatic(directory), *files):
        name = shown(path, relative_to)
        if not path.is_file():
            unread.append(Unread("variables file not found", Location(name)))
            continue
        body = read_file(path, name, unread).body
        values |= {argument.name: Given(argument.expression) for argument in body.arguments.values()}
    values |= {name: Given(text=text) for name, text in variables.items()}
    return values


def _automatic(directory: Path) -> list[Path]:
    fixed = [directory / "terraform.tfvars", directory / "terraform.tfvars.json"]
    found = [path for path in fixed if path.is_file()]
    try:
        automatic = [path for path in directory.iterdir() if path.name.endswith((".auto.tfvars", ".auto.tfvars.json"))]
    except OSError:
        automatic = []
    return found + sorted(automatic, key=lambda path: path.name)


def root_value(given: Given, block: Block, module: Module) -> Located:
    """The value of a root variable. A text is a string, unless the variable's type asks for a structure."""
    scope = Scope(module)
    if given.expression is not None:
        return evaluated(given.expression, scope)
    text = given.text or ""
    if isinstance(module.type_of_variable(block), Primitive):
        declared = block.body.arguments.get("type")
        if declared is None or getattr(declared.expression, "root", "") != "any":
            return Located(normal(text), block.at)
    expression = parse_expression(text.encode(), block.at.file or "")
    if expression is None:
        reason = f"the value given for var.{block.labels[0]} is not an expression"
        return Located(Unknown(reason=reason, location=block.at), block.at)
    return moved(evaluated(expression, scope), block.at)


def moved(value: Located, at: Location) -> Located:
    """The value with every part at one place: what comes from a command line has no better one."""
    match value.value:
        case list() as items:
            return Located([moved(item, at) for item in items], at)
        case dict() as entries:
            return Located({key: moved(item, at) for key, item in entries.items()}, at)
    return Located(value.value, at)
