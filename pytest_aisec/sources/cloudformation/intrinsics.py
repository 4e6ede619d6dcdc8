"""The functions of CloudFormation: each takes its argument as written and gives a located value."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from pytest_aisec.sources.cloudformation import conditions, functions
from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.functions import wrong
from pytest_aisec.sources.cloudformation.unknowns import (
    UnresolvableError,
    concatenated,
    derived,
    either,
)
from pytest_aisec.values import Located, Location, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.cloudformation.evaluate import Evaluator

Function = Callable[["Evaluator", Node, Location], Located | None]

_VARIABLE = re.compile(r"\$\{(!?)([^{}]*)\}")


def _ref(evaluator: Evaluator, argument: Node, at: Location) -> Located | None:
    if argument.text is None:
        return wrong("Ref", "a name", argument)
    return evaluator.referenced(argument.text, at)


def _get_att(evaluator: Evaluator, argument: Node, at: Location) -> Located | None:
    if argument.text is not None:
        name, _, attribute = argument.text.partition(".")
        return evaluator.attribute(name, attribute, at)
    if len(argument.items) < 2 or argument.items[0].text is None:  # noqa: PLR2004 -- its arguments
        return wrong("Fn::GetAtt", "a resource and an attribute", argument)
    parts = [evaluator.value(item) or Located("") for item in argument.items[1:]]
    for part in parts:
        if not isinstance(part.value, str):
            name = argument.items[0].text
            own = Unknown(reason=f"which attribute of {name} is meant", identity=evaluator.address(name))
            return derived("Fn::GetAtt", [part, Located(own, at)], at)
    return evaluator.attribute(argument.items[0].text, ".".join(str(part.value) for part in parts), at)


def _sub(evaluator: Evaluator, argument: Node, at: Location) -> Located | None:
    template, given = argument, Node({})
    if len(argument.items) == 2:  # noqa: PLR2004 -- its arguments
        template, given = argument.items
    if template.text is None or not isinstance(given.value, dict):
        return wrong("Fn::Sub", "a text, or a text and a mapping", argument)
    parts: list[Located] = []
    known: dict[str, Located | None] = {}  # functions that nest a thousand uses in each other take no thousandfold time
    end = 0
    for match in _VARIABLE.finditer(template.text):
        parts.append(Located(template.text[end : match.start()], at))
        end = match.end()
        if match[1]:
            parts.append(Located(f"${{{match[2]}}}", at))
            continue
        name = match[2].strip()
        if name not in known:
            known[name] = _variable(evaluator, name, given.entries, at)
        parts.append(known[name] or Located("", at))
    parts.append(Located(template.text[end:], at))
    return _text("Fn::Sub", parts, at)


def _variable(evaluator: Evaluator, name: str, given: dict[str, Node], at: Location) -> Located | None:
    if name in given:
        return evaluator.value(given[name])
    resource, _, attribute = name.partition(".")
    return evaluator.attribute(resource, attribute, at) if attribute else evaluator.referenced(name, at)


def _text(function: str, parts: list[Located], at: Location) -> Located:
    """The parts as text; when it is nothing but one known or unknown value, that value's own place is kept."""
    filled = [part for part in parts if part.value != ""]
    try:
        if len(filled) == 1 and isinstance(filled[0].value, str):
            return filled[0]
        text = concatenated(parts, at)
    except UnresolvableError as error:
        return Located(Unknown(reason=f"{function}: {error}", location=at), at)
    if len(filled) == 1 and isinstance(filled[0].value, Unknown):
        return Located(text.value, filled[0].location, filled[0].sensitive)
    return text


def _join(evaluator: Evaluator, argument: Node, at: Location) -> Located | None:
    if len(argument.items) != 2:  # noqa: PLR2004 -- its arguments
        return wrong("Fn::Join", "a delimiter and a list", argument)
    delimiter, joined = (evaluator.value(item) for item in argument.items)
    if delimiter is None or not isinstance(delimiter.value, str):
        return wrong("Fn::Join", "a delimiter and a list", argument)
    if joined is None or not isinstance(joined.value, list):
        if joined is not None and isinstance(joined.value, Unknown):
            return derived("Fn::Join", [delimiter, joined], at)
        return wrong("Fn::Join", "a list", argument.items[1])
    parts: list[Located] = []
    for item in joined.value:
        if parts:
            parts.append(delimiter)
        # an item that is itself a list (a list parameter) is joined with the others
        inner = item.value if isinstance(item.value, list) else [item]
        for index, piece in enumerate(inner):
            parts += [delimiter, piece] if index else [piece]
    return _text("Fn::Join", parts, at)


def _if(evaluator: Evaluator, argument: Node, at: Location) -> Located | None:
    if len(argument.items) != 3 or argument.items[0].text is None:  # noqa: PLR2004 -- its arguments
        return wrong("Fn::If", "a condition's name and two values", argument)
    truth = conditions.named(evaluator, argument.items[0].text, at)
    if isinstance(truth, bool):
        return evaluator.value(argument.items[1 if truth else 2])
    values = [evaluator.value(item) for item in argument.items[1:]]
    if values == [None, None]:
        return None
    # a removed property shows among the possible values as nothing
    yes, no = (value or Located(None, at) for value in values)
    return either(truth, (yes, no), at)


FUNCTIONS: dict[str, Function] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::If": _if,
    **functions.FUNCTIONS,
}
