"""What `terraform show -json` prints, read from a file: whether it is that, and the resources in it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pytest_aisec.sources.regular import read_regular
from pytest_aisec.sources.source import Unread
from pytest_aisec.sources.terraform.joining import Computed
from pytest_aisec.sources.terraform.numbers import number
from pytest_aisec.values import Location

MOST_BYTES = 500_000_000
"""A larger file is not read: it would need several gigabytes of memory."""

_ARCHIVE = b"PK\x03\x04"
"""How the file starts that `terraform plan -out` writes: it is a ZIP archive."""

_BINARY = (
    "a plan in Terraform's own binary format, expected JSON: run `terraform show -json PLANFILE > plan.json`"
    " and ask for plan:plan.json"
)

_VERSION = re.compile(r"1\.\d+")
"""https://developer.hashicorp.com/terraform/internals/json-format#format-summary: other majors are another format."""


class Document(NamedTuple):
    """A JSON object that was read, and the SHA-256 of its text."""

    content: Mapping[str, Any]
    sha256: str


class Printed(NamedTuple):
    """One managed resource: where it is (`module` is the address of its module instance, or empty), and its values."""

    address: str
    type: str
    name: str
    module: str
    computed: Computed


def load(file: Path, name: str, command: str) -> Document | Unread:
    """The JSON object in a file, or why there is none; `command` is what would write it. Raises nothing."""
    at = Location(name)
    try:
        raw = read_regular(file, MOST_BYTES)
    except FileNotFoundError:
        return Unread(f"there is no file {name}", at)
    except OSError as error:
        return Unread(f"not read: {error.strerror}", at)
    if not raw.strip():
        return Unread(f"the file is empty, as after a command that failed: write it with `{command}`", at)
    if raw.startswith(_ARCHIVE):
        return Unread(_BINARY, at)
    if b'"@level"' in raw.partition(b"\n")[0]:
        return Unread(f"the log that `terraform plan -json` prints, expected the plan: run `{command}`", at)
    try:
        content = json.loads(raw, parse_float=number)
    except json.JSONDecodeError as error:
        place = Location(name, error.lineno, error.colno)
        return Unread(f"not JSON ({error.msg}), expected what `{command}` writes", place)
    except (ValueError, RecursionError) as error:
        return Unread(f"not JSON ({type(error).__name__}), expected what `{command}` writes", at)
    if not isinstance(content, dict):
        return Unread(f"expected the JSON object that `{command}` writes", at)
    return Document(content, hashlib.sha256(raw).hexdigest())


def version_problem(content: Mapping[str, Any], command: str) -> str | None:
    """Why a document of this format version cannot be read."""
    stated = content.get("format_version")
    if isinstance(stated, str) and _VERSION.fullmatch(stated):
        return None
    return f"format_version is {stated!r}, expected 1.x: run `{command}` with Terraform 1.1 or newer, or OpenTofu"


def managed(root: object, malformed: list[str], module: str = "") -> Iterator[Printed]:
    """The managed resources of a module and of those beneath it; adds to `malformed` what has not their shape."""
    if not isinstance(root, dict):
        if root is not None:
            malformed.append(f"{module or 'the root module'} is not an object")
        return
    for resource in _objects(root, "resources", malformed, module):
        if resource.get("mode") != "managed" or "deposed_key" in resource:
            continue
        parts = [resource.get(part) for part in ("address", "type", "name")]
        if not all(isinstance(part, str) for part in parts):
            malformed.append(f"a resource of {module or 'the root module'} has no address, type or name")
            continue
        address, type_, name = map(str, parts)
        values = resource.get("values") or {}
        if not isinstance(values, dict):
            malformed.append(f"the values of {address} are not an object")
            continue
        yield Printed(address, type_, name, module, Computed(values, None, resource.get("sensitive_values")))
    for child in _objects(root, "child_modules", malformed, module):
        yield from managed(child, malformed, str(child.get("address")))


def _objects(module: Mapping[str, Any], key: str, malformed: list[str], name: str) -> Iterator[Mapping[str, Any]]:
    listed = module.get(key) or []
    if not isinstance(listed, list):
        malformed.append(f"{key} of {name or 'the root module'} is not a list")
        return
    for item in listed:
        if isinstance(item, dict):
            yield item
        else:
            malformed.append(f"{key} of {name or 'the root module'} holds something that is no object")


def either_mark(a: object, b: object) -> object:
    """Two mirrors of one value together: what either marks is marked."""
    if a is True or b is True:
        return True
    if isinstance(a, dict) and isinstance(b, dict):
        return {key: either_mark(a.get(key), b.get(key)) for key in {**a, **b}}
    if isinstance(a, list) and isinstance(b, list):
        shared = min(len(a), len(b))
        return [*(either_mark(*pair) for pair in zip(a, b, strict=False)), *a[shared:], *b[shared:]]
    return a or b


def stated(value: object, unknown: object) -> object:
    """The value without what is null and not unknown: the settings that nobody made.

    Containers that hold only unknowns are put back where Terraform leaves them out; the unknowns themselves come
    from their marks.
    """
    if unknown is True:
        return value
    if isinstance(value, dict) or (value is None and isinstance(unknown, dict) and unknown):
        marks = unknown if isinstance(unknown, dict) else {}
        entries = {**dict.fromkeys(marks), **(value or {})}
        kept = {key: stated(item, marks.get(key)) for key, item in entries.items()}
        return {key: item for key, item in kept.items() if item is not None}
    if isinstance(value, list) or (value is None and isinstance(unknown, list) and unknown):
        items = value if isinstance(value, list) else [None] * len(unknown if isinstance(unknown, list) else [])
        marks_ = unknown if isinstance(unknown, list) else []
        return [stated(item, marks_[i] if i < len(marks_) else None) for i, item in enumerate(items)]
    return value
