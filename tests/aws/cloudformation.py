"""The registry schemas of CloudFormation, as cfn-lint brings them, for one region; and the grammar of IAM policies."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.aws.shapes import Misfit, Shape, did_you_mean

REGION = "us-east-1"
_KINDS = {
    "string": "text",
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
    "array": "list",
    "object": "structure",
}
_BRANCHES = ("allOf", "anyOf", "oneOf")

Schema = Mapping[str, Any]


@functools.cache
def _schemas() -> Path:
    """The folder of the schemas in cfn-lint, which takes seconds to import and is not needed for them."""
    spec = find_spec("cfnlint")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0], "data", "schemas")


@functools.cache
def _file(*path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_schemas().joinpath(*path).read_text(encoding="utf-8"))
    return found


def types() -> dict[str, str]:
    """Type -> the name of its schema's file."""
    return _file("providers", f"{REGION}.json")


@functools.cache
def resource(name: str) -> Shape:
    """The properties of a resource type; raises Misfit."""
    if name not in types():
        raise Misfit(f"the CloudFormation type `{name}` does not exist{did_you_mean(name, types())}")
    schema = _file("resources", f"{types()[name]}.json")
    return _shape(name, {**schema, "type": "object"}, schema, "/properties")


@functools.cache
def policy_statement() -> Shape:
    """A statement of a policy document, whose words are the same wherever it is written."""
    grammar = _file("other", "iam", "policy.json")
    return _shape("the statement of a policy", grammar["definitions"]["Statement"], grammar, "")


def _parts(schema: Schema, root: Schema) -> Iterator[Schema]:
    """A schema, what it refers to, and its branches: together they say what may be there."""
    yield schema
    if "$ref" in schema:
        target: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        yield from _parts(target, root)
    for branch in (each for word in _BRANCHES for each in schema.get(word, ())):
        yield from _parts(branch, root)


def _shape(name: str, schema: Schema, root: Schema, pointer: str) -> Shape:
    parts = list(_parts(schema, root))
    kinds = {_KINDS[kind] for part in parts for kind in _names(part.get("type")) if kind in _KINDS}
    if any("properties" in part for part in parts):
        kinds.add("structure")
    elif "structure" in kinds:
        kinds = (kinds - {"structure"}) | {"map"}
    words = [str(word) for part in parts for word in part.get("enum", ())]
    words += [part["const"] for part in parts if isinstance(part.get("const"), str)]
    return Shape(
        name,
        frozenset(kinds),
        members=functools.partial(_members, name, parts, root, pointer),
        item=_item(name, parts, root, pointer),
        words=tuple(words),
        read_only=pointer in _read_only(root),
    )


def _names(type_: object) -> list[str]:
    return list(type_) if isinstance(type_, list) else [type_] if isinstance(type_, str) else []


def _members(name: str, parts: list[Schema], root: Schema, pointer: str) -> dict[str, Shape]:
    return {
        member: _shape(f"{name}.{member}", schema, root, f"{pointer}/{member}")
        for part in parts
        for member, schema in part.get("properties", {}).items()
    }


def _item(name: str, parts: list[Schema], root: Schema, pointer: str) -> Any:
    for part in parts:
        if "items" in part:
            return functools.partial(_shape, name, part["items"], root, f"{pointer}/*")
    for part in parts:
        for schema in (*part.get("patternProperties", {}).values(), part.get("additionalProperties")):
            if isinstance(schema, Mapping):
                return functools.partial(_shape, name, schema, root, f"{pointer}/*")
    return None


def _read_only(root: Schema) -> frozenset[str]:
    return frozenset(pointer.replace("/items/", "/*/") for pointer in root.get("readOnlyProperties", ()))
