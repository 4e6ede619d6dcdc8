"""YAML, as Terraform reads and writes it."""

from __future__ import annotations

import json
import re
from typing import Any

from pytest_aisec.model.yaml_nodes import composed
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.encodings import json_string
from pytest_aisec.sources.terraform.functions.registry import function
from pytest_aisec.sources.terraform.numbers import number, text_of
from pytest_aisec.sources.terraform.templates import normal
from pytest_aisec.sources.terraform.types import ANY, STRING
from pytest_aisec.sources.terraform.unknowns import NotKnown, released
from pytest_aisec.values import Located, Location, Unknown, Value

_NULL = re.compile(r"|~|null|Null|NULL")
_TRUE = re.compile(r"true|True|TRUE|yes|Yes|YES|on|On|ON|y|Y")
_FALSE = re.compile(r"false|False|FALSE|no|No|NO|off|Off|OFF|n|N")
_INTEGER = re.compile(r"[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|[0-9]+)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_OTHERWISE = re.compile(r"[-+]?[0-9]+|true|false|null|~")
"""Texts that are strings only if they are marked as such."""

_QUOTING = ("'", '"', "|", ">")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


@function("yamldecode", STRING)
def _yamldecode(text: Located) -> Value | Located:
    try:
        node = composed(str(text.value))
    except ValueError as error:
        raise Refused(f"not YAML: {error}") from None
    if node is None:
        raise Refused("the YAML is empty")
    return _value(node, text.location)


def _value(node: Any, at: Location) -> Located:
    content = node.value
    if node.id == "sequence":
        return Located([_value(item, at) for item in content], at)
    if node.id == "mapping":
        entries: dict[str, Located] = {}
        merged: dict[str, Located] = {}
        for key, item in content:
            if key.tag == "tag:yaml.org,2002:merge":
                value = _value(item, at).value
                merged |= value if isinstance(value, dict) else {}
            else:
                entries[normal(str(key.value))] = _value(item, at)
        return Located({**merged, **entries}, at)
    return Located(_scalar(node, str(content)), at)


def _scalar(node: Any, text: str) -> Value:
    if getattr(node, "style", None) in _QUOTING or (node.tag.endswith(":str") and _OTHERWISE.fullmatch(text)):
        return normal(text)
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    if _INTEGER.fullmatch(text):
        return int(text, 0) if re.search("[xo]", text) else int(text)
    if _FLOAT.fullmatch(text):
        return number(text.lstrip("+"))
    if _DATE.fullmatch(text):
        return f"{text}T00:00:00Z"
    if re.fullmatch(r"[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)", text):
        raise Refused(f"{text} is not a number that Terraform has")
    return normal(text)


@function("yamlencode", ANY, nullable=True, partial=True)
def _yamlencode(value: Located) -> Value:
    if isinstance(value.value, Unknown):
        return Unknown(reason=value.value.reason, location=value.value.location, is_set=True)
    lines = _lines(released(value))
    if isinstance(value.value, str):
        lines[1:] = [f"  {line}" if line else line for line in lines[1:]]
    elif not isinstance(value.value, list | dict):
        lines.append("...")
    return "".join(f"{line}\n" for line in lines)


def _lines(value: Located) -> list[str]:
    match value.value:
        case list() as items if items:
            return [line for item in items for line in _item(item)]
        case dict() as entries if entries:
            return [line for key in sorted(entries) for line in _entry(key, entries[key])]
    return _inline(value)


def _item(item: Located) -> list[str]:
    first, *rest = _lines(item)
    return [f"- {first}", *(f"  {line}" if line else line for line in rest)]


def _entry(key: str, value: Located) -> list[str]:
    label = json_string(key)
    inner = value.value
    if isinstance(inner, dict) and inner:
        return [f"{label}:", *(f"  {line}" if line else line for line in _lines(value))]
    if isinstance(inner, list) and inner:
        return [f"{label}:", *_lines(value)]
    first, *rest = _lines(value)
    return [f"{label}: {first}", *(f"  {line}" if line else line for line in rest)]


def _inline(value: Located) -> list[str]:
    match value.value:
        case None:
            return ["null"]
        case bool() as flag:
            return ["true" if flag else "false"]
        case str() as text:
            return _text(text)
        case int() | float() as figure:
            return [text_of(figure)]
        case Unknown() as unknown:
            raise NotKnown(unknown)
        case list():
            return ["[]"]
    return ["{}"]


def _text(text: str) -> list[str]:
    """Several lines become a literal block, one line a quoted string."""
    if "\n" not in text:
        return [_quoted(text)]
    stripped = text.rstrip("\n")
    trailing = len(text) - len(stripped)
    indented = "2" if text[0] in " \n" else ""
    mark = f"|{indented}" + ("-" if not trailing else "" if trailing == 1 and stripped else "+")
    lines = (text[:-1] if trailing else text).split("\n")
    return [mark, *lines]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
