"""Reads a template given as text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_aisec.sources.cloudformation import CloudFormationSource
from pytest_aisec.sources.source import Contents, Declaration
from pytest_aisec.values import Located

ReadText = Callable[..., Contents]


@pytest.fixture
def read(tmp_path: Path) -> ReadText:
    def read_text(text: str, name: str = "t.yaml", **parameters: str) -> Contents:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return CloudFormationSource(file, tmp_path, parameters).read()

    return read_text


def only(contents: Contents) -> Declaration:
    assert contents.unread == ()
    (declaration,) = contents.declarations
    return declaration


def leaf(declaration: Declaration, *path: str | int) -> Located:
    value = declaration.body
    for step in path:
        assert isinstance(value.value, dict | list)
        value = value.value[step]  # type: ignore[index]
    return value
