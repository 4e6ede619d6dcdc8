"""Who may take models from the registry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

EVERYBODY = "model_package_group_does_not_let_everybody_in"
SHARED = "model_package_group_is_shared_with_trusted_accounts_only"
TRUSTED = Settings(trusted_accounts=("123456789012",))
GROUP = "aws_sagemaker_model_package_group"


@pytest.mark.parametrize(
    ("policy", "principal", "settings", "expected"),
    [
        (EVERYBODY, '"*"', TRUSTED, "violated"),
        (EVERYBODY, '{ AWS = "123456789012" }', TRUSTED, "passed"),
        (EVERYBODY, "{ AWS = var.x }", TRUSTED, "undetermined"),
        (EVERYBODY, None, TRUSTED, "passed"),
        (SHARED, '{ AWS = "arn:aws:iam::123456789012:root" }', TRUSTED, "passed"),
        (SHARED, '{ AWS = "arn:aws:iam::210987654321:root" }', TRUSTED, "violated"),
        (SHARED, '{ AWS = "arn:aws:iam::210987654321:root" }', Settings(), "undetermined"),
        (SHARED, "{ AWS = var.x }", TRUSTED, "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, principal: str | None, settings: Settings, expected: str) -> None:
    beside = f"""
    resource "{GROUP}_policy" "p" {{
      model_package_group_name = {GROUP}.g.model_package_group_name
      resource_policy = jsonencode({{
        Statement = [{{ Effect = "Allow", Principal = {principal}, Action = "sagemaker:*", Resource = "*" }}]
      }})
    }}
    """
    text = f"""
    variable "x" {{}}
    resource "{GROUP}" "g" {{ model_package_group_name = "chat" }}
    {beside if principal else ""}
    """
    assert verdicts(policy, terraform(tmp_path, text), settings) == {f"{GROUP}.g": expected}


@pytest.mark.parametrize(
    ("policy", "principal", "expected"),
    [
        (EVERYBODY, "*", "violated"),
        (EVERYBODY, {"AWS": "123456789012"}, "passed"),
        (SHARED, {"AWS": "210987654321"}, "violated"),
        (SHARED, {"AWS": "123456789012"}, "passed"),
    ],
)
def test_elsewhere(tmp_path: Path, policy: str, principal: Any, expected: str) -> None:
    document = {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sagemaker:*", "Resource": "*"}]}
    text = f"""
    G:
      Type: AWS::SageMaker::ModelPackageGroup
      Properties: {{ModelPackageGroupPolicy: {json.dumps(document)}}}
    """
    assert verdicts(policy, cloudformation(tmp_path, text), TRUSTED) == {"G": expected}
    answer = {"ResourcePolicy": json.dumps(document)}
    group = live("AWS::SageMaker::ModelPackageGroup", "g", GetModelPackageGroupPolicy=answer)
    assert verdicts(policy, [group], TRUSTED) == {"g": expected}
