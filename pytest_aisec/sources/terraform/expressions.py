"""Evaluation of expressions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform import choices, functions, rendering, syntax, walking
from pytest_aisec.sources.terraform.convert import text
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.evaluation import evaluate, evaluator
from pytest_aisec.sources.terraform.operators import binary, unary
from pytest_aisec.sources.terraform.steps import attribute, element, splat
from pytest_aisec.sources.terraform.types import kind_of
from pytest_aisec.sources.terraform.unknowns import derived, used
from pytest_aisec.values import Located, Location, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.scope import Scope


@evaluator(syntax.Literal)
def _literal(expression: syntax.Literal, _: Scope) -> Located:
    return expression.value


@evaluator(syntax.Invalid)
def _invalid(expression: syntax.Invalid, _: Scope) -> Located:
    return Located(Unknown(reason=expression.reason, location=expression.at), expression.at)


@evaluator(syntax.Traversal)
def _traversal(expression: syntax.Traversal, scope: Scope) -> Located:
    value, done = scope.resolve(expression)
    if done < len(expression.steps):
        value = follow(value, expression.steps[done:], scope, expression.at)
    return used(value, expression.at)


@evaluator(syntax.Relative)
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
                value = splat(value, partial(follow, steps=each, scope=scope, at=at), at, whole=not each)
    return value


@evaluator(syntax.Unary)
def _unary(expression: syntax.Unary, scope: Scope) -> Located:
    return unary(expression.operator, evaluate(expression.operand, scope), expression.at)


@evaluator(syntax.Binary)
def _binary(expression: syntax.Binary, scope: Scope) -> Located:
    left, right = evaluate(expression.left, scope), evaluate(expression.right, scope)
    return binary(expression.operator, left, right, expression.at)


@evaluator(syntax.TupleOf)
def _tuple(expression: syntax.TupleOf, scope: Scope) -> Located:
    return Located([evaluate(item, scope) for item in expression.items], expression.at)


@evaluator(syntax.ObjectOf)
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


@evaluator(syntax.Call)
def _call(expression: syntax.Call, scope: Scope) -> Located:
    return functions.call(expression, scope, evaluate)


FORMS = (choices, rendering, walking)
"""The modules whose import declares the other forms."""
