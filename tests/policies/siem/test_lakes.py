"""What goes into a security lake, and who reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.aws import securitylake
from pytest_aisec.aws.securitylake import NEEDED_SOURCES
from tests.estates.accounts import Account
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

SOURCES = "security_lake_takes_in_what_an_investigation_needs"
SUBSCRIBER = "security_lake_has_a_subscriber"
LAKE = """
    variable "elsewhere" {}
    resource "aws_securitylake_data_lake" "l" { meta_store_manager_role_arn = "arn" }
"""

REGION = 'configuration { region = "a" }'


def source(name: str, label: str) -> str:
    return f'resource "aws_securitylake_aws_log_source" "{label}" {{\nsource {{\nregions = ["a"]\nsource_name = {name}\n}}\n}}\n'


ALL = "".join(source(f'"{name}"', f"s{index}") for index, name in enumerate(NEEDED_SOURCES))


@pytest.mark.parametrize(
    ("policy", "more", "expected"),
    [
        (SOURCES, "", "violated"),
        (SOURCES, ALL, "passed"),
        (SOURCES, ALL.replace("VPC_FLOW", "WAF"), "violated"),
        (SOURCES, ALL.replace('"VPC_FLOW"', "var.elsewhere"), "undetermined"),
        (SOURCES, REGION + ALL, "passed"),
        (SOURCES, REGION + ALL.replace('["a"]', '["b"]'), "violated"),
        (SOURCES, REGION + ALL.replace('["a"]', '["b"]') + ALL.replace('"s', '"t'), "passed"),
        (SOURCES, REGION + ALL.replace('["a"]', "[var.elsewhere]"), "undetermined"),
        (SUBSCRIBER, "", "violated"),
        (SUBSCRIBER, 'resource "aws_securitylake_subscriber" "s" {}', "passed"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, more: str, expected: str) -> None:
    lake = LAKE.replace('= "arn" }', f'= "arn"\n{REGION}\n}}') if more.startswith(REGION) else LAKE
    found = verdicts(policy, terraform(tmp_path, lake + more.removeprefix(REGION)))
    assert found == {"aws_securitylake_data_lake.l": expected}


@pytest.mark.parametrize(("missing", "expected"), [("", "passed"), ("ROUTE53", "violated")])
def test_cloudformation(tmp_path: Path, missing: str, expected: str) -> None:
    sources = "".join(
        f"S{index}: {{Type: AWS::SecurityLake::AwsLogSource, Properties: {{SourceName: {name}}}}}\n"
        for index, name in enumerate(NEEDED_SOURCES)
        if name != missing
    )
    text = f"Lake: {{Type: AWS::SecurityLake::DataLake}}\n{sources}"
    assert verdicts(SOURCES, cloudformation(tmp_path, text)) == {"Lake": expected}


def lake_in(region: str) -> dict[str, str]:
    return {"dataLakeArn": f"arn:aws:securitylake:{region}:111122223333:data-lake/default", "region": region}


def taken_from(region: str, *names: str) -> dict[str, Any]:
    return {
        "account": "111122223333",
        "region": region,
        "sources": [{"awsLogSource": {"sourceName": name}} for name in names],
    }


HERE, THERE = "us-east-1", "eu-west-1"


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([taken_from(HERE, *NEEDED_SOURCES), taken_from(THERE, *NEEDED_SOURCES)], ["passed", "passed"]),
        ([taken_from(HERE, *NEEDED_SOURCES), taken_from(THERE, *NEEDED_SOURCES[1:])], ["passed", "violated"]),
        ([taken_from(HERE, *NEEDED_SOURCES)], ["passed", "violated"]),
        ([taken_from(HERE, *NEEDED_SOURCES[:3]), taken_from(HERE, *NEEDED_SOURCES[3:])], ["passed", "violated"]),
        ([{"account": "111122223333", "region": HERE}], ["violated", "violated"]),
        ([{**taken_from(HERE), "sources": [{"customLogSource": {"sourceName": "own"}}]}], ["violated", "violated"]),
    ],
)
def test_lakes_of_several_regions(taken: list[dict[str, Any]], expected: list[str]) -> None:
    """Each region tells of all of them."""
    lakes = [lake_in(HERE), lake_in(THERE)]
    answers = {"securitylake:ListDataLakes": {"dataLakes": lakes}, "securitylake:ListLogSources": {"sources": taken}}
    found = verdicts(SOURCES, Account(answers, {}, (THERE, HERE)).inventory([securitylake.DataLake]))
    assert [found[each["dataLakeArn"]] for each in lakes] == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], "violated"),
        ([{"subscriberStatus": "ACTIVE"}], "passed"),
        ([{"subscriberStatus": "READY"}], "passed"),
        ([{"subscriberStatus": "DEACTIVATED"}], "violated"),
        ([{"subscriberStatus": "PENDING"}], "violated"),
        ([{"subscriberStatus": "DEACTIVATED"}, {"subscriberStatus": "ACTIVE"}], "passed"),
        ([{}], "undetermined"),
    ],
)
def test_subscribers_of_an_account(told: list[dict[str, str]], expected: str) -> None:
    lake = live("AWS::SecurityLake::DataLake", "l", **lake_in(HERE))
    subscribers = [live("AWS::SecurityLake::Subscriber", f"s{place}", **each) for place, each in enumerate(told)]
    assert verdicts(SUBSCRIBER, [lake, *subscribers]) == {"l": expected}
