"""Configuration that is made, or has grown, to exhaust who reads it: it costs its own value and nothing else."""

from __future__ import annotations

import pytest

from pytest_aisec.values import Unknown

from .conftest import Evaluated, Read, at

DIGITS = "9" * 5000
"""More than Python turns into a number."""


@pytest.mark.parametrize("literal", ["1e999999999", f"-1e{DIGITS}", DIGITS, f"0.{DIGITS}", f"local.a.{DIGITS}"])
def test_numbers_beyond_calculation_are_unknown(value: Evaluated, literal: str) -> None:
    found = value(literal, "locals {\n  a = [1]\n}").value
    assert isinstance(found, Unknown)
    assert "too large a number" in found.reason


@pytest.mark.parametrize("literal", ["1e999999999", DIGITS])
def test_numbers_of_json_beyond_calculation_are_unknown(read: Read, literal: str) -> None:
    contents = read("", {"a.tf.json": f'{{"resource": {{"x": {{"y": {{"v": {literal}, "w": 1}}}}}}}}'})
    assert not contents.unread
    body = contents.declarations[0].body
    found = at(body, "v").value
    assert isinstance(found, Unknown)
    assert "too large a number" in found.reason
    assert at(body, "w").value == 1


def test_a_manifest_of_modules_nested_beyond_reason_is_none(read: Read) -> None:
    contents = read('module "m" {\n  source = "a/b/aws"\n}', {".terraform/modules/modules.json": "[" * 100_000})
    assert ["not downloaded" in each.reason for each in contents.unread] == [True]
