"""Instances in the addresses of Terraform."""

from __future__ import annotations

import pytest

from pytest_aisec.aws import s3
from pytest_aisec.model.instances import without_keys
from pytest_aisec.model.naming import nearest
from tests.model.declared import declared, inventory


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("aws_s3_bucket.b", "aws_s3_bucket.b"),
        ("aws_s3_bucket.b[0]", "aws_s3_bucket.b"),
        ('module.m["a.b"].aws_s3_bucket.b["x"]', "module.m.aws_s3_bucket.b"),
        ('module.m["a]b"].aws_s3_bucket.b', "module.m.aws_s3_bucket.b"),
        (r'module.m["a\"]"].aws_s3_bucket.b', "module.m.aws_s3_bucket.b"),
    ],
)
def test_without_keys(address: str, expected: str) -> None:
    assert without_keys(address) == expected


def test_calls_of_a_module_are_told_apart_by_keys_that_hold_brackets() -> None:
    names = [f'module.m["{key}"].aws_s3_bucket.{name}' for key in ("a]b", "c]d") for name in ("one", "two")]
    one, two, other, _ = inventory(*(declared("aws_s3_bucket", name) for name in names)).of(s3.Bucket)
    assert nearest(one, [two, other]) == [two]
    assert nearest(other, [one, two]) == [one, two]
