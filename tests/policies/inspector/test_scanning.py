"""What Inspector scans, and which findings are overdue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import terraform, verdicts

KINDS = {
    "EC2": ("inspector_scans_instances", "ec2"),
    "ECR": ("inspector_scans_images", "ecr"),
    "LAMBDA": ("inspector_scans_functions", "lambda"),
    "LAMBDA_CODE": ("inspector_scans_the_code_of_functions", "lambdaCode"),
}
SCORE = "inspector_risk_score_stays_below_the_threshold"


@pytest.mark.parametrize("kind", KINDS)
def test_terraform(tmp_path: Path, kind: str) -> None:
    others = ", ".join(f'"{each}"' for each in KINDS if each != kind)
    text = """
    variable "elsewhere" {}
    resource "aws_inspector2_enabler" "e" {
      account_ids    = ["123456789012"]
      resource_types = %s
    }
    """
    address = "aws_inspector2_enabler.e"
    for stated, expected in (
        (f'["{kind}"]', "passed"),
        (f"[{others}]", "violated"),
        ("var.elsewhere", "undetermined"),
    ):
        assert verdicts(KINDS[kind][0], terraform(tmp_path, text % stated)) == {address: expected}


def test_two_enablers_together(tmp_path: Path) -> None:
    one = 'resource "aws_inspector2_enabler" "%s" {\naccount_ids = ["1"]\nresource_types = ["%s"]\n}\n'
    estate = terraform(tmp_path, one % ("a", "EC2") + one % ("b", "ECR"))
    assert set(verdicts("inspector_scans_instances", estate).values()) == {"passed"}
    assert set(verdicts("inspector_scans_functions", estate).values()) == {"violated"}


def test_what_is_scanned_in_another_account_is_not_scanned_here(tmp_path: Path) -> None:
    one = 'resource "aws_inspector2_enabler" "%s" {\naccount_ids = [%s]\nresource_types = ["%s"]\n}\n'
    member = one % ("b", '"2"', "EC2")
    estate = terraform(tmp_path, one % ("a", '"1"', "ECR") + member)
    found = verdicts("inspector_scans_instances", estate)
    assert found == {"aws_inspector2_enabler.a": "violated", "aws_inspector2_enabler.b": "passed"}
    own = 'data "aws_caller_identity" "me" {}\n' + one % ("a", "data.aws_caller_identity.me.account_id", "ECR")
    assert set(verdicts("inspector_scans_instances", terraform(tmp_path, own + member)).values()) == {"passed"}


@pytest.mark.parametrize("kind", KINDS)
def test_accounts_are_judged_region_by_region(kind: str) -> None:
    policy, name = KINDS[kind]
    estate = [
        replace(live("inspector2:Enabler", "a", resourceState={name: {"status": "ENABLED"}}), region="a-1"),
        replace(live("inspector2:Enabler", "b", resourceState={name: {"status": "DISABLED"}}), region="b-1"),
    ]
    assert verdicts(policy, estate) == {"a": "passed", "b": "violated"}


@pytest.mark.parametrize(
    ("score", "first", "threshold", "expected"),
    [
        (9.8, "2020-01-01T00:00:00+00:00", 7.0, "violated"),
        (6.9, "2020-01-01T00:00:00+00:00", 7.0, "passed"),
        (6.9, "2020-01-01T00:00:00+00:00", 6.5, "violated"),
        (9.8, "2999-01-01T00:00:00+00:00", 7.0, "passed"),
        (None, "2020-01-01T00:00:00+00:00", 7.0, "passed"),
    ],
)
def test_findings(score: float | None, first: str, threshold: float, expected: str) -> None:
    stated = {} if score is None else {"inspectorScore": score}
    estate = [live("inspector2:Finding", "f", title="CVE", firstObservedAt=first, **stated)]
    assert verdicts(SCORE, estate, Settings(inspector_score=threshold)) == {"f": expected}
