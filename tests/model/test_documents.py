"""JSON text of which some parts are not known: what is known of it is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_aisec.model.decoding import decode, decode_either
from pytest_aisec.values import Located, PartlyKnown, Unknown, located

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


@pytest.mark.parametrize(("decoder", "texts"), [(decode, ('{"a": 1}', "[]")), (decode_either, ("a: 1", "- ?\n"))])
def test_one_of_several_texts_is_one_of_their_values(
    decoder: Callable[[Located], Located], texts: tuple[str, str]
) -> None:
    unknown = Unknown(reason="var.a has no value", possible=tuple(map(located, texts)), identity="a")
    found = decoder(Located(unknown)).value
    assert isinstance(found, Unknown)
    assert found.identity == "a"
    assert found.possible is not None
    assert found.possible[0].plain == {"a": 1}
