"""Evaluation: the table of evaluators, filled by the modules for the forms of expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.unknowns import NotKnown, derived
from pytest_aisec.values import Located, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.scope import Scope

EVALUATORS: dict[type, Callable[[Any, Scope], Located]] = {}
"""The evaluator of each form of expression."""

_Evaluator = TypeVar("_Evaluator", bound=Callable[[Any, Any], Located])


def evaluator(form: type) -> Callable[[_Evaluator], _Evaluator]:
    """Declare the evaluator of one form of expression."""

    def declare(evaluate_form: _Evaluator) -> _Evaluator:
        EVALUATORS[form] = evaluate_form
        return evaluate_form

    return declare


def evaluate(expression: syntax.Expression, scope: Scope) -> Located:
    """The value of an expression. Raises Refused where Terraform would refuse it."""
    return EVALUATORS[type(expression)](expression, scope)


def evaluated(expression: syntax.Expression, scope: Scope) -> Located:
    """The value of an expression; what Terraform would refuse is unknown, with the refusal as the reason."""
    try:
        return EVALUATORS[type(expression)](expression, scope)
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
