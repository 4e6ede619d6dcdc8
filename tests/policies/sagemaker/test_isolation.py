"""Where jobs run, and what their containers reach."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

VPC, ISOLATED = "job_runs_in_a_vpc", "job_is_isolated_from_the_network"
TRAINING, TUNING = "aws_sagemaker_training_job", "aws_sagemaker_hyper_parameter_tuning_job"
PLACED = 'vpc_config {\nsubnets = ["subnet-1"]\n}'


def tried(*stated: str) -> str:
    return "\n".join(f"training_job_definitions {{\n{each}\n}}" for each in stated)


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (VPC, TRAINING, PLACED, "passed"),
        (VPC, TRAINING, "", "violated"),
        (VPC, TRAINING, "vpc_config {\nsubnets = var.elsewhere\n}", "undetermined"),
        (VPC, TUNING, tried(PLACED), "passed"),
        (VPC, TUNING, tried(PLACED, ""), "violated"),
        (ISOLATED, TRAINING, "enable_network_isolation = true", "passed"),
        (ISOLATED, TRAINING, "enable_network_isolation = var.elsewhere", "undetermined"),
        (ISOLATED, TRAINING, "", "violated"),
        (ISOLATED, TUNING, tried("enable_network_isolation = true"), "passed"),
        (ISOLATED, TUNING, tried("enable_network_isolation = true", ""), "violated"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "{kind}" "r" {{\n{stated}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (VPC, "VpcConfig: {Subnets: [subnet-1]}", "passed"),
        (VPC, "EnableNetworkIsolation: true", "violated"),
        (ISOLATED, "EnableNetworkIsolation: true", "passed"),
        (ISOLATED, "VpcConfig: {Subnets: [subnet-1]}", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, stated: str, expected: str) -> None:
    text = f"It:\n  Type: AWS::SageMaker::ProcessingJob\n  Properties: {{NetworkConfig: {{{stated}}}}}"
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"It": expected}


NETWORK = {"VpcConfig": {"Subnets": ["subnet-1"]}}


@pytest.mark.parametrize(
    ("policy", "kind", "good"),
    [
        (VPC, "sagemaker:TrainingJob", NETWORK),
        (VPC, "AWS::SageMaker::ProcessingJob", {"NetworkConfig": NETWORK}),
        (VPC, "sagemaker:AutoMLJob", {"SecurityConfig": NETWORK}),
        (ISOLATED, "sagemaker:TrainingJob", {"EnableNetworkIsolation": True}),
        (ISOLATED, "AWS::SageMaker::ProcessingJob", {"NetworkConfig": {"EnableNetworkIsolation": True}}),
    ],
)
def test_account(policy: str, kind: str, good: dict[str, Any]) -> None:
    estate = [live(kind, "good", **good), live(kind, "bad")]
    assert verdicts(policy, estate) == {"good": "passed", "bad": "violated"}


def test_account_tuning() -> None:
    good = live("sagemaker:TuningJob", "good", TrainingJobDefinition={**NETWORK, "EnableNetworkIsolation": True})
    bad = live("sagemaker:TuningJob", "bad", TrainingJobDefinition={"RoleArn": "r"})
    for policy in (VPC, ISOLATED):
        assert verdicts(policy, [good, bad]) == {"good": "passed", "bad": "violated"}
