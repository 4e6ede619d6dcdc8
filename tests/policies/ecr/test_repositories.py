"""Which repositories hold images of models, and how they are kept and scanned."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

SCANNED = "model_repository_is_scanned_continuously"
TAGS = "model_repository_keeps_tags"
PRIVATE = "model_repository_is_private"
KEY = "model_repository_is_encrypted_with_a_customer_managed_key"


def scanning(kind: str, frequency: str, pattern: str) -> str:
    rule = f'rule {{\nscan_frequency = "{frequency}"\nrepository_filter {{\nfilter = "{pattern}"\nfilter_type = "WILDCARD"\n}}\n}}'
    return f'resource "aws_ecr_registry_scanning_configuration" "s" {{\nscan_type = "{kind}"\n{rule}\n}}'


def policy(principal: str) -> str:
    statement = f'{{ Effect = "Allow", Principal = {principal}, Action = "ecr:BatchGetImage" }}'
    return f'resource "aws_ecr_repository_policy" "p" {{\nrepository = aws_ecr_repository.r.name\npolicy = jsonencode({{ Statement = [{statement}] }})\n}}'


@pytest.mark.parametrize(
    ("name", "stated", "beside", "expected"),
    [
        (SCANNED, "", "", "not_applicable"),
        (SCANNED, "", scanning("ENHANCED", "CONTINUOUS_SCAN", "*"), "passed"),
        (SCANNED, "", scanning("ENHANCED", "CONTINUOUS_SCAN", "llm"), "passed"),
        (SCANNED, "", scanning("ENHANCED", "CONTINUOUS_SCAN", "web*"), "violated"),
        (SCANNED, "", scanning("ENHANCED", "SCAN_ON_PUSH", "*"), "violated"),
        (SCANNED, "", scanning("BASIC", "CONTINUOUS_SCAN", "*"), "violated"),
        (TAGS, "", "", "violated"),
        (TAGS, 'image_tag_mutability = "IMMUTABLE"', "", "passed"),
        (TAGS, "image_tag_mutability = var.elsewhere", "", "undetermined"),
        (PRIVATE, "", "", "passed"),
        (PRIVATE, "", policy('"*"'), "violated"),
        (PRIVATE, "", policy('{ AWS = "123456789012" }'), "passed"),
        (KEY, "", "", "violated"),
        (KEY, 'encryption_configuration {\nencryption_type = "KMS"\nkms_key = aws_kms_key.k.arn\n}', "", "passed"),
        (KEY, 'encryption_configuration {\nencryption_type = "KMS"\n}', "", "violated"),
    ],
)
def test_terraform(tmp_path: Path, name: str, stated: str, beside: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_kms_key" "k" {{}}
    resource "aws_ecr_repository" "other" {{ name = "other" }}
    resource "aws_ecr_repository" "r" {{
      name = "llm/serve"
      {stated}
    }}
    resource "aws_sagemaker_model" "m" {{
      primary_container {{
        image = "${{aws_ecr_repository.r.repository_url}}:1"
      }}
    }}
    {beside}
    """
    assert verdicts(name, terraform(tmp_path, text)) == {"aws_ecr_repository.r": expected}


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/llm/serve:1", {"aws_ecr_repository.r": "violated"}),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/llm/serve@sha256:ab", {"aws_ecr_repository.r": "violated"}),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/llm/other", {}),
        ("docker.io/llm/serve:1", {}),
    ],
)
def test_images_by_their_names(tmp_path: Path, image: str, expected: dict[str, str]) -> None:
    text = f"""
    resource "aws_ecr_repository" "r" {{ name = "llm/serve" }}
    resource "aws_sagemaker_model" "m" {{
      primary_container {{
        image = "{image}"
      }}
    }}
    """
    assert verdicts(TAGS, terraform(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("var.elsewhere", {"aws_ecr_repository.r": "undetermined"}),
        ("data.aws_ecr_image.i.image_uri", {"aws_ecr_repository.r": "undetermined"}),
        ('"123456789012.dkr.ecr.${var.elsewhere}.amazonaws.com/other:1"', {}),
        ('"${aws_cloudformation_stack.images.outputs}/serve:1"', {}),
    ],
)
def test_images_that_are_not_known_may_be_of_any_repository(
    tmp_path: Path, image: str, expected: dict[str, str]
) -> None:
    text = f"""
    variable "elsewhere" {{}}
    data "aws_ecr_image" "i" {{ repository_name = "x" }}
    resource "aws_cloudformation_stack" "images" {{ name = "images" }}
    resource "aws_ecr_repository" "r" {{ name = "llm/serve" }}
    resource "aws_sagemaker_model" "m" {{
      primary_container {{
        image = {image}
      }}
    }}
    """
    assert verdicts(TAGS, terraform(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("name", "stated", "expected"),
    [
        (TAGS, "ImageTagMutability: IMMUTABLE", "passed"),
        (TAGS, "RepositoryName: llm", "violated"),
        (PRIVATE, "RepositoryPolicyText: {Statement: [{Effect: Allow, Principal: '*', Action: 'ecr:*'}]}", "violated"),
        (
            PRIVATE,
            "RepositoryPolicyText: {Statement: [{Effect: Allow, Principal: {AWS: '1'}, Action: 'ecr:*'}]}",
            "passed",
        ),
        (KEY, "EncryptionConfiguration: {EncryptionType: KMS, KmsKey: !GetAtt Key.Arn}", "passed"),
        (KEY, "RepositoryName: llm", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, name: str, stated: str, expected: str) -> None:
    text = f"""
    Key: {{Type: AWS::KMS::Key}}
    Images:
      Type: AWS::ECR::Repository
      Properties:
        {stated}
    Model:
      Type: AWS::SageMaker::Model
      Properties: {{PrimaryContainer: {{Image: !Sub '${{Images.RepositoryUri}}:1'}}}}
    """
    assert verdicts(name, cloudformation(tmp_path, text)) == {"Images": expected}


@pytest.mark.parametrize(("frequency", "expected"), [("CONTINUOUS_SCAN", "passed"), ("SCAN_ON_PUSH", "violated")])
def test_account(frequency: str, expected: str) -> None:
    uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/llm"
    rules = [{"scanFrequency": frequency, "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}]
    estate = [
        live("AWS::ECR::Repository", "arn:r", repositoryName="llm", repositoryUri=uri, repositoryArn="arn:r"),
        live(
            "AWS::ECR::RegistryScanningConfiguration",
            "1",
            scanningConfiguration={"scanType": "ENHANCED", "rules": rules},
        ),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"Image": f"{uri}:1"}),
    ]
    assert verdicts(SCANNED, estate) == {"arn:r": expected}
