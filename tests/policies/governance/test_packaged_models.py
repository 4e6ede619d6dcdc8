"""Models of SageMaker that are approved by name: packages of AWS Marketplace, and models of JumpStart's hubs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

USED, PLACED = "model_in_use_is_approved", "model_in_use_answers_in_approved_regions"
REGISTERED = "served_model_package_is_approved"
COHERE = Settings(approved_models=("cohere-embed-*",), approved_regions=("eu-*",))

SELLER = "arn:aws:sagemaker:us-east-1:865070037744:model-package"
EMBED = f"{SELLER}/cohere-embed-v3-4e47c49e61743066b9d95efed6882f35"
JURASSIC = f"{SELLER}/j2-jumbo-instruct-v1-1-43-4e47c49e61743066b9d95efed6882f35"
OWN = "arn:aws:sagemaker:us-east-1:111122223333:model-package/scores/3"
HUB = "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model"


@pytest.mark.parametrize(
    ("package", "used", "registered"),
    [
        (f'"{EMBED}"', "passed", "passed"),
        (f'"{JURASSIC}"', "violated", "undetermined"),
        (f'"{OWN}"', "not_applicable", "undetermined"),
        ('"cohere-embed-own"', "passed", "passed"),
        ('"scores"', "violated", "undetermined"),
        (f'"{SELLER}/cohere-embed-${{var.any}}"', "passed", "undetermined"),
        (f'"{SELLER}/${{var.any}}"', "undetermined", "undetermined"),
        ("var.any", "undetermined", "undetermined"),
        ("null", "not_applicable", "not_applicable"),
    ],
)
def test_terraform(tmp_path: Path, package: str, used: str, registered: str) -> None:
    text = f"""
    variable "any" {{}}
    resource "aws_sagemaker_model" "m" {{
      container {{
        image              = "111122223333.dkr.ecr.us-east-1.amazonaws.com/clean:1"
        model_package_name = null
      }}
      container {{
        model_package_name = {package}
      }}
    }}
    """
    estate = terraform(tmp_path, text)
    assert verdicts(USED, estate, COHERE) == {"aws_sagemaker_model.m": used}
    assert verdicts(PLACED, estate, COHERE) == {"aws_sagemaker_model.m": "not_applicable"}
    assert verdicts(REGISTERED, estate, COHERE) == {"aws_sagemaker_model.m": registered}


def of_a_hub(name: str) -> dict[str, Any]:
    source = {"S3Uri": "s3://jumpstart/", "HubAccessConfig": {"HubContentArn": f"{HUB}/{name}/2.0.1"}}
    return {"Image": "i", "ModelDataSource": {"S3DataSource": source}}


PROPERTIES = [
    ({"PrimaryContainer": {"ModelPackageName": EMBED}}, "passed"),
    ({"PrimaryContainer": {"ModelPackageName": JURASSIC}}, "violated"),
    ({"Containers": [{"ModelPackageName": EMBED}, {"ModelPackageName": JURASSIC}]}, "violated"),
    ({"Containers": [{"ModelPackageName": EMBED}, {"ModelPackageName": OWN}]}, "passed"),
    ({"PrimaryContainer": of_a_hub("cohere-embed-v3")}, "passed"),
    ({"Containers": [of_a_hub("meta-textgeneration-llama-2-7b")]}, "violated"),
    ({"PrimaryContainer": {"Image": "i"}}, "not_applicable"),
]


@pytest.mark.parametrize(("properties", "expected"), PROPERTIES)
def test_templates(tmp_path: Path, properties: dict[str, Any], expected: str) -> None:
    estate = cloudformation(tmp_path, f"M:\n  Type: AWS::SageMaker::Model\n  Properties: {json.dumps(properties)}")
    assert verdicts(USED, estate, COHERE) == {"M": expected}
    assert verdicts(PLACED, estate, COHERE) == {"M": "not_applicable"}


def test_a_package_that_is_declared_beside_its_model_is_not_approved_by_name(tmp_path: Path) -> None:
    text = """
    M: {Type: AWS::SageMaker::Model, Properties: {PrimaryContainer: {ModelPackageName: !GetAtt P.ModelPackageArn}}}
    P: {Type: AWS::SageMaker::ModelPackage, Properties: {ModelApprovalStatus: Rejected}}
    """
    estate = cloudformation(tmp_path, text)
    everything = Settings(approved_models=("*",))
    assert verdicts(USED, estate, everything) == {"M": "not_applicable"}
    assert verdicts(REGISTERED, estate, everything) == {"M": "violated"}


@pytest.mark.parametrize(("properties", "expected"), PROPERTIES)
def test_accounts(properties: dict[str, Any], expected: str) -> None:
    assert verdicts(USED, [live("AWS::SageMaker::Model", "m", **properties)], COHERE) == {"m": expected}


def test_whoever_rejected_a_package_of_the_account_is_heard() -> None:
    rejected = {"ModelPackageArn": OWN, "ModelApprovalStatus": "Rejected"}
    model = live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelPackageName": OWN})
    estate = [live("AWS::SageMaker::ModelPackage", OWN, **rejected), model]
    assert verdicts(REGISTERED, estate, Settings(approved_models=("*",))) == {"m": "violated"}
