"""What AWS Organizations answers becomes resources: delegated administrators, parents, policies in effect."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pytest_aisec.aws import organizations
from pytest_aisec.model.partly import PartlyKnownList, certain_items
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read, unread

pytestmark = pytest.mark.usefixtures("account")


def test_who_looks_after_services(answers: Answers) -> None:
    told = {"Id": "210987654321", "Email": "security@acme.example", "Status": "ACTIVE"}
    estate = read(
        answers,
        organizations.DelegatedAdministrator,
        organizations__ListDelegatedAdministrators={"DelegatedAdministrators": [told]},
        organizations__ListDelegatedServicesForAccount={
            "DelegatedServices": [
                {"ServicePrincipal": "guardduty.amazonaws.com", "DelegationEnabledDate": datetime.now(UTC)}
            ]
        },
    )
    (delegate,) = estate.of(organizations.DelegatedAdministrator)
    assert (delegate.account, list(delegate.services)) == ("210987654321", ["guardduty.amazonaws.com"])
    assert "security@acme.example" not in str(delegate.body.plain)


def test_an_account_that_is_not_told_who_looks_after_services(answers: Answers) -> None:
    denied = Refusal("AccessDeniedException")
    estate = read(answers, organizations.DelegatedAdministrator, organizations__ListDelegatedAdministrators=denied)
    assert "organizations:DelegatedAdministrator" in unread(estate)


def test_what_the_account_is_in(answers: Answers) -> None:
    estate = read(
        answers,
        organizations.Parent,
        organizations__ListParents={"Parents": [{"Id": "ou-ab12-cdefghij", "Type": "ORGANIZATIONAL_UNIT"}]},
    )
    assert [(each.address, each.kind) for each in estate.of(organizations.Parent)] == [
        ("ou-ab12-cdefghij", "ORGANIZATIONAL_UNIT")
    ]


def test_accounts_by_where_they_are(answers: Answers) -> None:
    place, way = "arn:aws:organizations::999999999999:account/o-abcdefghij", "o-abcdefghij/r-a1b2"
    told: list[dict[str, Any]] = [
        {"Id": "999999999999", "State": "ACTIVE", "Paths": [f"{way}/999999999999/"]},
        {"Id": "210987654321", "Status": "ACTIVE", "Paths": [f"{way}/ou-a1b2-11111111/210987654321/"]},
        {"Id": "210987654322", "State": "SUSPENDED", "Status": "SUSPENDED", "Paths": []},
        {"Id": "210987654323", "Status": "ACTIVE"},
    ]
    named = [{**each, "Arn": f"{place}/{each['Id']}", "Email": "someone@acme.example"} for each in told]
    estate = read(answers, organizations.MemberAccount, organizations__ListAccounts={"Accounts": named})
    management, member, untold = estate.of(organizations.MemberAccount)
    assert [each.is_the_management_account for each in (management, member)] == [True, False]
    assert (list(management.way), list(member.way)) == (
        ["999999999999", "r-"],
        ["210987654321", "r-", "ou-a1b2-11111111"],
    )
    assert isinstance(untold.way, PartlyKnownList)
    assert certain_items(untold.way) == ["210987654323", "r-"]
    assert "someone@acme.example" not in str(member.body.plain)


@pytest.mark.parametrize(
    ("services", "covered"),
    [
        ({"default": {"opt_out_policy": "optOut"}}, True),
        ({"default": {"opt_out_policy": "optOut"}, "q": {"opt_out_policy": "optIn"}}, False),
        ({"comprehend": {"opt_out_policy": "optOut"}}, False),
    ],
)
def test_policies_in_effect(answers: Answers, services: dict[str, Any], covered: bool) -> None:
    def told(parameters: dict[str, Any]) -> Any:
        if parameters["PolicyType"] != "AISERVICES_OPT_OUT_POLICY":
            return Refusal("EffectivePolicyNotFoundException")
        content = json.dumps({"services": services})
        return {"EffectivePolicy": {"PolicyContent": content, "PolicyType": parameters["PolicyType"]}}

    estate = read(
        answers,
        organizations.EffectiveOptOut,
        organizations.EffectiveBedrockPolicy,
        organizations__DescribeEffectivePolicy=told,
    )
    (opted_out,) = estate.of(organizations.EffectiveOptOut)
    assert opted_out.covers("q") is covered
    assert estate.of(organizations.EffectiveBedrockPolicy) == []
    assert not {"organizations:EffectiveOptOut", "organizations:EffectiveBedrockPolicy"} & unread(estate)
