"""Controls that take in policies without a mark: by ids, by equivalents, and by way of other controls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.compliance.catalogue import Catalogue, bundled


def catalogue(folder: Path, **frameworks: dict[str, dict[str, Any]]) -> Catalogue:
    """Frameworks of controls, each with what its entry says beside its id."""
    files = {}
    for name, controls in frameworks.items():
        entries = [{"id": id_, "title": id_, **said} for id_, said in controls.items()]
        files[name] = folder / f"{name}.json"
        files[name].write_text(json.dumps({"name": name, "controls": entries}))
    return Catalogue(files)


def test_by_id_by_pattern_and_by_what_another_tool_calls_it(tmp_path: Path) -> None:
    known = catalogue(
        tmp_path,
        house={
            "ID": {"policies": ["is-shut"]},
            "GLOB": {"policies": ["is-*"]},
            "TOOL": {"policies": ["SageMaker.1"]},
            "DOT": {"policies": ["SageMaker?1x"]},
            "NONE": {},
        },
    )
    assert known.taken_in(["is-shut"], {}) == {"house": ["GLOB", "ID"]}
    assert known.taken_in(["has-a-name", "SageMaker.1"], {}) == {"house": ["TOOL"]}
    assert known.taken_in(["shut"], {}) == {}


def test_by_way_of_other_controls_as_far_as_they_lead(tmp_path: Path) -> None:
    known = catalogue(
        tmp_path,
        a={"1": {"same_as": ["b:1"]}, "2": {"same_as": ["b:*"]}, "3": {}},
        b={"1": {"same_as": ["c:1"]}, "2": {"policies": ["is-shut"]}},
        c={"1": {}},
    )
    assert known.taken_in(["is-open"], {"c": ["1"]}) == {"a": ["1", "2"], "b": ["1"]}
    assert known.taken_in(["is-shut"], {}) == {"a": ["2"], "b": ["2"]}
    assert known.taken_in(["is-shut"], {"a": ["2"], "b": ["2"]}) == {}


def test_controls_that_name_each_other(tmp_path: Path) -> None:
    known = catalogue(
        tmp_path, a={"1": {"same_as": ["b:1", "a:*"]}, "2": {}}, b={"1": {"same_as": ["a:1"], "policies": ["x"]}}
    )
    assert known.taken_in(["x"], {}) == {"a": ["1"], "b": ["1"]}
    assert known.taken_in(["y"], {"a": ["2"]}) == {"a": ["1"], "b": ["1"]}


@pytest.mark.parametrize("name", bundled().ids)
def test_every_control_that_is_named_exists(name: str) -> None:
    for control in bundled().framework(name).controls.values():
        for pattern in control.same_as:
            assert bundled().selected(pattern)
