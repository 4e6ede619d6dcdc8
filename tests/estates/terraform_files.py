"""What the platform's Terraform files declare, read with python-hcl2, which the package itself does not judge by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hcl2


def declared(folder: Path) -> dict[str, dict[str, Any]]:
    """Address -> body, as python-hcl2 gives it (blocks are lists, expressions are texts), of all `*.tf` in a folder."""
    bodies = {}
    for file in sorted(folder.glob("*.tf")):
        for resource in hcl2.loads(file.read_text()).get("resource", []):
            for type_, named in resource.items():
                for name, body in named.items():
                    bodies[f"{_bare(type_)}.{_bare(name)}"] = body
    return bodies


def misfits(body: dict[str, Any], schema: dict[str, Any], path: str) -> Iterator[str]:
    """Every argument that the provider's schema does not have, and every required one that is not given.

    `schema` maps an argument to `{"t": type, "r": 1 if required, "c": 1 if it can only be read}`; a type that is a
    mapping is a block, or with the one key `array` a repeated one.
    """
    for key, value in body.items():
        if key in _META or key.startswith("__"):
            continue
        if key not in schema or "c" in schema[key]:
            yield f"{path}.{key} does not exist"
            continue
        inner = _block(schema[key]["t"])
        for part in value if isinstance(value, list) else [value]:
            if inner is not None and isinstance(part, dict):
                yield from misfits(part, inner, f"{path}.{key}")
    yield from (f"{path}.{key} is missing" for key, entry in schema.items() if "r" in entry and key not in body)


_META = frozenset({"count", "depends_on", "for_each", "lifecycle", "provider"})


def _bare(name: str) -> str:
    return name.strip('"')


def _block(type_: Any) -> dict[str, Any] | None:
    if isinstance(type_, dict) and "array" in type_:
        type_ = type_["array"]
    return type_ if isinstance(type_, dict) and "map" not in type_ else None
