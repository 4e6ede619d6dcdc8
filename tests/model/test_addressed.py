"""Resources of an inventory by their addresses."""

from __future__ import annotations

import pytest

from pytest_aisec.inventory import Inventory
from tests.model.declared import declared, inventory, live


def test_an_address_in_several_sources() -> None:
    estate = inventory(declared("aws_s3_bucket", "b"), declared("aws_s3_bucket", "c"), live("AWS::S3::Bucket", "b"))
    assert [each.declaration.source for each in estate.at("aws_s3_bucket.b")] == ["terraform:."]
    assert [each.declaration.source for each in estate.at("b")] == ["aws:"]
    assert estate.at("aws_s3_bucket.d") == []


def test_not_everything_is_gone_through_for_each_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Analyses ask for the address of each reference: with each resource looked at for each, that would be a square."""
    estate = inventory(declared("aws_s3_bucket", "b"), declared("aws_s3_bucket", "c"))
    assert len(estate.at("aws_s3_bucket.b")) == 1

    def refuse(_: Inventory) -> None:
        pytest.fail("everything is gone through again")

    monkeypatch.setattr(Inventory, "__iter__", refuse)
    assert len(estate.at("aws_s3_bucket.c")) == 1
