"""Private ways to models: where they are needed, and what passes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.judged import cloudformation, terraform, verdicts

WAYS = "ai_vpc_has_private_ways_to_the_models_it_calls"
LIMITS = "endpoint_to_models_limits_what_passes"
HOST = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_iam_role" "r" { name = "r" }
    resource "aws_iam_instance_profile" "p" { role = aws_iam_role.r.name }
    resource "aws_iam_role_policy" "p" {
      role   = aws_iam_role.r.id
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "%s", Resource = "*" }] })
    }
    resource "aws_instance" "i" {
      instance_type        = "g5.xlarge"
      subnet_id            = aws_subnet.s.id
      iam_instance_profile = aws_iam_instance_profile.p.name
    }
"""


def endpoint(service: str, dns: str = "true", policy: str = "") -> str:
    return f"""
    resource "aws_vpc_endpoint" "e" {{
      vpc_id              = aws_vpc.v.id
      service_name        = "com.amazonaws.us-east-1.{service}"
      private_dns_enabled = {dns}
      {policy}
    }}
    """


@pytest.mark.parametrize(
    ("action", "beside", "expected"),
    [
        ("bedrock:InvokeModel", "", "violated"),
        ("bedrock:InvokeModel", endpoint("bedrock-runtime"), "passed"),
        ("bedrock:InvokeModel", endpoint("bedrock-runtime", "false"), "violated"),
        ("bedrock:InvokeModel", endpoint("bedrock-runtime", "var.elsewhere"), "undetermined"),
        ("bedrock:InvokeModel", endpoint("sagemaker.runtime"), "violated"),
        ("sagemaker:InvokeEndpoint", endpoint("sagemaker.runtime"), "passed"),
        ("s3:GetObject", "", "not_applicable"),
    ],
)
def test_ways(tmp_path: Path, action: str, beside: str, expected: str) -> None:
    assert verdicts(WAYS, terraform(tmp_path, HOST % action + beside)) == {"aws_vpc.v": expected}


def policy(principal: str, action: str, condition: str = "") -> str:
    tail = f", Condition = {condition}" if condition else ""
    return f'policy = jsonencode({{ Statement = [{{ Effect = "Allow", Principal = {principal}, Action = "{action}", Resource = "*" {tail} }}] }})'


@pytest.mark.parametrize(
    ("service", "stated", "expected"),
    [
        ("bedrock-runtime", "", "violated"),
        ("bedrock-runtime", policy('"*"', "*"), "violated"),
        ("bedrock-runtime", policy('"*"', "bedrock:*"), "violated"),
        ("bedrock-runtime", policy('"*"', "*", '{ StringEquals = { "aws:PrincipalOrgID" = "o-1" } }'), "passed"),
        ("bedrock-runtime", policy('{ AWS = "123456789012" }', "*"), "passed"),
        ("bedrock-runtime", "policy = var.elsewhere", "undetermined"),
        ("s3", "", "not_applicable"),
    ],
)
def test_limits(tmp_path: Path, service: str, stated: str, expected: str) -> None:
    text = 'variable "elsewhere" {}\nresource "aws_vpc" "v" {}\n' + endpoint(service, policy=stated)
    assert verdicts(LIMITS, terraform(tmp_path, text)) == {"aws_vpc_endpoint.e": expected}


@pytest.mark.parametrize(("stated", "expected"), [("{AWS: '123456789012'}", "passed"), ("'*'", "violated")])
def test_limits_in_templates(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    Endpoint:
      Type: AWS::EC2::VPCEndpoint
      Properties:
        ServiceName: com.amazonaws.us-east-1.bedrock-runtime
        PolicyDocument: {{Statement: [{{Effect: Allow, Principal: {stated}, Action: '*', Resource: '*'}}]}}
    """
    assert verdicts(LIMITS, cloudformation(tmp_path, text)) == {"Endpoint": expected}
