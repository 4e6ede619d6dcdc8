"""Files of a source: their text as nodes, and parameter files in their customary forms."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pytest_aisec.declarations import Unread
from pytest_aisec.sources.cloudformation.decode import Node, NotDecodableError, decode
from pytest_aisec.sources.cloudformation.find import MOST_BYTES
from pytest_aisec.sources.regular import read_regular
from pytest_aisec.values import NOWHERE, Located, Location, Unknown


def shown_path(path: Path, relative_to: Path) -> str:
    """A path as locations show it: relative, with forward slashes."""
    try:
        return Path(os.path.relpath(path.resolve(), relative_to.resolve())).as_posix()
    except (ValueError, OSError, RuntimeError):
        return path.as_posix()


def decoded(path: Path, relative_to: Path) -> tuple[Node, bytes] | Unread:
    """A YAML or JSON file as nodes, with its bytes; an Unread when that fails."""
    shown = shown_path(path, relative_to)
    try:
        content = read_regular(path, MOST_BYTES)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        return Unread(f"{shown} is not readable: {reason}", Location(shown))
    try:
        return decode(content.decode("utf-8-sig"), shown), content
    except UnicodeDecodeError as error:
        before = content[: error.start]
        place = Location(shown, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        return Unread("expected UTF-8 text, found other bytes", place)
    except NotDecodableError as error:
        return Unread(error.reason, error.location)


def given_parameters(
    parameters: Mapping[str, str], files: Sequence[Path], relative_to: Path
) -> tuple[dict[str, Located], list[Unread]]:
    """Parameter values by name, and what was not readable of the files; `parameters` win, then later files."""
    values: dict[str, Located] = {}
    unread: list[Unread] = []
    for file in files:
        read = decoded(file, relative_to)
        if isinstance(read, Unread):
            unread.append(read)
            continue
        for found in _parameters_in(read[0]):
            if isinstance(found, Unread):
                unread.append(found)
            else:
                values[found[0]] = found[1]
    values.update({name: Located(value) for name, value in parameters.items()})
    return values, unread


def _parameters_in(root: Node) -> Iterator[tuple[str, Located] | Unread]:
    """The forms of the AWS CLI (a list), of CodePipeline (an object with Parameters), and a plain object."""
    inner = root.entries.get("Parameters")
    if isinstance(root.value, dict):
        entries = inner.entries if inner is not None and isinstance(inner.value, dict) else root.entries
        for name, node in entries.items():
            yield _parameter(name, node)
        return
    if not isinstance(root.value, list):
        yield Unread(f"expected parameters as a list or a mapping, found {root.kind}", root.location)
    for item in root.items:
        if item.text is not None and "=" in item.text:
            name, _, value = item.text.partition("=")
            yield name, Located(value, item.location)
        elif (key := item.entries.get("ParameterKey", Node(None)).text) is None:
            yield Unread(f"expected a ParameterKey and a ParameterValue, found {item.kind}", item.location)
        elif "ParameterValue" in item.entries:
            yield _parameter(key, item.entries["ParameterValue"])
        elif "UsePreviousValue" not in item.entries:
            yield Unread(f"parameter {key}: expected a ParameterValue", item.location)


def _parameter(name: str, node: Node) -> tuple[str, Located] | Unread:
    place = node.location if node.location is not NOWHERE else node.key
    match node.value:
        case None:
            return Unread(f"parameter {name}: expected a value, found nothing", place)
        case list() as items:
            if any(isinstance(item.value, list | dict) for item in items):
                return Unread(f"parameter {name}: expected texts, found {node.kind} of other things", place)
            texts = [item.value for item in items]
            values = zip(texts, items, strict=True)
            return name, Located(
                [Located(v, item.location) for v, item in values if not isinstance(v, list | dict)], place
            )
        case dict():
            # the functions of CodePipeline read artifacts of an earlier stage
            return name, Located(Unknown(reason=f"parameter {name} is computed by the pipeline", location=place), place)
        case scalar:
            return name, Located(scalar, place)
