"""Findings that come together in the home region of an account."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.ai import AlertedRegion
from pytest_aisec.aws import securityhub
from pytest_aisec.declarations import Declaration
from tests.estates.accounts import Account
from tests.model.declared import live
from tests.policies.judged import verdicts
from tests.policies.siem.test_findings import SENT, hub, region, rule

ACCOUNT = live("sts:Account", "123456789012", Account="123456789012")
ALL = {"RegionLinkingMode": "ALL_REGIONS"}
HUB_RULE = {"source": ["aws.securityhub"]}


def linking(seen_from: str, home: str = "home-1", **stated: Any) -> Declaration:
    body = {"FindingAggregationRegion": home, **stated}
    return live("AWS::SecurityHub::FindingAggregator", f"from {seen_from}", **body)._replace(region=seen_from)


def estate(*more: Declaration, **stated: Any) -> list[Declaration]:
    both = [each for name in ("home-1", "a-1") for each in (region(name), hub(name), linking(name, **stated))]
    return [ACCOUNT, *both, *more]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (ALL, "passed"),
        ({"RegionLinkingMode": "SPECIFIED_REGIONS", "Regions": ["a-1"]}, "passed"),
        ({"RegionLinkingMode": "SPECIFIED_REGIONS", "Regions": ["b-1"]}, "violated"),
        ({"RegionLinkingMode": "ALL_REGIONS_EXCEPT_SPECIFIED", "Regions": ["b-1"]}, "passed"),
        ({"RegionLinkingMode": "ALL_REGIONS_EXCEPT_SPECIFIED", "Regions": ["a-1"]}, "violated"),
        ({"RegionLinkingMode": "NO_REGIONS"}, "violated"),
        ({**ALL, "home": "a-1"}, "violated"),
        ({**ALL, "home": "elsewhere-1"}, "undetermined"),
    ],
)
def test_a_rule_of_the_home_region_hears_of_linked_ones(stated: dict[str, Any], expected: str) -> None:
    found = verdicts(SENT, estate(rule("home-1", HUB_RULE), **stated))
    assert found == {"home-1": "passed", "a-1": expected}


@pytest.mark.parametrize(
    "rules", [[], [rule("home-1", {"source": ["aws.guardduty"]})], [rule("home-1", HUB_RULE, State="DISABLED")]]
)
def test_without_a_rule_nobody_hears(rules: list[Declaration]) -> None:
    assert verdicts(SENT, estate(*rules, **ALL)) == {"home-1": "violated", "a-1": "violated"}


def test_where_security_hub_is_off_nothing_is_linked() -> None:
    without = [each for each in estate(rule("home-1", HUB_RULE), **ALL) if each.address != "hub-a-1"]
    assert verdicts(SENT, without) == {"home-1": "passed", "a-1": "violated"}


def test_without_an_aggregator_each_region_is_for_itself() -> None:
    apart = [each for each in estate(rule("home-1", HUB_RULE), **ALL) if not each.address.startswith("from ")]
    assert verdicts(SENT, apart) == {"home-1": "passed", "a-1": "violated"}


def test_each_region_of_an_account_tells_of_it() -> None:
    arn = "arn:aws:securityhub:us-east-1:111122223333:finding-aggregator/f"
    told = {"FindingAggregatorArn": arn, "FindingAggregationRegion": "us-east-1", "RegionLinkingMode": "ALL_REGIONS"}
    answers = {
        "securityhub:ListFindingAggregators": {"FindingAggregators": [{"FindingAggregatorArn": arn}]},
        "securityhub:GetFindingAggregator": told,
    }
    found = Account(answers, {}, ("us-east-1", "eu-west-1")).inventory([AlertedRegion])
    assert [(each.declaration.region, each.home) for each in found.of(securityhub.FindingAggregator)] == [
        ("us-east-1", "us-east-1"),
        ("eu-west-1", "us-east-1"),
    ]


def administrator(**stated: Any) -> Declaration:
    body = {"AccountId": "999988887777", "MemberStatus": "Enabled", **stated}
    return live("securityhub:Administrator", "administrator", **body)._replace(region="a-1")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([administrator()], "undetermined"),
        ([administrator(), rule("a-1", HUB_RULE)], "passed"),
        ([administrator(AccountId="123456789012")], "violated"),
        ([administrator(MemberStatus="Resigned")], "violated"),
        ([], "violated"),
    ],
)
def test_who_is_told_in_the_account_that_administers_it_is_not_seen(more: list[Declaration], expected: str) -> None:
    assert verdicts(SENT, [ACCOUNT, region("a-1"), hub("a-1"), *more]) == {"a-1": expected}


def test_an_account_tells_who_administers_it() -> None:
    told = {"Administrator": {"AccountId": "999988887777", "MemberStatus": "Enabled"}}
    for answer, expected in ((told, ["999988887777"]), ({}, []), ({"error": "ResourceNotFoundException"}, [])):
        found = Account({"securityhub:GetAdministratorAccount": answer}, {}).inventory([AlertedRegion])
        assert [each.account for each in found.of(securityhub.Administrator)] == expected
        reasons = [unread.reason for source in found.sources for unread in source.contents.unread]
        assert [reason for reason in reasons if "GetAdministratorAccount" in reason] == []
