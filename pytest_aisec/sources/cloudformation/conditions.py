"""Conditions of a template: true, false, or unknown with the reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.unknowns import UnresolvableError, applied, identity, text_of
from pytest_aisec.values import Located, Location, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_aisec.sources.cloudformation.evaluate import Evaluator

Truth = bool | Unknown
"""What is known of a condition; an Unknown is either true or false."""


def holds(evaluator: Evaluator, name: Node | None) -> Truth:
    """Whether the condition that a `Condition:` entry names holds; true where there is no such entry."""
    if name is None:
        return True
    if name.text is None:
        return Unknown(reason=f"expected the name of a condition, found {name.kind}", location=name.location)
    return named(evaluator, name.text, name.location)


def named(evaluator: Evaluator, name: str, at: Location) -> Truth:
    """Whether the condition of that name holds; decided once."""
    if name in evaluator.decided:
        return evaluator.decided[name]
    node = evaluator.section("Conditions").get(name)
    if node is None:
        return _either(f"condition {name} is not declared", at, None)
    if name in evaluator.deciding:
        return _either(f"condition {name} depends on itself", node.key, None)
    evaluator.deciding.append(name)
    truth = decided(evaluator, node)
    evaluator.deciding.pop()
    if isinstance(truth, Unknown):
        reason = f"condition {name} is unknown: {truth.reason}"
        if truth.possible:
            truth = replace(truth, reason=reason)
        else:
            truth = _either(reason, truth.location, _identity(evaluator, name, truth))
    evaluator.decided[name] = truth
    return truth


def _identity(evaluator: Evaluator, name: str, truth: Unknown) -> str:
    """What an unknown condition is called: stacks of one assembly may be in several regions, so each has its own."""
    same = truth.identity or f"condition:{evaluator.prefix}{name}"
    return f"{evaluator.prefix}{same}" if evaluator.constructs else same


def _either(reason: str, at: Location, same: str | None) -> Unknown:
    options = (Located(True, at), Located(False, at))
    return Unknown(reason=reason, location=at, possible=options, identity=same, is_set=True)


def assuming(evaluator: Evaluator, name: str, truth: Unknown) -> Evaluator:
    """The evaluator for what exists only where the condition holds: it does, and its parameter has such a value."""
    given = dict(evaluator.given)
    start = f"parameter:{evaluator.prefix}"
    parameter = (truth.identity or "").removeprefix(start)
    declared = evaluator.section("Parameters").get(parameter)
    if truth.identity == f"{start}{parameter}" and declared is not None and parameter not in given:
        value = evaluator.referenced(parameter, declared.location)
        options = value.value.possible if value is not None and isinstance(value.value, Unknown) else None
        fitting = [
            option
            for option, holds_there in zip(options or (), truth.possible or (), strict=False)
            if holds_there.value
        ]
        if value is not None and isinstance(value.value, Unknown) and fitting:
            # of another name, since it has other options than the parameter elsewhere
            narrowed = replace(value.value, possible=tuple(fitting), identity=f"{truth.identity} where {name}")
            given[parameter] = fitting[0] if len(fitting) == 1 else replace(value, value=narrowed)
    return replace(evaluator, given=given, decided={name: True}, values={})


def decided(evaluator: Evaluator, node: Node) -> Truth:
    """The truth of a condition expression."""
    if isinstance(node.value, bool):
        return node.value
    if len(node.entries) != 1:
        return Unknown(reason=f"expected a condition, found {node.kind}", location=node.location)
    ((function, argument),) = node.entries.items()
    if function == "Condition" and argument.text is not None:
        return named(evaluator, argument.text, argument.location)
    call = _FUNCTIONS.get(function)
    if call is None:
        return Unknown(reason=f"{function} is not a condition function", location=node.location)
    return call(evaluator, argument)


def _equals(evaluator: Evaluator, argument: Node) -> Truth:
    values = [evaluator.value(item) for item in argument.items]
    if len(values) != 2:  # noqa: PLR2004 -- its arguments
        return Unknown(reason="Fn::Equals expects a list of two values", location=argument.location)
    sides = [Located("", argument.location) if value is None else value for value in values]
    names = [identity("", [side]) for side in sides]
    if names[0] is not None and names[0] == names[1]:
        return True
    return _truth(applied("Fn::Equals", sides, _same, argument.location))


def _same(sides: Sequence[Located]) -> Located:
    left, right = (_comparable(side.plain) for side in sides)
    return Located(left == right)


def _comparable(plain: object) -> object:
    """CloudFormation compares the texts of scalars."""
    match plain:
        case list():
            return [_comparable(item) for item in plain]
        case dict():
            return {key: _comparable(item) for key, item in plain.items()}
    try:
        return text_of(plain)
    except UnresolvableError:
        return plain


def _truth(value: Located) -> Truth:
    if isinstance(value.value, bool | Unknown):
        return value.value
    return Unknown(reason="a condition gives neither true nor false", location=value.location)


def _not(evaluator: Evaluator, argument: Node) -> Truth:
    if len(argument.items) != 1:
        return Unknown(reason="Fn::Not expects a list of one condition", location=argument.location)
    truth = Located(decided(evaluator, argument.items[0]), argument.location)
    return _truth(applied("Fn::Not", [truth], lambda known: Located(not known[0].value), argument.location))


def _and(evaluator: Evaluator, argument: Node) -> Truth:
    return _joined(evaluator, argument, decisive=False)


def _or(evaluator: Evaluator, argument: Node) -> Truth:
    return _joined(evaluator, argument, decisive=True)


def _joined(evaluator: Evaluator, argument: Node, *, decisive: bool) -> Truth:
    """And/Or: one decisive part decides, however unknown the others are."""
    if not argument.items:
        return Unknown(reason="expected a list of conditions", location=argument.location)
    truths = [Located(decided(evaluator, item), item.location) for item in argument.items]
    if any(truth.value is decisive for truth in truths):
        return decisive

    def joined(known: Sequence[Located]) -> Located:
        return Located(decisive if any(truth.value is decisive for truth in known) else not decisive)

    return _truth(applied("Fn::Or" if decisive else "Fn::And", truths, joined, argument.location))


_FUNCTIONS: dict[str, Callable[[Evaluator, Node], Truth]] = {
    "Fn::Equals": _equals,
    "Fn::Not": _not,
    "Fn::And": _and,
    "Fn::Or": _or,
}
