"""Lists of which a part, the order or the type is not known."""

from __future__ import annotations

import pytest

from pytest_aisec.values import Reference, Unknown

from .conftest import Evaluated

GIVEN = 'variable "l" {}\nvariable "t" { type = list(string) }\nresource "b" "b" {}\nresource "b" "c" {}'


@pytest.mark.parametrize("call", ["concat([b.b.id], var.l)", "concat([b.b.id], var.t)", "concat(var.t, [b.b.id])"])
def test_concat_keeps_links_beside_an_unknown_rest(value: Evaluated, call: str) -> None:
    items = value(call, GIVEN).value
    assert isinstance(items, list)
    assert [item.value.target for item in items if isinstance(item.value, Reference)] == ["b.b"]
    assert type(items[-1].value) is Unknown


@pytest.mark.parametrize(
    "use",
    ["length({})", "{}[1]", "{}[0]", "[for v in {} : 1]", "{}[*]", "element({}, 0)", "toset({})", "{} == [b.b.id]"],
)
def test_nothing_is_concluded_from_the_number_or_places_of_an_open_list(value: Evaluated, use: str) -> None:
    assert isinstance(value(use.replace("{}", "concat([b.b.id], var.l)"), GIVEN).value, Unknown)


def test_sort_keeps_links_whose_order_nobody_knows(value: Evaluated) -> None:
    items = value("sort([b.c.id, b.b.id])", GIVEN).value
    assert isinstance(items, list)
    assert {item.value.target for item in items if isinstance(item.value, Reference)} == {"b.b", "b.c"}
    first = value("sort([b.c.id, b.b.id])[0]", GIVEN).value
    assert isinstance(first, Unknown)
    assert len(first.possible or ()) == 2


def test_number_beside_a_value_of_unknown_type_may_be_a_string(value: Evaluated) -> None:
    got = value("true ? 5 : var.l", GIVEN).value
    assert isinstance(got, Unknown)
    assert [option.plain for option in got.possible or ()] == [5, "5"]
    assert value('"x${true ? 5 : var.l}"', GIVEN).plain == "x5"
    assert value("true ? 5 : b.b.size", GIVEN).plain == 5


@pytest.mark.parametrize(
    ("attribute", "is_set"), [("id", True), ("arn", True), ("kms_key_arn", False), ("name", False), ("vpc_id", False)]
)
def test_only_what_every_resource_has_counts_as_set(value: Evaluated, attribute: str, is_set: bool) -> None:
    got = value(f"b.b.{attribute}", GIVEN).value
    assert isinstance(got, Unknown)
    assert got.is_set is is_set
