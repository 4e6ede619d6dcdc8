"""`count` and `for_each`: which instances a block has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from typing import NamedTuple

from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.evaluation import evaluated
from pytest_aisec.sources.terraform.numbers import counted
from pytest_aisec.sources.terraform.scope import Scope
from pytest_aisec.sources.terraform.syntax import Body, Expression
from pytest_aisec.sources.terraform.types import NUMBER, ListValue, SetValue, kind_of
from pytest_aisec.sources.terraform.unknowns import Whole, derived, sole, taken
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located, Unknown

MOST_INSTANCES = 10_000
"""A `count` beyond this is taken for unknown; it would be refused by any account's limits."""


@value_class(frozen=True, slots=True, eq=False, repr=False)
class Member:
    """One instance: its key, what `each` or `count` mean in it, and why it may not exist."""

    key: str | int | None = None
    names: Mapping[str, Located] = field(default_factory=dict)
    conditional: Unknown | None = None

    @property
    def suffix(self) -> str:
        """What the address ends in: nothing, `[0]` or `["key"]`."""
        if self.key is None:
            return ""
        if isinstance(self.key, int):
            return f"[{self.key}]"
        text = json.dumps(self.key, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
        return f"[{text}]"


class Expansion(NamedTuple):
    """All instances. `form` is how the whole is indexed: `single`, `count`, `for_each` or `unknown`."""

    form: str
    members: tuple[Member, ...]


_SINGLE = Expansion("single", (Member(),))


def expanded(body: Body, scope: Scope) -> Expansion:
    """The instances of a resource, data source or module call."""
    count, for_each = body.arguments.get("count"), body.arguments.get("for_each")
    if count is not None:
        return _counted(count.expression, scope)
    if for_each is not None:
        return _for_each(for_each.expression, scope)
    return _SINGLE


def _unknown(unknown: Unknown, names: Mapping[str, Located]) -> Expansion:
    return Expansion("unknown", (Member(None, names, unknown),))


def _counted(expression: Expression, scope: Scope) -> Expansion:
    value = evaluated(expression, scope)
    try:
        value = converted(value, NUMBER)
        if isinstance(value.value, int) and 0 <= value.value <= MOST_INSTANCES:
            scope.module.reading.effort.step(expression.at, value.value)
    except Refused as refusal:
        value = Located(Unknown(reason=f"count: {refusal.reason}", location=expression.at))
    number = value.value
    if isinstance(number, int) and 0 <= number <= MOST_INSTANCES:
        members = [Member(i, {"count": _object("index", Located(counted(i), value.location))}) for i in range(number)]
        return Expansion("count", tuple(members))
    if isinstance(number, Unknown):
        index = Located(derived(number, is_set=True), value.location)
        return _unknown(number, {"count": _object("index", index)})
    reason = f"count cannot be {number}" if number is not None else "count is null"
    return _unknown(Unknown(reason=reason, location=expression.at), {})


def _for_each(expression: Expression, scope: Scope) -> Expansion:
    value = sole(evaluated(expression, scope))
    if isinstance(value.value, Whole) and not value.value.uncounted:
        value = value.value.lazy.whole(value.location)
    match value.value:
        case ListValue(more=Unknown() as more):
            nothing = Located(derived(more), value.location)
            return _unknown(more, {"each": Located({"key": nothing, "value": nothing})})
        case SetValue() | ListValue() as items:
            return _over_set(items, value)
        case dict() as entries:
            keys = sorted(entries)
            return Expansion(
                "for_each",
                tuple(_each(key, Located(key, entries[key].location), taken(entries[key], value)) for key in keys),
            )
        case Unknown() as unknown:
            nothing = Located(derived(unknown), value.location)
            return _unknown(unknown, {"each": Located({"key": nothing, "value": nothing})})
    wrong = Unknown(reason=f"for_each cannot be a {kind_of(value.value)}", location=expression.at)
    return _unknown(wrong, {"each": Located({"key": Located(wrong), "value": Located(wrong)})})


def _over_set(items: list[Located], value: Located) -> Expansion:
    """Strings are their own values. Elements that are unknown stand for one instance that may not exist."""
    members = []
    unknown = None
    for item in items:
        if isinstance(item.value, str):
            members.append(_each(str(item.value), taken(item, value), taken(item, value)))
        elif isinstance(item.value, Unknown):
            unknown = item.value
        else:
            unknown = Unknown(reason=f"for_each has a {kind_of(item.value)} for a key", location=item.location)
    if unknown is None:
        return Expansion("for_each", tuple(members))
    nothing = Located(derived(unknown, is_set=True), value.location)
    names = {"each": Located({"key": nothing, "value": nothing})}
    form = "for_each" if members else "unknown"
    return Expansion(form, (*members, Member(None, names, unknown)))


def _each(key: str, located_key: Located, item: Located) -> Member:
    return Member(key, {"each": Located({"key": located_key, "value": item})})


def _object(name: str, value: Located) -> Located:
    return Located({name: value})
