"""Which files of a folder are CloudFormation templates, told from their bytes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from pytest_aisec.sources.regular import read_regular

MOST_BYTES = 50_000_000
"""A larger file is no template, of which a megabyte is the most, and no manifest that a person waits for.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

_SUFFIXES = (".yaml", ".yml", ".json", ".template")
_SKIPPED = frozenset({"node_modules", "venv", "env", "__pycache__", "site-packages"})
_RESOURCES = re.compile(rb"^Resources[ \t]*:", re.MULTILINE)
_TYPE = re.compile(rb"""["']?\bType["']?[ \t]*:[ \t]*["']?[A-Za-z0-9]+::[A-Za-z0-9@]+""")
_DECLARED = re.compile(
    rb"""^(AWSTemplateFormatVersion[ \t]*:"""
    rb"""|Transform[ \t]*:[ \t]*(\[[^\]]*)?["']?AWS::"""
    rb"""|Transform[ \t]*:[ \t]*\r?\n[ \t]*-[ \t]*["']?AWS::)""",
    re.MULTILINE,
)
_JSON_HINT = re.compile(rb"""["']?(AWSTemplateFormatVersion|Resources|Transform)["']?[ \t]*:""")
_NESTED = re.compile(rb"""["']?(?:TemplateURL|Location)["']?[ \t]*:[ \t]*["']?([^\s"',}]+)""")


def find_templates(directory: Path) -> list[Path]:
    """The templates under a folder, sorted; of a CDK output its `manifest.json` in place of the templates in it.

    A template that another one names as its nested stack is left out: it is read where it is used. Hidden folders
    (`.git`, `.terraform`), `node_modules` and virtual environments are not looked into.
    """
    found: list[Path] = []
    nested: dict[Path, set[Path]] = {}
    for path in _candidates(directory):
        content = _read(path)
        if path.name == "manifest.json":
            if _is_assembly(content):
                found.append(path)
        elif _looks_like_template(content):
            found.append(path)
            nested[path.resolve()] = set(_nested_in(content, path)) - {path.resolve()}
    children = set().union(*nested.values())
    roots = [path for path in found if path.resolve() not in children]
    reached = {path.resolve() for path in roots}
    waiting = list(reached)
    while waiting:
        new = nested.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    # templates that nest each other in a circle have no root, and must not vanish
    return sorted({*roots, *(path for path in found if path.resolve() not in reached)})


def is_template(path: Path) -> bool:
    """Whether the file is a template or a CDK output's manifest; a broken template still is one."""
    content = _read(path)
    return _is_assembly(content) if path.name == "manifest.json" else _looks_like_template(content)


def _candidates(directory: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(directory):
        here = Path(folder)
        if "manifest.json" in files and _is_assembly(_read(here / "manifest.json")):
            folders[:] = []
            yield here / "manifest.json"
            continue
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in _SKIPPED and not _is_environment(here / name)
        )
        yield from (here / name for name in sorted(files) if name.endswith(_SUFFIXES) and not name.startswith("."))


def _is_environment(folder: Path) -> bool:
    return os.path.isfile(folder / "pyvenv.cfg")  # noqa: PTH113 -- Path.is_file raises where nothing may be looked at


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, MOST_BYTES)
    except OSError:
        return b""


def _is_assembly(content: bytes) -> bool:
    return b"aws:cloudformation:stack" in content or b'"cdk:cloud-assembly"' in content


def _looks_like_template(content: bytes) -> bool:
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}:
        return _looks_like_json_template(content)
    if _DECLARED.search(content) is not None:
        return True
    return _RESOURCES.search(content) is not None and _TYPE.search(content) is not None


def _looks_like_json_template(content: bytes) -> bool:
    if _JSON_HINT.search(content) is None:
        return False
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        # broken, or YAML in flow style: the words must do
        return b"AWSTemplateFormatVersion" in content or (b"Resources" in content and _TYPE.search(content) is not None)
    if not isinstance(document, dict):
        return False
    if "AWSTemplateFormatVersion" in document or _is_transform(document.get("Transform")):
        return True
    resources = document.get("Resources")
    return isinstance(resources, dict) and any(
        isinstance(resource, dict) and "::" in str(resource.get("Type", "")) for resource in resources.values()
    )


def _is_transform(value: object) -> bool:
    names = value if isinstance(value, list) else [value]
    return any(isinstance(name, str) and name.startswith("AWS::") for name in names)


def _nested_in(content: bytes, path: Path) -> Iterator[Path]:
    for match in _NESTED.finditer(content):
        name = match[1].decode("utf-8", "replace").removeprefix("file://")
        if name.endswith(_SUFFIXES) and "://" not in name:
            yield (path.parent / name).resolve()
