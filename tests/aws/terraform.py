"""The schema of the Terraform provider: arguments and attributes of the types in tests/schemas."""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.aws.exceptions import REMOVED
from tests.aws.shapes import Misfit, Shape, did_you_mean

SCHEMA = Path(__file__).parent.parent / "schemas" / "terraform_aws.json.gz"
_KINDS = {"string": "text", "number": "number", "boolean": "boolean"}


@functools.cache
def types() -> dict[str, dict[str, Any]]:
    """Type -> argument -> `{"t": type}`, with `r` where it is required and `c` where it can only be read."""
    found: dict[str, dict[str, Any]] = json.loads(gzip.decompress(SCHEMA.read_bytes()))
    return found


@functools.cache
def resource(name: str) -> Shape:
    """The body of a resource type; raises Misfit."""
    if name not in types():
        raise Misfit(
            f"the Terraform type `{name}` is not in {SCHEMA.name}{did_you_mean(name, types())} "
            "(scripts/terraform_schema.py adds it, if the provider has it)"
        )
    removed = {argument: {"t": "string"} for type_, argument in REMOVED if type_ == name}
    return _shape(name, {**types()[name], **removed})


def _shape(name: str, type_: Any, read_only: bool = False) -> Shape:
    if isinstance(type_, str):
        kinds = frozenset({_KINDS[type_]} if type_ in _KINDS else ())
        return Shape(name, kinds, read_only=read_only)
    for collection, kind in (("array", "list"), ("map", "map")):
        if set(type_) == {collection}:
            inner = functools.partial(_shape, name, type_[collection])
            return Shape(name, frozenset({kind}), item=inner, blocks=True)
    members = functools.partial(_members, name, type_)
    return Shape(name, frozenset({"structure"}), members=members, blocks=True, any_case=False)


def _members(name: str, block: Mapping[str, Any]) -> dict[str, Shape]:
    return {
        argument: _shape(f"{name}.{argument}", entry["t"], read_only="c" in entry) for argument, entry in block.items()
    }
