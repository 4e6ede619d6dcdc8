"""Evaluation of expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pytest_aisec.sources.terraform import functions, syntax
from pytest_aisec.sources.terraform.convert import converted, is_number, kind_of, same, text
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.operators import binary, unary
from pytest_aisec.sources.terraform.steps import attribute, element, splat
from pytest_aisec.sources.terraform.types import (
    ANY,
    BOOL,
    STRING,
    MapValue,
    Primitive,
    SetValue,
    Typed,
    type_of,
    unified,
)
from pytest_aisec.sources.terraform.unknowns import MOST_POSSIBLE, NotKnown, Whole, derived, taken, used
from pytest_aisec.values import Located, Location, PartlyKnown, Reference, Unknown, Value

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.scope import Scope


def evaluate(expression: syntax.Expression, scope: Scope) -> Located:
    """The value of an expression. Raises Refused where Terraform would refuse it."""
    return _EVALUATORS[type(expression)](expression, scope)


def evaluated(expression: syntax.Expression, scope: Scope) -> Located:
    """The value of an expression; what Terraform would refuse is unknown, with the refusal as the reason."""
    try:
        return _EVALUATORS[type(expression)](expression, scope)
    except Refused as refusal:
        at = refusal.at if refusal.at.file is not None else expression.at
        return Located(Unknown(reason=refusal.reason, location=at), expression.at)
    except NotKnown as missing:
        return Located(derived(missing.unknown), expression.at)
    except RecursionError:
        return Located(Unknown(reason="nested too deeply to be evaluated", location=expression.at), expression.at)
    except Exception as error:  # noqa: BLE001 - a fault of the evaluator costs one value, not the whole reading
        reason = f"not evaluated because of a fault of pytest-aisec: {type(error).__name__}: {error}"
        return Located(Unknown(reason=reason, location=expression.at), expression.at)


def _literal(expression: syntax.Literal, _: Scope) -> Located:
    return expression.value


def _wrapped(expression: syntax.Wrapped, scope: Scope) -> Located:
    return evaluate(expression.inner, scope)


def _invalid(expression: syntax.Invalid, _: Scope) -> Located:
    return Located(Unknown(reason=expression.reason, location=expression.at), expression.at)


def _traversal(expression: syntax.Traversal, scope: Scope) -> Located:
    value, done = scope.resolve(expression)
    if done < len(expression.steps):
        value = follow(value, expression.steps[done:], scope, expression.at)
    return used(value, expression.at)


def _relative(expression: syntax.Relative, scope: Scope) -> Located:
    return follow(evaluate(expression.source, scope), expression.steps, scope, expression.at)


def follow(value: Located, steps: Sequence[syntax.Step], scope: Scope, at: Location) -> Located:
    """The value that steps lead to. Raises Refused where there is nothing."""
    for step in steps:
        match step:
            case syntax.Attr(name=name):
                value = attribute(value, name, at)
            case syntax.Index(key=key):
                value = element(value, evaluate(key, scope), at)
            case syntax.Splat(each=each):
                value = splat(value, lambda item, each=each: follow(item, each, scope, at), at, whole=not each)  # type: ignore[misc]
    return value


def _unary(expression: syntax.Unary, scope: Scope) -> Located:
    return unary(expression.operator, evaluate(expression.operand, scope), expression.at)


def _binary(expression: syntax.Binary, scope: Scope) -> Located:
    left, right = evaluate(expression.left, scope), evaluate(expression.right, scope)
    return binary(expression.operator, left, right, expression.at)


def _tuple(expression: syntax.TupleOf, scope: Scope) -> Located:
    return Located([evaluate(item, scope) for item in expression.items], expression.at)


def _object(expression: syntax.ObjectOf, scope: Scope) -> Located:
    entries: dict[str, Located] = {}
    for key_expression, value_expression in expression.items:
        key = evaluate(key_expression, scope)
        if isinstance(key.value, Unknown):
            evaluate(value_expression, scope)
            return Located(derived(key.value, is_set=True), expression.at)
        name = text(key)
        if name is None:
            raise Refused(f"the key of an object is {kind_of(key.value)}, not a string", key_expression.at)
        entries[name] = evaluate(value_expression, scope)
    return Located(entries, expression.at)


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
    if value.value is not None and not isinstance(value.value, Unknown):
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


def _template(expression: syntax.Template, scope: Scope) -> Located:
    parts: list[str | Unknown] = []
    sensitive = _render(expression.parts, scope, parts)
    return Located(joined(parts), expression.at, sensitive)


def joined(parts: list[str | Unknown]) -> str | PartlyKnown:
    """A string from its parts: a plain one if all are known."""
    merged: list[str | Unknown] = []
    for part in parts:
        if isinstance(part, PartlyKnown):
            pieces: Sequence[str | Unknown] = part.parts
        else:
            pieces = (part,)
        for piece in pieces:
            if isinstance(piece, str) and merged and isinstance(merged[-1], str):
                merged[-1] += piece
            elif piece != "":
                merged.append(piece)
    unknown = next((part for part in merged if isinstance(part, Unknown)), None)
    if unknown is None:
        return "".join(str(part) for part in merged)
    return PartlyKnown(reason=unknown.reason, location=unknown.location, is_set=True, parts=tuple(merged))


def _render(parts: Sequence[syntax.Part], scope: Scope, result: list[str | Unknown]) -> bool:
    """Append what template parts come to; says whether any of it is sensitive."""
    sensitive = False
    for part in parts:
        match part:
            case str():
                result.append(part)
            case syntax.TemplateIf():
                sensitive |= _render_if(part, scope, result)
            case syntax.TemplateFor():
                sensitive |= _render_for(part, scope, result)
            case _:
                value = evaluate(part, scope)
                sensitive |= value.sensitive
                result.append(template_text(value, part.at))
    return sensitive


def template_text(value: Located, at: Location) -> str | Unknown:
    """What a value contributes to a template. Raises Refused for null and for what is no scalar."""
    inner = value.value
    if isinstance(inner, str):
        return str(inner)
    if isinstance(inner, Unknown):
        if isinstance(inner, Typed) and not isinstance(inner.type, Primitive):
            raise Refused(f"a template cannot include a {inner.type}", at)
        return inner
    if inner is None:
        raise Refused("a template cannot include null", at)
    if isinstance(inner, bool) or is_number(inner):
        return str(converted(value, STRING).value)
    raise Refused(f"a template cannot include a {kind_of(inner)}", at)


def _render_if(part: syntax.TemplateIf, scope: Scope, result: list[str | Unknown]) -> bool:
    test = converted(evaluate(part.condition, scope), BOOL)
    if test.value is None:
        raise Refused("the condition is null", part.condition.at)
    if isinstance(test.value, Unknown):
        branches: tuple[list[str | Unknown], list[str | Unknown]] = ([], [])
        _render(part.then, scope, branches[0])
        _render(part.otherwise, scope, branches[1])
        possible = tuple(Located(joined(branch), part.at) for branch in branches)
        result.append(derived(test.value, is_set=True, possible=possible))
        return test.sensitive
    return _render(part.then if test.value else part.otherwise, scope, result) or test.sensitive


def _render_for(part: syntax.TemplateFor, scope: Scope, result: list[str | Unknown]) -> bool:
    collection = evaluate(part.collection, scope)
    if isinstance(collection.value, Unknown) and not isinstance(collection.value, Whole):
        result.append(derived(collection.value, is_set=True))
        return collection.sensitive
    sensitive = collection.sensitive
    for key, item in items_of(collection, part.collection.at):
        names = {part.value: item} if part.key is None else {part.key: key, part.value: item}
        sensitive |= _render(part.parts, scope.with_names(names), result)
    return sensitive


def items_of(collection: Located, at: Location) -> Iterator[tuple[Located, Located]]:
    """Keys and values of what can be walked over. Raises Refused for what cannot, NotKnown for unknowns."""
    inner = collection.value
    if isinstance(inner, Whole) and not inner.uncounted:
        collection = inner.lazy.whole(collection.location)
        inner = collection.value
    match inner:
        case SetValue() as items:
            for item in items:
                yield item, taken(item, collection)
        case list() as items:
            for place, item in enumerate(items):
                yield Located(place, item.location), taken(item, collection)
        case dict() as entries:
            for key in sorted(entries):
                item = taken(entries[key], collection)
                yield Located(key, item.location), item
        case Unknown():
            raise NotKnown(inner)
        case _:
            raise Refused(f"a {kind_of(inner)} cannot be walked over", at)


def _for(expression: syntax.For, scope: Scope) -> Located:
    collection = evaluate(expression.collection, scope)
    if isinstance(collection.value, Unknown) and (
        not isinstance(collection.value, Whole) or collection.value.uncounted
    ):
        return Located(derived(collection.value, is_set=True), expression.at, collection.sensitive)
    kept: list[tuple[Located, Scope]] = []
    for key, item in items_of(collection, expression.collection.at):
        names = {expression.value: item} if expression.key is None else {expression.key: key, expression.value: item}
        inner = scope.with_names(names)
        if expression.condition is not None:
            test = converted(evaluate(expression.condition, inner), BOOL)
            if isinstance(test.value, Unknown):
                return Located(derived(test.value, is_set=True), expression.at)
            if test.value is None:
                raise Refused("the condition is null", expression.condition.at)
            if not test.value:
                continue
        kept.append((item, inner))
    if expression.result_key is None:
        results = [evaluate(expression.result, inner) for _, inner in kept]
        return Located(results, expression.at, collection.sensitive)
    return _for_object(expression, expression.result_key, [inner for _, inner in kept])


def _for_object(expression: syntax.For, key_expression: syntax.Expression, scopes: Sequence[Scope]) -> Located:
    entries: dict[str, Located] = {}
    groups: dict[str, list[Located]] = {}
    for inner in scopes:
        key = evaluate(key_expression, inner)
        if isinstance(key.value, Unknown):
            return Located(derived(key.value, is_set=True), expression.at)
        name = text(key)
        if name is None:
            raise Refused("the key of an object is not a string", key_expression.at)
        value = evaluate(expression.result, inner)
        if expression.grouped:
            groups.setdefault(name, []).append(value)
        elif name in entries:
            raise Refused(f"two elements have the key {name!r}", key_expression.at)
        entries[name] = value
    if expression.grouped:
        entries = {name: Located(group, expression.at) for name, group in groups.items()}
    return Located(entries, expression.at)


def _call(expression: syntax.Call, scope: Scope) -> Located:
    return functions.call(expression, scope, evaluate)


_EVALUATORS: dict[type, Callable[[Any, Scope], Located]] = {
    syntax.Literal: _literal,
    syntax.Template: _template,
    syntax.Wrapped: _wrapped,
    syntax.Traversal: _traversal,
    syntax.Relative: _relative,
    syntax.Unary: _unary,
    syntax.Binary: _binary,
    syntax.Conditional: _conditional,
    syntax.TupleOf: _tuple,
    syntax.ObjectOf: _object,
    syntax.For: _for,
    syntax.Call: _call,
    syntax.Invalid: _invalid,
}
