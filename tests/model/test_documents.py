"""JSON text of which some parts are not known: what is known of it is read."""

from __future__ import annotations

import pytest

from pytest_aisec.model.derived import decode
from pytest_aisec.values import Located, PartlyKnown, Unknown

CPU = Unknown(reason="var.cpu has no value")
TAG = Unknown(reason="var.tag has no value")


def text(*parts: str | Unknown) -> Located:
    return Located(PartlyKnown(reason="not known", parts=parts))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (('{"cpu": ', CPU, "}"), {"cpu": CPU}),
        (('{"cpu": "', CPU, '"}'), {"cpu": CPU}),
        (('{"a": "\\"", "cpu": ', CPU, ', "b": 1}'), {"a": '"', "cpu": CPU, "b": 1}),
        (("[1, ", CPU, ', "', TAG, '"]'), [1, CPU, TAG]),
    ],
)
def test_values_that_are_not_known(parts: tuple[str | Unknown, ...], expected: object) -> None:
    assert decode(text(*parts)).plain == expected


def test_text_around_what_is_not_known() -> None:
    found = decode(text('{"image": "web:', TAG, '", "cpu": ', CPU, "}")).plain
    assert isinstance(found, dict)
    assert found["image"].prefix == "web:"
    assert found["cpu"] == CPU


@pytest.mark.parametrize("parts", [('{"a": 1 ', CPU, "}"), ("{", CPU, "}"), ('{"cpu": ', CPU, "0}"), (CPU, " {}")])
def test_what_cannot_be_read_at_all(parts: tuple[str | Unknown, ...]) -> None:
    assert isinstance(decode(text(*parts)).value, Unknown)
