"""One folder of Terraform files: what it declares, with override files merged."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pytest_aisec.sources.regular import read_regular
from pytest_aisec.sources.source import Unread
from pytest_aisec.sources.terraform.json_syntax import parse_json
from pytest_aisec.sources.terraform.parse import parse
from pytest_aisec.sources.terraform.syntax import Argument, Block, Body, ParsedFile
from pytest_aisec.values import Location

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.parsed import ParsedFiles

_Key = TypeVar("_Key")

MOST_BYTES = 20_000_000
"""A larger file is not configuration that a person wrote."""

META_ARGUMENTS = frozenset({"count", "for_each", "provider", "providers", "depends_on", "source", "version"})


@dataclass(slots=True, eq=False, repr=False)
class Folder:
    """The declarations of all files of one folder. Keys of `resources` have the mode: `data.aws_ami`, `x`."""

    path: Path
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Argument] = field(default_factory=dict)
    resources: dict[tuple[str, str], Block] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    providers: list[Block] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def shown(path: Path, relative_to: Path) -> str:
    """A path as locations have it: relative, with forward slashes."""
    return Path(os.path.relpath(path, relative_to)).as_posix()


def configuration(names: Iterable[str]) -> list[str]:
    """Of the names of a folder's files those that are loaded, sorted: back-up files of editors are not.

    Of `a.tf` and `a.tofu`, or of `a.tf.json` and `a.tofu.json`, the second, as OpenTofu does:
    https://opentofu.org/docs/language/files/
    """
    kept = {name for name in names if name.endswith(_ENDINGS) and not name.startswith((".", "#"))}
    return sorted(name for name in kept if name.endswith((".tofu", ".tofu.json")) or _of_tofu(name) not in kept)


_ENDINGS = (".tf", ".tf.json", ".tofu", ".tofu.json")


def _of_tofu(name: str) -> str:
    """What the file is called that OpenTofu reads in the place of a `.tf` or `.tf.json` file."""
    stem, _, rest = name.rpartition(".tf")
    return f"{stem}.tofu{rest}"


def _is_override(name: str) -> bool:
    stem = name.removesuffix(".json").rpartition(".")[0]
    return stem == "override" or stem.endswith("_override")


def read_folder(path: Path, relative_to: Path, kept: ParsedFiles | None = None) -> Folder:
    """Parse a folder. What cannot be read is in `unread`; the rest is still there."""
    folder = Folder(path)
    try:
        names = configuration(entry.name for entry in os.scandir(path) if not entry.is_dir())
    except OSError as error:
        reason = f"folder not read: {error.strerror}"
        folder.unread.append(Unread(reason, Location(shown(path, relative_to))))
        return folder
    inside = shown(path / "_", relative_to).removesuffix("_")
    for name in sorted(names, key=_is_override):
        parsed = read_file(path / name, f"{inside}{name}", folder.unread, kept)
        for block in parsed.body.blocks:
            _add(folder, block, override=_is_override(name))
    return folder


def read_file(path: Path, name: str, unread: list[Unread], kept: ParsedFiles | None = None) -> ParsedFile:
    """Parse one file, JSON or not, or take it from those kept; adds to `unread` what is wrong with it."""
    try:
        source = read_regular(path, MOST_BYTES)
    except OSError as error:
        unread.append(Unread(f"file not read: {error.strerror}", Location(name)))
        return ParsedFile(Body())
    line = _line_of_other_bytes(source)
    if line is not None:
        unread.append(Unread("file not read: not UTF-8", Location(name, line, 1)))
        return ParsedFile(Body())
    source = source.removeprefix(b"\xef\xbb\xbf")
    chosen = _PARSERS.get(".".join(path.name.rsplit(".", 2)[1:]), parse_json if path.suffix == ".json" else parse)
    parsed = chosen(source, name) if kept is None else kept.parsed(source, name, chosen)
    if parsed.problem is not None:
        unread.append(Unread(str(parsed.problem), parsed.problem.at))
    return parsed


_PARSERS = {"tfvars.json": partial(parse_json, values=True)}


def _line_of_other_bytes(source: bytes) -> int | None:
    """The first line that is not UTF-8."""
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        return source.count(b"\n", 0, error.start) + 1
    return None


def _add(folder: Folder, block: Block, *, override: bool) -> None:
    labels = block.labels
    named = {"variable": folder.variables, "output": folder.outputs, "module": folder.calls}
    match block.type, len(labels):
        case "locals", 0:
            folder.locals.update(block.body.arguments)
        case ("variable" | "output" | "module") as kind, 1:
            _declare(named[kind], labels[0], block, override=override)
        case "provider", 1:
            folder.providers.append(block)
        case "resource", 2:
            _declare(folder.resources, (labels[0], labels[1]), block, override=override)
        case ("data" | "ephemeral") as kind, 2:
            _declare(folder.resources, (f"{kind}.{labels[0]}", labels[1]), block, override=override)
        case "check", 1:
            for inner in block.body.blocks:
                if inner.type == "data":
                    _add(folder, inner, override=override)


def _declare(known: dict[_Key, Block], key: _Key, block: Block, *, override: bool) -> None:
    if override and key in known:
        known[key] = _overridden(known[key], block)
    else:
        known.setdefault(key, block)


def _overridden(original: Block, override: Block) -> Block:
    """Arguments of the override win one by one, nested blocks type by type."""
    replaced = {block.type if block.type != "dynamic" else block.labels[0] for block in override.body.blocks}
    kept = [block for block in original.body.blocks if not _is_replaced(block, replaced)]
    arguments = {**original.body.arguments, **override.body.arguments}
    return Block(original.type, original.labels, Body(arguments, [*kept, *override.body.blocks]), original.at)


def _is_replaced(block: Block, replaced: Iterable[str]) -> bool:
    return (block.labels[0] if block.type == "dynamic" and block.labels else block.type) in replaced
