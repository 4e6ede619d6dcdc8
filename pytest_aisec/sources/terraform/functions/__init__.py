"""The functions of the language, one module per family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions import (
    aws,
    choosing,
    collections,
    dates,
    encodings,
    files,
    formatting,
    hashes,
    maps,
    networks,
    numeric,
    replacing,
    sets,
    strings,
    types,
    yaml,
)
from pytest_aisec.sources.terraform.functions.registry import FUNCTIONS, SPECIAL, Evaluate, invoke
from pytest_aisec.sources.terraform.unknowns import derived
from pytest_aisec.values import Located, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform import syntax
    from pytest_aisec.sources.terraform.scope import Scope

__all__ = ["FAMILIES", "FUNCTIONS", "SPECIAL", "call"]

FAMILIES = (
    aws,
    choosing,
    collections,
    dates,
    encodings,
    files,
    formatting,
    hashes,
    maps,
    networks,
    numeric,
    replacing,
    sets,
    strings,
    types,
    yaml,
)
"""The modules whose import declares the functions."""


def call(expression: syntax.Call, scope: Scope, evaluate: Evaluate) -> Located:
    """The value of a function call. Raises Refused where Terraform would refuse it."""
    chosen = SPECIAL.get(expression.name.removeprefix("core::"))
    if chosen is not None:
        return chosen(expression, scope, evaluate)
    arguments = [evaluate(argument, scope) for argument in expression.arguments]
    if expression.expanded:
        last = arguments.pop()
        if isinstance(last.value, Unknown):
            return Located(derived(last.value), expression.at, last.sensitive)
        if not isinstance(last.value, list):
            raise Refused("what stands before `...` must be a list", expression.at)
        arguments += last.value
    return invoke(expression.name, arguments, expression.at)
