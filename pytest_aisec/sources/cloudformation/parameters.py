"""The values of a template's parameters: given, default, or unknown with what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.unknowns import UnresolvableError, text_of
from pytest_aisec.values import NOWHERE, Located, Location, Scalar, Unknown

PSEUDO = frozenset(
    f"AWS::{name}"
    for name in ("AccountId", "NotificationARNs", "Partition", "Region", "StackId", "StackName", "URLSuffix")
)
"""docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html (NoValue aside)."""

_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-iso-", "aws-iso"), ("us-isob-", "aws-iso-b"))
_OTHER_PREFIXES = ("eu-isoe-", "us-isof-", "eusc-")


def parameter_value(name: str, declared: Node, given: Located | None, prefix: str = "") -> Located:
    """What a reference to the parameter gives, located at the given value, at the default, or at the declaration.

    A parameter without value is an Unknown with the identity `parameter:NAME` (in a nested stack with `prefix`) and
    its AllowedValues, if any; where these are but one, it can have no other. A value that is not among the
    AllowedValues is not believed. NoEcho makes it sensitive.
    """
    kind = declared.entries["Type"].text or "String" if "Type" in declared.entries else "String"
    here = declared.key if declared.key is not NOWHERE else declared.location
    sensitive = _no_echo(declared)
    default = declared.entries.get("Default")
    value = given if given is not None else _as_located(default)
    value = None if value is None else _placed(value, here)
    same = f"parameter:{prefix}{name}"
    if value is None:
        possible = _allowed(declared, kind, sensitive)
        if possible is not None and len(possible) == 1:
            return possible[0]
        reason = f"parameter {name} has no value"
        unknown = Unknown(
            reason=reason,
            location=here,
            identity=same,
            possible=possible,
            is_set=_never_empty(declared, kind),
        )
        return Located(unknown, here, sensitive)
    sensitive = sensitive or value.sensitive
    if kind.startswith("AWS::SSM::Parameter::Value"):
        reason = f"parameter {name} is read from Systems Manager at deployment"
        sought = (value.value,) if isinstance(value.value, str) and not sensitive else ()
        unknown = Unknown(reason=reason, location=value.location, identity=same, is_set=True, sought=sought)
        return Located(unknown, value.location, sensitive)
    if isinstance(value.value, Unknown):
        return Located(_passed(value.value, _as_located(default)), value.location, sensitive)
    if isinstance(value.value, list):
        return Located(value.value, value.location, sensitive)
    return _checked(name, declared, kind, Located(value.value, value.location, sensitive), same)


def _placed(value: Located, at: Location) -> Located:
    """A value that comes from a command line at what asks for it: it has no better place."""
    return replace(value, location=at) if value.location == NOWHERE else value


def _passed(unknown: Unknown, default: Located | None) -> Unknown:
    """What a parent stack passes; where it may pass nothing, the default stands."""
    if default is None or unknown.possible is None:
        return unknown
    options = tuple(default if option.value is None else option for option in unknown.possible)
    return replace(unknown, possible=options)


def _checked(name: str, declared: Node, kind: str, value: Located, same: str) -> Located:
    allowed = _allowed(declared, kind, value.sensitive)
    typed = _typed(value, kind)
    if allowed is None:
        return typed
    try:
        texts = [[text_of(part) for part in _parts(choice.plain)] for choice in allowed]
        # a list parameter may combine its allowed items freely
        found = [text_of(part) for part in _parts(typed.plain)]
        if found in texts or (isinstance(typed.value, list) and all([part] in texts for part in found)):
            return typed
    except UnresolvableError:
        pass
    shown = "a value" if value.sensitive else repr(value.value)
    reason = f"parameter {name} is given {shown}, which is not one of its AllowedValues"
    unknown = Unknown(reason=reason, location=value.location, identity=same, possible=allowed)
    return Located(unknown, value.location, value.sensitive)


def _parts(plain: object) -> list[object]:
    return plain if isinstance(plain, list) else [plain]


def _as_located(node: Node | None) -> Located | None:
    if node is None or isinstance(node.value, dict) or node.value is None:
        return None
    if isinstance(node.value, list):
        scalars = [(item.value, item.location) for item in node.value]
        return Located([Located(v, place) for v, place in scalars if not isinstance(v, list | dict)], node.location)
    return Located(node.value, node.location)


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | bool | int | float)


def _no_echo(declared: Node) -> bool:
    node = declared.entries.get("NoEcho")
    return node is not None and str(node.value).lower() == "true"


def _allowed(declared: Node, kind: str, sensitive: bool) -> tuple[Located, ...] | None:
    if kind.startswith("AWS::SSM::Parameter::Value"):
        return None
    node = declared.entries.get("AllowedValues")
    values = [] if node is None else node.items
    if not values or not all(_is_scalar(item.value) for item in values):
        return None
    if _is_list(kind):
        # each item of the list is one of these: the lists themselves are not a closed set
        return None
    return tuple(
        _typed(Located(item.value, item.location, sensitive), kind)
        for item in values
        if not isinstance(item.value, dict | list)
    )


def _never_empty(declared: Node, kind: str) -> bool:
    if kind == "Number" or kind.startswith(("AWS::", "List<AWS::")):
        return True
    node = declared.entries.get("MinLength")
    return node is not None and str(node.value).isdigit() and int(str(node.value)) > 0


def _is_list(kind: str) -> bool:
    return kind == "CommaDelimitedList" or kind.startswith("List<")


def _typed(value: Located, kind: str) -> Located:
    """The value as the declared type has it: lists split at commas, numbers from text."""
    plain = value.value
    if _is_list(kind) and not isinstance(plain, list | dict | Unknown):
        items = [part.strip() for part in text_of(plain).split(",")]
        inner = _number if kind == "List<Number>" else _same
        return Located(
            [Located(inner(item), value.location, value.sensitive) for item in items if item != "" or len(items) > 1],
            value.location,
            value.sensitive,
        )
    if kind == "Number" and isinstance(plain, str):
        return Located(_number(plain), value.location, value.sensitive)
    return value


def _same(text: str) -> Scalar:
    return text


def _number(text: str) -> Scalar:
    """The number if the text is the usual way to write it, so that nothing is lost; else the text."""
    for kind in (int, float):
        try:
            number = kind(text)
        except (ValueError, OverflowError):
            continue
        if str(number) == text:
            return number
    return text


def pseudo_parameter(name: str, given: Mapping[str, Located], at: Location) -> Located:
    """A pseudo parameter's value: as given, following from the given region, or unknown until deployment."""
    if name in given:
        return _placed(given[name], at)
    region = _placed(given["AWS::Region"], at) if "AWS::Region" in given else None
    if region is not None and isinstance(region.value, str) and not region.value.startswith(_OTHER_PREFIXES):
        partition = next((value for start, value in _PARTITIONS if region.value.startswith(start)), "aws")
        if name == "AWS::Partition":
            return Located(partition, region.location)
        if name == "AWS::URLSuffix" and partition in {"aws", "aws-us-gov", "aws-cn"}:
            return Located("amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com", region.location)
    # the NotificationARNs of a stack may be none, which is an empty list and not nothing
    return Located(Unknown(reason=f"{name} is known at deployment", location=at, identity=name, is_set=True), at)
