"""Answers of the API as located values."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pytest_aisec.sources.encoding import MASKED
from pytest_aisec.values import Located, Location, PartlyKnown, Unknown, Value

_FREE_TEXTS = frozenset(
    {
        "AttributeValue",
        "EksContainerEnvironmentVariables",
        "EnvironmentMap",
        "EnvironmentVariables",
        "HyperParameterTrainingJobEnvironmentMap",
        "NotebookInstanceLifecycleConfigContent",
        "ProcessingEnvironmentMap",
        "TrainingEnvironmentMap",
        "TransformEnvironmentMap",
    }
)
"""Shapes that hold what users write as they like, and that their services' models do not mark: those of SageMaker,
Batch and CodeBuild, and attributes of EC2's instances, of which only the user data are asked."""

_TELLS_WHICH = re.compile(r"(?i)(?:.*[a-z])?(?:id|arn|identifier|name|version|type)s?")
"""What says which thing is meant, and is no secret although the services' models mark it, or all that it stands in:
the keys of KMS that data are encrypted with, the models and guardrails of prompts and flows, the names of variables."""


class SensitiveText(str):
    """Text that is sensitive, by the service's own model or for being free; it stays so into a resource's body."""

    __slots__ = ()


def answer_value(plain: object, location: Location) -> Located:
    """A part of an answer with every leaf at one location.

    Times become ISO 8601 text, bytes base64 text. What has no value form (a stream) is unknown, never left out.
    """
    value: Value
    sensitive = False
    match plain:
        case Mapping():
            value = {str(key): answer_value(part, location) for key, part in plain.items()}
        case list() | tuple() | set() | frozenset():
            value = [answer_value(part, location) for part in plain]
        case SensitiveText():
            value, sensitive = str(plain), True
        case Unknown(reason=reason) if reason == MASKED and not isinstance(plain, PartlyKnown):
            value, sensitive = plain, True
        case None | bool() | int() | float() | str() | Unknown():
            value = plain
        case dt.date():
            value = plain.isoformat()
        case bytes() | bytearray():
            value = base64.b64encode(plain).decode("ascii")
        case Decimal():
            value = int(plain) if plain == plain.to_integral_value() else float(plain)
        case _:
            value = Unknown(reason=f"the answer holds a {type(plain).__name__}, which is not read", location=location)
    return Located(value, location, sensitive)


def mark_sensitive(plain: Any, shape: Any, sensitive: bool = False) -> Any:
    """An answer in which the text that its botocore output shape marks as sensitive is `SensitiveText`."""
    sensitive = sensitive or bool(shape.metadata.get("sensitive")) or shape.name in _FREE_TEXTS
    if sensitive and getattr(shape, "is_document_type", False):
        return _all_sensitive(plain)
    match shape.type_name:
        case "structure" if isinstance(plain, dict):
            members = shape.members
            return {
                name: part
                if name not in members or _says_which(name, members[name])
                else mark_sensitive(part, members[name], sensitive)
                for name, part in plain.items()
            }
        case "list" if isinstance(plain, list):
            return [mark_sensitive(part, shape.member, sensitive) for part in plain]
        case "map" if isinstance(plain, dict):
            return {name: mark_sensitive(part, shape.value, sensitive) for name, part in plain.items()}
        case "string" if sensitive and isinstance(plain, str):
            return SensitiveText(plain)
        case "blob" if sensitive and isinstance(plain, bytes | bytearray):
            return SensitiveText(base64.b64encode(plain).decode("ascii"))
    return plain


def _all_sensitive(plain: Any) -> Any:
    """A document of which the service's model knows no members: all that is written in it."""
    match plain:
        case dict():
            return {name: _all_sensitive(part) for name, part in plain.items()}
        case list():
            return [_all_sensitive(part) for part in plain]
        case str():
            return SensitiveText(plain)
    return plain


def _says_which(name: str, shape: Any) -> bool:
    of_texts = shape.type_name == "list" and shape.member.type_name == "string"
    return (shape.type_name == "string" or of_texts) and _TELLS_WHICH.fullmatch(name) is not None
