"""What names mean at a place in a module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located, Location

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.modules import Module

_LOCAL_NAMES = frozenset({"each", "count", "self"})


@value_class(frozen=True, slots=True, eq=False, repr=False)
class Scope:
    """A module, and the names that hold only here: `each`, `count`, iterators, the variables of a `for`.

    `closed`: there are no names but these.
    """

    module: Module
    names: Mapping[str, Located] = field(default_factory=dict)
    closed: bool = False

    def with_names(self, names: Mapping[str, Located]) -> Scope:
        """The same scope with more names."""
        return Scope(self.module, {**self.names, **names}, self.closed)

    def only(self, names: Mapping[str, Located]) -> Scope:
        """These names and no others, as inside a template file."""
        return Scope(self.module, names, closed=True)

    def identity(self, at: Location) -> str | None:
        """A name for the value of the expression at a place, if it has only one value in this module."""
        return None if self.names else f"{self.module.prefix}{at.file}:{at.line}:{at.column}"

    def resolve(self, expression: syntax.Traversal) -> tuple[Located, int]:
        """What the start of a traversal names, and how many of its steps that took. Raises Refused."""
        root, at = expression.root, expression.at
        if root in self.names:
            return self.names[root], 0
        if self.closed:
            raise Refused(f"{root} is not given to the template", at)
        if root in _LOCAL_NAMES:
            raise Refused(f"{root} has no meaning here", at)
        module = self.module
        match root:
            case "var":
                return module.variable(_name(expression, 0), at), 1
            case "local":
                return module.local(_name(expression, 0), at), 1
            case "module":
                return module.called(_name(expression, 0), at), 1
            case "data":
                return module.resource(f"data.{_name(expression, 0)}", _name(expression, 1), at), 2
            case "ephemeral":
                return module.resource(f"ephemeral.{_name(expression, 0)}", _name(expression, 1), at), 2
            case "path" | "terraform":
                return module.built_in(root, _name(expression, 0), at), 1
        return module.resource(root, _name(expression, 0), at), 1


def _name(expression: syntax.Traversal, place: int) -> str:
    """The attribute name at one of the first steps. Raises Refused."""
    if place < len(expression.steps):
        step = expression.steps[place]
        if isinstance(step, syntax.Attr):
            return step.name
    raise Refused(f"`{expression.root}` must be followed by a name", expression.at)
