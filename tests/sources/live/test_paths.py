"""Paths of a plan: absent and unknown are told apart wherever a path goes."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.sources.live.paths import items_at, parameters_at, value_at
from pytest_aisec.values import Unknown

HIDDEN = Unknown(reason="AccessDenied: kms:DescribeKey")
ENTRIES: dict[str, Any] = {
    "Name": "n",
    "Nested": {"Arn": "arn:x", "Empty": []},
    "Hidden": HIDDEN,
    "$source": {"Account": "1"},
    "$parent": {"Address": "p"},
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("Name", "n"),
        ("Nested.Arn", "arn:x"),
        ("$source.Account", "1"),
        ('"$source".Account', "1"),
        ("join('/', [$parent.Address, Name])", "p/n"),
        ("Lacking", None),
        ("Lacking.Deeper", None),
        ("join('/', [Lacking, Name])", None),
        ("Hidden", HIDDEN),
        ("Hidden.Deeper", HIDDEN),
        ("Hidden[0].Deeper", HIDDEN),
        ("join('/', [Name, Hidden])", HIDDEN),
    ],
)
def test_a_path_gives_the_value_none_or_the_unknown_on_its_way(path: str, value: object) -> None:
    assert value_at(path, ENTRIES) == value


@pytest.mark.parametrize(
    ("paths", "parameters"),
    [
        ({"A": "Name", "B": "=All"}, {"A": "n", "B": "All"}),
        ({"A": "[Name]"}, {"A": ["n"]}),
        ({"A": "[Lacking]"}, None),
        ({"A": "Nested.Empty"}, None),
        ({"A": "Name", "B": "Lacking"}, None),
        ({"A": "Name", "B": "Hidden.Deeper"}, HIDDEN),
    ],
)
def test_parameters_are_complete_or_absent_or_unknown(paths: dict[str, str], parameters: object) -> None:
    assert parameters_at(paths, ENTRIES) == parameters


def test_items_are_mappings_or_wrapped_and_a_path_that_does_not_apply_is_no_empty_list() -> None:
    assert items_at("Names", {"Names": ["a", "b"]}) == [{"$item": "a"}, {"$item": "b"}]
    assert value_at("@", {"$item": "a"}) == "a"
    assert items_at("One", {"One": {"Id": "x"}}) == [{"Id": "x"}]
    assert items_at("Lacking", {}) == []
    assert items_at("keys(Lacking)", {}) is None
