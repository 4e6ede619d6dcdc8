"""Evaluation of conditionals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.comparing import same
from pytest_aisec.sources.terraform.convert import converted, of_open_type
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.evaluation import evaluate, evaluated, evaluator
from pytest_aisec.sources.terraform.types import (
    ANY,
    BOOL,
    Collection,
    ListValue,
    Typed,
    is_concrete,
    is_open,
    kind_of,
    type_of,
)
from pytest_aisec.sources.terraform.unification import settled, unified
from pytest_aisec.sources.terraform.unknowns import MOST_POSSIBLE, NotKnown, Whole, taken
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
    rejected = _rejected(other, scope)
    if value.value is None and type_of(value) == ANY:
        return converted(value, type_of(rejected))
    if not is_open(type_of(value)) and not is_open(type_of(rejected)):
        value = _as_unified(value, rejected, expression.at)
    if isinstance(rejected.value, Unknown) and not isinstance(rejected.value, Reference | Whole | PartlyKnown):
        value = value if is_concrete(type_of(rejected)) else of_open_type(value, rejected.value)
    return Located(value.value, value.location, True) if test.sensitive else value


def _rejected(expression: syntax.Expression, scope: Scope) -> Located:
    """The branch that is not chosen, which only matters for its type: what is refused in it has any type."""
    match expression:
        case syntax.TupleOf(items=items):
            return Located([_rejected(item, scope) for item in items])
        case syntax.ObjectOf(items=items):
            names = [evaluated(key, scope).value for key, _ in items]
            values = [_rejected(value, scope) for _, value in items]
            if any(isinstance(name, Unknown) for name in names):
                return Located(Unknown(reason="the name of an attribute is not known"))
            return Located({str(name): value for name, value in zip(names, values, strict=True)})
        case syntax.Template():
            return Located("")
        case syntax.Conditional() if isinstance(evaluated(expression.condition, scope).value, Unknown):
            return _undecided(expression, scope)
    try:
        return evaluate(expression, scope)
    except Refused:
        return Located(None)
    except NotKnown as missing:
        return Located(missing.unknown)


def _undecided(expression: syntax.Conditional, scope: Scope) -> Located:
    """A conditional that is not chosen and whose condition is unknown or refused, for its type."""
    branches = [_rejected(branch, scope) for branch in (expression.then, expression.otherwise)]
    for branch in branches:
        if is_open(type_of(branch)):
            return branch
    wanted = unified(map(type_of, branches))
    return Located(None if wanted is None else Typed(reason="either of two", type=wanted))


def _as_unified(value: Located, other: Located, at: Location) -> Located:
    """The chosen branch as the type that both branches can become."""
    wanted = unified([type_of(value), type_of(other)])
    if wanted is None:
        raise Refused(f"one branch is a {kind_of(value.value)}, the other a {kind_of(other.value)}", at)
    if isinstance(wanted, Collection) and wanted.element == ANY and isinstance(type_of(other), Collection):
        settled(_items(value), ANY)
    result = converted(value, wanted)
    return result if is_concrete(wanted) else _not_given(result)


def _not_given(value: Located) -> Located:
    """The value with its variables as unknowns that may yet turn out not to fit the other branch."""
    match value.value:
        case Typed(given=True) as unknown:
            return Located(replace(unknown, given=False), value.location, value.sensitive)
        case list() as items if type(items) is list:
            return Located([_not_given(item) for item in items], value.location, value.sensitive)
        case ListValue(element=element, more=None, unordered=unordered) as items:
            kept = ListValue(map(_not_given, items), element, unordered=unordered)
            return Located(kept, value.location, value.sensitive)
        case dict() as entries if type(entries) is dict:
            named = {key: _not_given(item) for key, item in entries.items()}
            return Located(named, value.location, value.sensitive)
    return value


def _items(value: Located) -> list[Located]:
    inner = value.value
    return list(inner.values()) if isinstance(inner, dict) else inner if isinstance(inner, list) else []


def _beside(value: Located, other: Located) -> Located:
    """A branch beside another of a type that nobody knows."""
    unknown = other.value
    if isinstance(unknown, Unknown) and not isinstance(unknown, Reference | Whole) and is_open(type_of(other)):
        return of_open_type(value, unknown)
    return value


def _either(expression: syntax.Conditional, test: Unknown, scope: Scope) -> Located:
    """The value of a conditional whose condition is unknown: one of its branches."""
    branches = [evaluated(branch, scope) for branch in (expression.then, expression.otherwise)]
    if not any(is_open(type_of(branch)) for branch in branches):
        first, second = branches
        branches = [_as_unified(first, second, expression.at), _as_unified(second, first, expression.at)]
    else:
        branches = [_beside(*branches), _beside(*reversed(branches))]
    if same(branches[0], branches[1]) is True and type_of(branches[0]) != ANY:
        return branches[0]
    return one_of(branches, test, scope.identity(expression.at), expression.at)


def one_of(values: Sequence[Located], cause: Unknown, identity: str | None, at: Location) -> Located:
    """An unknown that is one of the values; of which type, if all have one."""
    types = {type_of(value) for value in values}
    unknown = Typed(
        reason=cause.reason,
        location=cause.location,
        possible=_alternatives(values),
        identity=identity,
        is_set=all(is_set(value.value) for value in values),
        type=types.pop() if len(types) == 1 else ANY,
    )
    return Located(unknown, at, any(value.sensitive for value in values))


def _alternatives(branches: Sequence[Located]) -> tuple[Located, ...] | None:
    """All values that the branches can have; None if that is not a closed list."""
    possible: list[Located] = []
    for branch in branches:
        match branch.value:
            case Unknown(possible=alternatives) if alternatives is not None:
                possible += [taken(alternative, branch) for alternative in alternatives]
            case Unknown() as unknown if not (isinstance(unknown, Reference | PartlyKnown | Whole) or unknown.sought):
                return None
            case _:
                possible.append(branch)
    return tuple(possible) if len(possible) <= MOST_POSSIBLE else None


def is_set(value: Value) -> bool:
    """Known not to be null."""
    return value.is_set if isinstance(value, Unknown) else value is not None
