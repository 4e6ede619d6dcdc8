"""Regular expressions that are compiled when they are used."""

from __future__ import annotations

import re

import pytest

from pytest_aisec.model.matching import Regex


def test_matches_as_the_pattern_does() -> None:
    made = Regex("(a)(B)", re.IGNORECASE)
    assert made.fullmatch("ab")
    assert made.fullmatch("abc") is None
    assert made.match("abc")
    assert made.match("cab") is None
    found = made.search("cab")
    assert found is not None
    assert found.span() == (1, 3)
    assert [each[2] for each in made.finditer("abcAB")] == ["b", "B"]
    assert made.sub("-", "abab", count=1) == "-ab"
    assert made.sub("-", "abab") == "--"


def test_is_compiled_once_and_not_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    really = re.compile

    def watched(form: str, flags: int) -> re.Pattern[str]:
        compiled.append(form)
        return really(form, flags)

    monkeypatch.setattr(re, "compile", watched)
    made = Regex("ab")
    assert compiled == []
    assert made.search("ab")
    assert made.match("ab")
    assert compiled == ["ab"]
