"""Findings of the newer Security Hub that come together in the home region of an account."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.ai import AlertedRegion
from pytest_aisec.aws import securityhub
from pytest_aisec.declarations import Declaration
from tests.estates.accounts import Account
from tests.model.declared import live
from tests.policies.judged import verdicts
from tests.policies.siem.test_findings import SENT, region
from tests.policies.siem.test_findings import rule as event_rule
from tests.policies.siem.test_tickets import CONNECTOR, rule

ACCOUNT = live("sts:Account", "123456789012", Account="123456789012")
ALL = {"RegionLinkingMode": "ALL_REGIONS"}
TICKETS = [
    rule("home-1"),
    live(
        "AWS::SecurityHub::ConnectorV2",
        CONNECTOR,
        ConnectorArn=CONNECTOR,
        ProviderSummary={"ProviderName": "JIRA_CLOUD", "ConnectorStatus": "CONNECTED"},
    )._replace(
        region="home-1",
    ),
]


def hub(name: str) -> Declaration:
    return live("AWS::SecurityHub::HubV2", f"newer-{name}", HubV2Arn=name)._replace(region=name)


def linking(seen_from: str, home: str = "home-1", **stated: Any) -> Declaration:
    body = {"AggregationRegion": home, **stated}
    return live("AWS::SecurityHub::AggregatorV2", f"from {seen_from}", **body)._replace(region=seen_from)


def estate(*more: Declaration, **stated: Any) -> list[Declaration]:
    both = [each for name in ("home-1", "a-1") for each in (region(name), hub(name), linking(name, **stated))]
    return [ACCOUNT, *both, *more]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (ALL, "passed"),
        ({"RegionLinkingMode": "SPECIFIED_REGIONS", "LinkedRegions": ["a-1"]}, "passed"),
        ({"RegionLinkingMode": "SPECIFIED_REGIONS", "LinkedRegions": ["b-1"]}, "violated"),
        ({"RegionLinkingMode": "ALL_REGIONS_EXCEPT_SPECIFIED", "LinkedRegions": ["a-1"]}, "violated"),
        ({**ALL, "home": "a-1"}, "violated"),
        ({**ALL, "home": "elsewhere-1"}, "undetermined"),
    ],
)
def test_tickets_are_opened_for_linked_regions(stated: dict[str, Any], expected: str) -> None:
    assert verdicts(SENT, estate(*TICKETS, **stated)) == {"home-1": "passed", "a-1": expected}


def test_events_of_linked_regions_are_not_known_of() -> None:
    sent = event_rule("home-1", {"source": ["aws.securityhub"]})
    assert verdicts(SENT, estate(sent, **ALL)) == {"home-1": "passed", "a-1": "undetermined"}


def test_where_it_is_off_nothing_is_linked() -> None:
    without = [each for each in estate(*TICKETS, **ALL) if each.address != "newer-a-1"]
    assert verdicts(SENT, without) == {"home-1": "passed", "a-1": "violated"}


def test_without_rules_or_aggregator_nobody_hears() -> None:
    assert verdicts(SENT, estate(**ALL)) == {"home-1": "violated", "a-1": "violated"}
    apart = [each for each in estate(*TICKETS, **ALL) if not each.address.startswith("from ")]
    assert verdicts(SENT, apart) == {"home-1": "passed", "a-1": "violated"}


def test_each_region_of_an_account_tells_of_it() -> None:
    arn = "arn:aws:securityhub:us-east-1:111122223333:aggregatorv2/f"
    told = {"AggregatorV2Arn": arn, "AggregationRegion": "us-east-1", "RegionLinkingMode": "ALL_REGIONS"}
    answers = {
        "securityhub:ListAggregatorsV2": {"AggregatorsV2": [{"AggregatorV2Arn": arn}]},
        "securityhub:GetAggregatorV2": told,
    }
    found = Account(answers, {}, ("us-east-1", "eu-west-1")).inventory([AlertedRegion])
    assert [(each.declaration.region, each.home) for each in found.of(securityhub.AggregatorV2)] == [
        ("us-east-1", "us-east-1"),
        ("eu-west-1", "us-east-1"),
    ]
