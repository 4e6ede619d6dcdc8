"""Evaluation of conditionals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.convert import converted, kind_of, same
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.evaluation import evaluate, evaluated, evaluator
from pytest_aisec.sources.terraform.types import (
    ANY,
    BOOL,
    MapValue,
    type_of,
    unified,
)
from pytest_aisec.sources.terraform.unknowns import MOST_POSSIBLE, Whole, taken
from pytest_aisec.values import Located, Location, PartlyKnown, Reference, Unknown, Value

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.scope import Scope


@evaluator(syntax.Conditional)
def _conditional(expression: syntax.Conditional, scope: Scope) -> Located:
    test = converted(evaluate(expression.condition, scope), BOOL)
    if test.value is None:
        raise Refused("the condition is null", expression.condition.at)
    if isinstance(test.value, Unknown):
        return _either(expression, test.value, scope)
    chosen, other = expression.then, expression.otherwise
    if test.value is False:
        chosen, other = other, chosen
    value = evaluate(chosen, scope)
    if type_of(value) != ANY:
        rejected = _rejected(other, scope)
        if type_of(rejected) != ANY:
            value = _as_unified(value, rejected, expression.at)
    return Located(value.value, value.location, True) if test.sensitive else value


def _rejected(expression: syntax.Expression, scope: Scope) -> Located:
    """The branch that is not chosen, which only matters for its type: what is refused in it has any type."""
    match expression:
        case syntax.TupleOf(items=items):
            return Located([_rejected(item, scope) for item in items])
        case syntax.ObjectOf(items=items):
            names = [evaluated(key, scope).value for key, _ in items]
            values = [_rejected(value, scope) for _, value in items]
            return Located({str(name): value for name, value in zip(names, values, strict=True)})
        case syntax.Template():
            return Located("")
    return evaluated(expression, scope)


def _as_unified(value: Located, other: Located, at: Location) -> Located:
    """The chosen branch as the type that both branches can become."""
    wanted = unified([type_of(value), type_of(other)])
    if wanted is None:
        if isinstance(value.value, dict) and isinstance(other.value, MapValue) and not other.value:
            return value
        raise Refused(f"one branch is a {kind_of(value.value)}, the other a {kind_of(other.value)}", at)
    return converted(value, wanted)


def _either(expression: syntax.Conditional, test: Unknown, scope: Scope) -> Located:
    """The value of a conditional whose condition is unknown: one of its branches."""
    branches = [evaluated(branch, scope) for branch in (expression.then, expression.otherwise)]
    if ANY not in map(type_of, branches):
        first, second = branches
        branches = [_as_unified(first, second, expression.at), _as_unified(second, first, expression.at)]
    if same(branches[0], branches[1]) is True and type_of(branches[0]) != ANY:
        return branches[0]
    possible = _alternatives(branches)
    return Located(
        Unknown(
            reason=test.reason,
            location=test.location,
            possible=possible,
            identity=scope.identity(expression.at),
            is_set=all(is_set(branch.value) for branch in branches),
        ),
        expression.at,
    )


def _alternatives(branches: Sequence[Located]) -> tuple[Located, ...] | None:
    """All values that the branches can have; None if that is not a closed list."""
    possible: list[Located] = []
    for branch in branches:
        match branch.value:
            case Unknown(possible=alternatives) if alternatives is not None:
                possible += [taken(alternative, branch) for alternative in alternatives]
            case Unknown() as unknown if not isinstance(unknown, Reference | PartlyKnown | Whole):
                return None
            case _:
                possible.append(branch)
    return tuple(possible) if len(possible) <= MOST_POSSIBLE else None


def is_set(value: Value) -> bool:
    """Known not to be null."""
    return value.is_set if isinstance(value, Unknown) else value is not None
