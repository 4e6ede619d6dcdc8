"""Terraform written in the test itself."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pytest_aisec.sources.source import Contents
from pytest_aisec.sources.terraform import TerraformSource
from pytest_aisec.values import Located


def at(value: Located, *path: str | int) -> Located:
    """The part of a value that a path leads to."""
    for step in path:
        inner = value.value
        assert isinstance(inner, list | dict)
        value = inner[step]  # type: ignore[index]
    return value


Read = Callable[..., Contents]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Write files and read them as a root module: `read("main.tf text", {"mod/a.tf": text}, key="value")`."""
    monkeypatch.delenv("TF_WORKSPACE", raising=False)

    def read_files(main: str = "", others: Mapping[str, str | bytes] | None = None, **variables: str) -> Contents:
        for name, text in {"main.tf": textwrap.dedent(main), **(others or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
        return TerraformSource(tmp_path, tmp_path, variables).read()

    return read_files


Evaluated = Callable[..., Located]


@pytest.fixture
def value(read: Read) -> Evaluated:
    """The value of one expression, evaluated as an argument of a resource."""

    def evaluated(expression: str, rest: str = "", **variables: str) -> Located:
        contents = read(f'resource "x" "y" {{\n  v = {expression}\n}}\n{textwrap.dedent(rest)}', **variables)
        assert not contents.unread, contents.unread
        body = next(d for d in contents.declarations if d.address == "x.y").body
        assert isinstance(body.value, dict)
        return body.value["v"]

    return evaluated
