"""What goes into a security lake, and who reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.aws.securitylake import NEEDED_SOURCES
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


def test_account() -> None:
    lake = live("AWS::SecurityLake::DataLake", "l", dataLakeArn="l")
    sources = [live("AWS::SecurityLake::AwsLogSource", name, sourceName=name) for name in NEEDED_SOURCES]
    assert verdicts(SOURCES, [lake, *sources]) == {"l": "passed"}
    assert verdicts(SOURCES, [lake, *sources[1:]]) == {"l": "violated"}
    assert verdicts(SUBSCRIBER, [lake]) == {"l": "violated"}
