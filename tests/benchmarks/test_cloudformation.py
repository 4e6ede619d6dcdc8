"""The generated templates are what they say: so many resources, all of them read, none of them invalid."""

from __future__ import annotations

from pathlib import Path

import cfnlint.api
import pytest

from benchmarks.cloudformation import templates
from pytest_aisec.gathering import Inputs, gather
from pytest_aisec.requests import Request


@pytest.mark.parametrize(("resources", "files"), [(10, 1), (60, 2), (100, 2)])
def test_declares_exactly_so_many_resources(resources: int, files: int, tmp_path: Path) -> None:
    for name, text in templates(resources, 50).items():
        (tmp_path / name).write_text(text)
    inventory = gather([Request("cloudformation", "*.yaml")], Inputs(tmp_path))
    assert [unread for source in inventory.sources for unread in source.contents.unread] == []
    assert (len(inventory), len(inventory.sources)) == (resources, files)


def test_is_valid() -> None:
    (text,) = templates(20).values()
    assert [
        str(match) for match in cfnlint.api.lint(text, regions=["us-east-1"]) if match.rule.severity == "error"
    ] == []
