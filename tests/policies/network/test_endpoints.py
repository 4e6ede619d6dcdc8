"""Private ways to models: where they are needed, and what passes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.declarations import Unread
from pytest_aisec.values import Location
from tests.model.declared import inventory, live
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


REGION = 'data "aws_region" "current" {}'
HERE = "${data.aws_region.current.name}"


@pytest.mark.parametrize(
    ("action", "beside", "expected"),
    [
        ("bedrock:InvokeModel", "", "violated"),
        ("bedrock:InvokeModel", endpoint("bedrock-runtime"), "passed"),
        ("bedrock:InvokeModel", endpoint("bedrock-runtime", "false"), "violated"),
        ("bedrock:InvokeModel", REGION + endpoint("bedrock-runtime").replace("us-east-1", HERE), "passed"),
        ("bedrock:InvokeModel", REGION + endpoint("bedrock-agent").replace("us-east-1", HERE), "violated"),
        ("bedrock:InvokeModel", endpoint("${var.elsewhere}"), "undetermined"),
        ("bedrock:InvokeModel", endpoint("bedrock-runtime", "var.elsewhere"), "undetermined"),
        ("bedrock:InvokeModel", endpoint("sagemaker.runtime"), "violated"),
        ("sagemaker:InvokeEndpoint", endpoint("sagemaker.runtime"), "passed"),
        ("s3:GetObject", "", "not_applicable"),
        ("sagemaker:DescribeEndpoint", endpoint("sagemaker.runtime"), "violated"),
        ("sagemaker:DescribeEndpoint", endpoint("sagemaker.api"), "passed"),
        ("bedrock:Retrieve", endpoint("bedrock-runtime"), "violated"),
        ("bedrock:Retrieve", endpoint("bedrock-agent-runtime"), "passed"),
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
        ("s3", "", None),
    ],
)
def test_limits(tmp_path: Path, service: str, stated: str, expected: str | None) -> None:
    text = 'variable "elsewhere" {}\nresource "aws_vpc" "v" {}\n' + endpoint(service, policy=stated)
    assert verdicts(LIMITS, terraform(tmp_path, text)).get("aws_vpc_endpoint.e") == expected


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


LAMBDA = """
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_vpc" "w" { cidr_block = "10.1.0.0/16" }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_iam_role" "r" { name = "r" }
    resource "aws_iam_role_policy" "p" {
      role   = aws_iam_role.r.id
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" }] })
    }
    resource "aws_lambda_function" "f" {
      function_name = "f"
      role          = aws_iam_role.r.arn
      vpc_config { subnet_ids = [aws_subnet.s.id] }
    }
"""


def test_ways_of_functions(tmp_path: Path) -> None:
    found = {"aws_vpc.v": "violated", "aws_vpc.w": "not_applicable"}
    assert verdicts(WAYS, terraform(tmp_path, LAMBDA)) == found
    estate = terraform(tmp_path, LAMBDA + endpoint("bedrock-runtime"))
    assert verdicts(WAYS, estate) == {**found, "aws_vpc.v": "passed"}


@pytest.mark.parametrize(
    ("service", "stated", "expected"),
    [
        ("s3", "", "violated"),
        ("kms", "", "violated"),
        ("s3", policy('"*"', "s3:*"), "violated"),
        ("s3", policy('"*"', "s3:GetObject"), "passed"),
        ("sts", "", None),
    ],
)
def test_limits_of_ways_out_of_ai_networks(tmp_path: Path, service: str, stated: str, expected: str | None) -> None:
    text = HOST % "s3:GetObject" + endpoint(service, policy=stated)
    assert verdicts(LIMITS, terraform(tmp_path, text)).get("aws_vpc_endpoint.e") == expected


CALLERS, TARGETS = "endpoint_to_models_names_its_callers", "endpoint_to_models_names_what_is_reached"
OWNED = '{ StringEquals = { "aws:ResourceOrgID" = "o-1" } }'
OWN = '{ StringEquals = { "aws:PrincipalOrgID" = "o-1" } }'


@pytest.mark.parametrize(
    ("stated", "callers", "targets"),
    [
        ("", "not_applicable", "not_applicable"),
        (policy('"*"', "bedrock:InvokeModel"), "violated", "violated"),
        (policy('"*"', "bedrock:InvokeModel", OWN), "passed", "violated"),
        (policy('"*"', "bedrock:InvokeModel", OWNED), "violated", "passed"),
        (policy('{ AWS = "123456789012" }', "*").replace('Resource = "*"', 'Resource = "arn:aws:bedrock:*::foundation-model/x"'), "passed", "passed"),
        (policy('"*"', "*").replace('Resource = "*"', 'Resource = "arn:aws:bedrock:*:*:*"'), "violated", "violated"),
        (policy("var.elsewhere", "*"), "undetermined", "violated"),
    ],
)  # fmt: skip
def test_what_permissions_name(tmp_path: Path, stated: str, callers: str, targets: str) -> None:
    text = 'variable "elsewhere" {}\nresource "aws_vpc" "v" {}\n' + endpoint("bedrock-runtime", policy=stated)
    estate = terraform(tmp_path, text)
    assert verdicts(CALLERS, estate) == {"aws_vpc_endpoint.e": callers}
    assert verdicts(TARGETS, estate) == {"aws_vpc_endpoint.e": targets}


def test_account() -> None:
    document = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}'
    service = "com.amazonaws.us-east-1.bedrock-runtime"
    told = live("AWS::EC2::VPCEndpoint", "vpce-1", VpcId="vpc-1", ServiceName=service, PolicyDocument=document)
    for name in (LIMITS, CALLERS, TARGETS):
        assert verdicts(name, [told]) == {"vpce-1": "violated"}


@pytest.mark.parametrize(
    ("known", "unknown", "expected"),
    [
        ("vpc_id = aws_vpc.v.id", "vpc_id = var.elsewhere", "undetermined"),
        ("subnet_id            = aws_subnet.s.id", "subnet_id = var.elsewhere", "undetermined"),
        ("vpc_id = aws_vpc.v.id", "vpc_id = aws_vpc.other.id", "not_applicable"),
        ("vpc_id = aws_vpc.v.id", 'vpc_id = "vpc-0123456789abcdef0"', "not_applicable"),
        ("subnet_id            = aws_subnet.s.id", "", "not_applicable"),
    ],
)
def test_what_may_stand_in_a_network(tmp_path: Path, known: str, unknown: str, expected: str) -> None:
    text = (HOST % "bedrock:InvokeModel").replace(known, unknown) + 'resource "aws_vpc" "other" {}'
    estate = terraform(tmp_path, text)
    assert verdicts(WAYS, estate)["aws_vpc.v"] == expected
    (tmp_path / "main.tf").unlink()
    text = text.replace("bedrock:InvokeModel", "s3:GetObject")
    assert verdicts(WAYS, terraform(tmp_path, text))["aws_vpc.v"] == "not_applicable"


@pytest.mark.parametrize("unread", ["AWS::EC2::Instance", "AWS::IAM::Role"])
def test_what_was_not_read_may_need_a_way(unread: str) -> None:
    missing = Unread("AccessDenied", Location(api="ec2:DescribeThings"), frozenset({unread}))
    estate = inventory(live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"), unread=[missing])
    assert verdicts(WAYS, estate) == {"vpc-1": "undetermined"}
