"""AWS WAF: whether a rule that looks at some requests only looks at those to models, from whomever.

https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-scope-down-statements.html
"""

from __future__ import annotations

import base64
import re

from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, Unknown
from pytest_aisec.verdicts import Undetermined

_SENDERS = {"geo", "ip_set_reference", "asn", "label"}
"""Statements about who asks, by country, address, network, or what other rules say of them."""

_FREE = {"single_query_argument", "all_query_arguments", "query_string", "cookies", "body", "json_body"}
"""Parts of a request that whoever asks fills as they like, so that they choose whether the rule sees them."""


def covers(statement: Located) -> bool:
    """Whether what a statement is met by holds requests to models from everybody.

    A statement about who asks leaves out everybody else. One that leaves out a set of addresses looks at the rest.
    Raises Undetermined for paths, hosts and methods: whether those of models are among them is not followed.
    """
    kind, inner = _kind(statement)
    match kind:
        case "and":
            return _together(_inner(inner), certain=False)
        case "or":
            return _together(_inner(inner), certain=True)
        case "not":
            return _covers_rest(_inner(inner)[0])
        case "label":
            raise Undetermined(f"which requests have the label, {statement.location} does not tell")
        case kind if kind in _SENDERS:
            return False
    return _is_met_by_all(kind, inner)


def _covers_rest(statement: Located) -> bool:
    """Whether what a statement is not met by holds requests to models from everybody."""
    kind, inner = _kind(statement)
    if kind == "not":
        return covers(_inner(inner)[0])
    if kind == "ip_set_reference":
        return True
    if kind in _SENDERS - {"label"}:
        return False
    if kind in {"byte", "regex", "size_constraint"} and _field(inner) in _FREE:
        return False
    raise Undetermined(f"whether requests to models are left out at {statement.location} is not followed")


def _together(statements: list[Located], *, certain: bool) -> bool:
    """Whether all of some statements cover (`certain=False`: one that does not decides), or one of them does."""
    doubts: list[str] = []
    for each in statements:
        try:
            if covers(each) is certain:
                return certain
        except Undetermined as unknown:
            doubts.extend(unknown.reasons)
    if doubts:
        raise Undetermined("; ".join(doubts))
    return not certain


def _is_met_by_all(kind: str, inner: Located) -> bool:
    field = _field(inner)
    if field in _FREE or (field == "single_header" and _header(inner) != "host"):
        return False
    if kind == "byte" and field == "uri_path":
        constraint = _text(inner, "positional_constraint", "PositionalConstraint")
        if _sought(inner) == "/" and constraint in {"STARTS_WITH", "CONTAINS"}:
            return True
    raise Undetermined(f"whether requests to models are among those at {inner.location} is not followed")


def _kind(statement: Located) -> tuple[str, Located]:
    """`geo_match_statement`, `GeoMatchStatement`: geo; and what it holds."""
    found = _first(statement)
    if isinstance(found.value, dict):
        for name, inner in found.value.items():
            if inner.value is not None and inner.value != []:
                snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace("ipset", "ip_set")
                return snake.removesuffix("_statement").removesuffix("_match"), _first(inner)
    if isinstance(found.value, Unknown):
        raise Undetermined(str(found.value))
    raise Undetermined(f"the statement at {statement.location} is not known")


def _field(inner: Located) -> str:
    """Which part of a request a statement looks at: `uri_path`; empty where it says none."""
    part = step_into(inner, ["field_to_match"])
    part = _first(part if part.value is not None else step_into(inner, ["FieldToMatch"]))
    if not isinstance(part.value, dict):
        return ""
    stated = [name for name, each in part.value.items() if each.value is not None and each.value != []]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", stated[0]).lower() if stated else ""


def _header(inner: Located) -> str:
    found = step_into(inner, ["field_to_match", "single_header", "name"])
    if found.value is None:
        found = step_into(inner, ["FieldToMatch", "SingleHeader", "Name"])
    if not isinstance(found.value, str):
        raise Undetermined(f"which header is looked at is not known ({inner.location})")
    return found.value.lower()


def _sought(inner: Located) -> str | None:
    """The text that a statement looks for; an account tells it in base64."""
    encoded = _text(inner, "SearchStringBase64")
    if encoded is None and inner.location.api is not None:
        encoded = _text(inner, "SearchString")
    if encoded is None:
        return _text(inner, "search_string", "SearchString")
    return base64.b64decode(encoded).decode("utf-8", "replace")


def _text(inner: Located, *names: str) -> str | None:
    """A text that it states, under one of some names."""
    return next((found for name in names if isinstance(found := step_into(inner, [name]).value, str)), None)


def _inner(found: Located) -> list[Located]:
    """The statements inside of one."""
    for name in ("statement", "statements"):
        held = step_into(found, [name])
        match held.value:
            case list() as statements if statements:
                return statements
            case dict():
                return [held]
            case Unknown() as unknown:
                raise Undetermined(str(unknown))
    raise Undetermined(f"the statements at {found.location} are not known")


def _first(found: Located) -> Located:
    """A block that stands once is a list of one in Terraform."""
    return found.value[0] if isinstance(found.value, list) and found.value else found
