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


def test_yaml_keeps_what_is_not_known_in_lists_and_keys_as_texts() -> None:
    found = decode_either(text("steps:\n  - run: build ", TAG, "\n  - ", CPU, "\n  - plain\n1: 2001-02-03\n")).plain
    assert isinstance(found, dict)
    first, second, third = found["steps"]
    assert first["run"].parts == ("build ", TAG)
    assert (second, third) == (CPU, "plain")
    assert found["1"] == "2001-02-03"


NESTED = "[" * 100_000
LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60))


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (NESTED, "nested deeper than 100 levels"),
        (LAUGHS, "it stands for more than"),
        ("a: &a [*a]", "or contains itself"),
        ("a: 2001-99-99", "month must be in 1..12"),
        ("a: [", "while parsing a flow"),
    ],
    ids=["nested", "laughs", "itself", "date", "broken"],
)
def test_documents_that_cannot_be_decoded_say_why(written: str, reason: str) -> None:
    for document in (Located(written), text(written, "\n")):
        found = decode_either(document).value
        assert isinstance(found, Unknown)
    assert isinstance(whole := decode_either(Located(written)).value, Unknown)
    assert reason in whole.reason
    assert "\n" not in whole.reason


def test_documents_with_aliases_are_decoded() -> None:
    assert decode_either(Located("a: &a {b: 1}\nc:\n  <<: *a\nd: [*a, *a]")).plain == {
        "a": {"b": 1},
        "c": {"b": 1},
        "d": [{"b": 1}, {"b": 1}],
    }


@pytest.mark.parametrize("marks", ["\\u0000x\\u0000", "\\u00007\\u0000", "\\u0000"])
def test_marks_of_the_text_itself_stand_for_nothing(marks: str) -> None:
    found = decode(text(f'{{"a": "{marks}", "cpu": ', CPU, "}")).plain
    assert isinstance(found, dict)
    assert found["cpu"] == CPU
    assert isinstance(found["a"], str)
