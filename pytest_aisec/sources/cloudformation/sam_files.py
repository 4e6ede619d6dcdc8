"""What packaging makes of the local files that a SAM application names: uploads, whose place is unknown."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_aisec.sources.cloudformation.decode import Node

PACKAGED = "aisec:packaged"
"""The name that stands for where a file is uploaded to."""

_PREFIX = "AWS::Serverless::"

# docs.aws.amazon.com/serverless-application-model: the properties that name local files until they are packaged
_FILES = {
    "Function": ("CodeUri",),
    "LayerVersion": ("ContentUri",),
    "Api": ("DefinitionUri",),
    "HttpApi": ("DefinitionUri",),
    "StateMachine": ("DefinitionUri",),
}
# where they are not written, the folder of the template is meant
_REQUIRED = {"CodeUri", "ContentUri"}


def sam_kind(node: Node) -> str | None:
    """The kind of a SAM resource (`Function`); None for any other resource."""
    kind = node.entries.get("Type", Node(None)).text
    return kind.removeprefix(_PREFIX) if kind is not None and kind.startswith(_PREFIX) else None


def packaged(node: Node, shared: Mapping[str, Node]) -> Node:
    """A resource whose local files are replaced by uploads. `shared`: the application's Globals."""
    kept = {
        key: value
        for key, value in node.entries.items()
        # functions in these are for another transform, which runs before
        if key not in {"DeletionPolicy", "UpdateReplacePolicy"} or value.text is not None
    }
    kind = sam_kind(node)
    properties = node.entries.get("Properties", Node({}, node.location))
    if kind not in _FILES or not isinstance(properties.value, dict):
        return node._replace(value=kept)
    given = {**shared.get(kind, Node({})).entries, **properties.entries}
    entries = _uploaded(kind, properties.entries)
    if "ImageUri" in given or _says(given, "PackageType", "Image"):
        entries.setdefault("PackageType", Node("Image", properties.location))
        if "ImageUri" not in given:
            entries["ImageUri"] = _reference(properties)
    elif "InlineCode" not in given:
        for name in _FILES[kind]:
            if name in _REQUIRED and name not in given:
                entries[name] = _upload(properties)
    return node._replace(value={**kept, "Properties": properties._replace(value=entries)})


def packaged_globals(kind: str, node: Node) -> Node:
    """A section of the Globals whose local files are replaced by uploads."""
    return node._replace(value=_uploaded(kind, node.entries)) if isinstance(node.value, dict) else node


def _uploaded(kind: str, entries: Mapping[str, Node]) -> dict[str, Node]:
    result = dict(entries)
    for name in _FILES.get(kind, ()):
        if name in result and not _is_uploaded(result[name]):
            result[name] = _upload(result[name])
    return result


def _says(entries: Mapping[str, Node], name: str, text: str) -> bool:
    return name in entries and entries[name].text == text


def _is_uploaded(node: Node) -> bool:
    return "Bucket" in node.entries or (node.text is not None and node.text.startswith("s3://"))


def _reference(node: Node) -> Node:
    return Node({"Ref": Node(PACKAGED, node.location)}, node.location, node.location)


def _upload(node: Node) -> Node:
    return Node({"Bucket": _reference(node), "Key": _reference(node)}, node.location, node.key)
