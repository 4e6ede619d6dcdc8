"""What stands in the same place, and what a source cannot have of it."""

from __future__ import annotations

import contextlib

import pytest

from pytest_aisec import ai
from pytest_aisec.aws import account, apigateway, cloudtrail, guardduty, s3
from pytest_aisec.declarations import Unread
from pytest_aisec.verdicts import Undetermined, explore
from tests.model.declared import declared, inventory, live, var


def test_of_the_same_region_only() -> None:
    regions = [live("ec2:Region", name, RegionName=name)._replace(region=name) for name in ("a-1", "b-1")]
    detector = live("AWS::GuardDuty::Detector", "d", Status="ENABLED")._replace(region="a-1")
    estate = inventory(*regions, detector)
    found = {each.address: each.seen_as(ai.GuardedRegion).detectors for each in estate.of(account.Region)}
    assert {name: [each.address for each in detectors] for name, detectors in found.items()} == {
        "a-1": ["d"],
        "b-1": [],
    }


def test_of_an_account_from_every_region() -> None:
    whole = live("sts:Account", "123456789012", Account="123456789012")
    trail = live("AWS::CloudTrail::Trail", "t")._replace(region="b-1")
    (found,) = inventory(whole, trail).of(account.Account)
    assert [each.address for each in found.seen_as(ai.RecordedAccount).trails] == ["t"]


def test_what_was_not_read_may_be_one() -> None:
    region = live("ec2:Region", "a-1", RegionName="a-1")
    unread = Unread("AccessDenied", types=frozenset({"AWS::GuardDuty::Detector"}))
    (found,) = inventory(region, unread=[unread]).of(account.Region)
    with pytest.raises(Undetermined):
        list(found.seen_as(ai.GuardedRegion).detectors)


def test_what_a_source_cannot_have_is_not_hidden_in_what_was_not_read() -> None:
    api = declared("aws_api_gateway_rest_api", "a", name="a")
    estate = inventory(api, unread=[Unread("syntax error")])
    assert estate.unread_of(account.Region) == []
    assert len(estate.unread_of(guardduty.Detector)) == 1
    assert len(estate.unread_of(cloudtrail.Trail)) == 1
    (found,) = estate.of(apigateway.RestApi)
    for name in dir(type(found)):
        with contextlib.suppress(Undetermined):
            getattr(found, name)


def test_what_may_not_exist_is_tried_both_ways() -> None:
    doubt = var("enabled")
    bucket = declared("aws_s3_bucket", "b")
    (of_bucket,) = inventory(bucket, declared("aws_cloudtrail", "t", conditional=doubt)).of(s3.Bucket)
    tried = explore(lambda: [each.address for each in of_bucket.seen_as(ai.RecordedBucket).trails])
    assert tried.values == [["aws_cloudtrail.t"], []]
    both = (declared("aws_s3_bucket", "b", conditional=doubt), declared("aws_cloudtrail", "t", conditional=doubt))
    (of_bucket,) = inventory(*both).of(s3.Bucket)
    assert [each.address for each in of_bucket.seen_as(ai.RecordedBucket).trails] == ["aws_cloudtrail.t"]
