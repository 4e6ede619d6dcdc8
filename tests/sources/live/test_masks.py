"""What CloudWatch Logs answers becomes resources: what log groups mask, themselves and with all of the account."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_aisec.aws import logs
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.verdicts import Undetermined
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")

GROUPS = {
    "logGroups": [
        {"logGroupName": "masked", "dataProtectionStatus": "ACTIVATED"},
        {"logGroupName": "no-more", "dataProtectionStatus": "DISABLED"},
        {"logGroupName": "never"},
    ]
}


def policy(*names: str) -> str:
    """A policy that finds and masks what is named; it also finds e-mail addresses, and shows them."""
    identifiers = [f"arn:aws:dataprotection::aws:data-identifier/{name}" for name in names]
    return json.dumps(
        {
            "Name": "mask",
            "Version": "2021-06-01",
            "Statement": [
                {"DataIdentifier": ["EmailAddress"], "Operation": {"Audit": {"FindingsDestination": {}}}},
                {"DataIdentifier": identifiers, "Operation": {"Deidentify": {"MaskConfig": {}}}},
            ],
        }
    )


def given(answers: Answers, mask: Any, *accounts: str) -> dict[str, logs.MaskingLogGroup]:
    """The log groups of an account, of which one has a policy, and the account others."""
    told = [{"policyName": "p", "policyType": "DATA_PROTECTION_POLICY", "policyDocument": each} for each in accounts]
    estate = read(
        answers,
        logs.MaskingLogGroup,
        logs__DescribeLogGroups=GROUPS,
        logs__DescribeAccountPolicies={"accountPolicies": told},
        logs__GetDataProtectionPolicy=mask,
    )
    return {each.address: each.seen_as(logs.MaskingLogGroup) for each in estate.of(logs.LogGroup)}


def test_what_is_masked_is_told_by_the_group_and_by_the_account(answers: Answers) -> None:
    found = given(answers, {"policyDocument": policy("AwsSecretKey", "Name")}, policy("IpAddress"))
    assert {name: each.masked for name, each in found.items()} == {
        "masked": {"AwsSecretKey", "Name", "IpAddress"},
        "no-more": {"IpAddress"},
        "never": {"IpAddress"},
    }
    assert {name: each.mask is None for name, each in found.items()} == {
        "masked": False,
        "no-more": True,
        "never": True,
    }


def test_only_groups_with_a_policy_are_asked_for_it(answers: Answers) -> None:
    given(answers, {"policyDocument": policy("Name")})
    assert answers.count("GetDataProtectionPolicy") == 1


def test_a_policy_that_is_not_told_masks_nobody_knows_what(answers: Answers) -> None:
    found = given(answers, Refusal("AccessDeniedException"))
    with pytest.raises(Undetermined):
        _ = found["masked"].masked
    assert found["never"].masked == frozenset()
    assert found["masked"].masks_sensitive_data


def test_the_policy_is_asked_for_only_for_who_reads_it() -> None:
    plans = {
        name: {call.operation for each in collection_plan({kind}, frozenset({name})) for call in each.calls}
        for kind, name in (
            (logs.LogGroup, "has_own_mask"),
            (logs.MaskingLogGroup, "name"),
            (logs.MaskingLogGroup, "mask"),
        )
    }
    assert plans == {"has_own_mask": set(), "name": set(), "mask": {"GetDataProtectionPolicy"}}
