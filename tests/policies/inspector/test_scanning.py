"""What Inspector scans, and which findings are overdue."""

from __future__ import annotations

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


NEW = 'resource "aws_inspector2_organization_configuration" "o" {\nauto_enable {\n%s\n}\n}\n'


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("ec2 = true\necr = false\nlambda = false\nlambda_code = false", {"EC2": "passed", "ECR": "violated"}),
        ("ec2 = false\necr = true", {"EC2": "violated", "ECR": "passed", "LAMBDA": "violated"}),
        ("ec2 = var.on\necr = true\nlambda = true", {"EC2": "undetermined", "LAMBDA": "passed"}),
        ("ec2 = true\necr = true\nlambda = true\nlambda_code = true", {"LAMBDA_CODE": "passed"}),
    ],
)
def test_what_accounts_get_that_join_the_organization(tmp_path: Path, stated: str, expected: dict[str, str]) -> None:
    estate = terraform(tmp_path, 'variable "on" {}\n' + NEW % stated)
    for kind, verdict in expected.items():
        assert verdicts(KINDS[kind][0], estate) == {"aws_inspector2_organization_configuration.o": verdict}


@pytest.mark.parametrize(
    ("kinds", "stated", "expected"),
    [
        ('"EC2"', "ec2 = true\necr = false", ("passed", "passed")),
        ('"EC2"', "ec2 = false\necr = false", ("passed", "undetermined")),
        ('"ECR"', "ec2 = true\necr = false", ("undetermined", "passed")),
        ('"ECR"', "ec2 = false\necr = false", ("violated", "violated")),
    ],
)
def test_what_is_switched_on_in_accounts_and_in_those_that_join(
    tmp_path: Path, kinds: str, stated: str, expected: tuple[str, str]
) -> None:
    one = f'resource "aws_inspector2_enabler" "e" {{\naccount_ids = ["1"]\nresource_types = [{kinds}]\n}}\n'
    found = verdicts("inspector_scans_instances", terraform(tmp_path, one + NEW % stated))
    assert found == dict(
        zip(("aws_inspector2_enabler.e", "aws_inspector2_organization_configuration.o"), expected, strict=True)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_accounts_are_judged_region_by_region(kind: str) -> None:
    policy, name = KINDS[kind]
    estate = [
        live("inspector2:Enabler", "a", resourceState={name: {"status": "ENABLED"}})._replace(region="a-1"),
        live("inspector2:Enabler", "b", resourceState={name: {"status": "DISABLED"}})._replace(region="b-1"),
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
