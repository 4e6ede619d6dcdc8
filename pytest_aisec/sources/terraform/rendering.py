"""Evaluation of templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.evaluation import evaluate, evaluator
from pytest_aisec.sources.terraform.numbers import is_number
from pytest_aisec.sources.terraform.parts import joined
from pytest_aisec.sources.terraform.types import (
    BOOL,
    STRING,
    Primitive,
    Typed,
    kind_of,
)
from pytest_aisec.sources.terraform.unknowns import Whole, derived
from pytest_aisec.sources.terraform.walking import items_of
from pytest_aisec.values import Located, Location, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.scope import Scope


@evaluator(syntax.Template)
def _template(expression: syntax.Template, scope: Scope) -> Located:
    parts: list[str | Unknown] = []
    sensitive = _render(expression.parts, scope, parts)
    return Located(joined(parts), expression.at, sensitive)


@evaluator(syntax.Wrapped)
def _wrapped(expression: syntax.Wrapped, scope: Scope) -> Located:
    return evaluate(expression.inner, scope)


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
        if inner.possible and all(isinstance(option.value, str | bool | int | float) for option in inner.possible):
            written = converted(value, STRING).value
            return str(written) if isinstance(written, str) else inner
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
    for key, item in items_of(collection, part.collection.at, scope):
        names = {part.value: item} if part.key is None else {part.key: key, part.value: item}
        sensitive |= _render(part.parts, scope.with_names(names), result)
    return sensitive
