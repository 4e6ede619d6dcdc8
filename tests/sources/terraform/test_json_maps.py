"""What the JSON form takes for maps, held against the provider's schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_aisec.sources.terraform.json_maps import is_map
from tests.aws.terraform import types

BLOCKS_TOO = {"metadata", "options", "parameters", "properties", "response_parameters", "tags", "triggers", "input"} | {
    "annotations",
    "settings",
    "user_defined_fields",
}
"""Names of maps in most resources, which are blocks in a few that no policy reads as JSON."""


def arguments(type_: Any) -> Iterator[tuple[str, str]]:
    """Every argument of a type, at any depth, and whether it is a `map` or a `block`."""
    if not isinstance(type_, dict):
        return
    for collection in ("array", "map"):
        if set(type_) == {collection}:
            yield from arguments(type_[collection])
            return
    for name, entry in type_.items():
        inner = entry["t"]
        if "c" not in entry and isinstance(inner, dict):
            if set(inner) == {"map"}:
                yield name, "map"
            elif set(inner) != {"array"} or isinstance(inner["array"], dict):
                yield name, "block"
            yield from arguments(inner)


def test_maps_are_the_providers() -> None:
    wrong = []
    for kind, body in types().items():
        found = set(arguments(body))
        for name, form in found:
            both = {(name, "map"), (name, "block")} <= found
            if is_map(kind, name) is not (form == "map") and not both and name not in BLOCKS_TOO:
                wrong.append(f"{kind}.{name} is a {form}")
    assert wrong == []
