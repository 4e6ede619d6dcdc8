"""Functions that call models: which they are, and which policies about hosts of models judge them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members, roles_of
from pytest_aisec.inventory import Inventory
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, policies, terraform, verdicts

EGRESS = "model_host_restricts_egress"
NAMED = "model_host_names_where_it_sends"
ACL = "model_host_subnet_has_its_own_network_acl"
ADDRESS = "aws_lambda_function.f"
NETWORK = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_security_group" "open" {
      vpc_id = aws_vpc.v.id
      egress {
        protocol    = "-1"
        from_port   = 0
        to_port     = 0
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
    resource "aws_security_group" "closed" {
      vpc_id = aws_vpc.v.id
      egress {
        protocol        = "tcp"
        from_port       = 443
        to_port         = 443
        security_groups = [aws_security_group.open.id]
      }
    }
    resource "aws_iam_role" "r" { name = "r" }
    resource "aws_sagemaker_endpoint" "e" { name = "e" }
"""
CALLING = """
    resource "aws_iam_role_policy" "p" {
      role   = aws_iam_role.r.name
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = %s, Resource = "*" }] })
    }
"""
INVOKE = CALLING % '["bedrock:InvokeModel"]'


def function(group: str | None = "open", role: str = "aws_iam_role.r.arn", more: str = "") -> str:
    placed = f"vpc_config {{\nsubnet_ids = [aws_subnet.s.id]\nsecurity_group_ids = [aws_security_group.{group}.id]\n}}"
    return f"""
    resource "aws_lambda_function" "f" {{
      function_name = "f"
      role          = {role}
      {placed if group else ""}
      {more}
    }}
    """


def found(estate: Inventory) -> dict[str, str]:
    return {
        each.resource.address: each.reason + (" ?" if each.doubt else "")
        for each in members(estate, Role.MODEL_FUNCTION)
    }


TOLD = "environment {\nvariables = { ENDPOINT = aws_sagemaker_endpoint.e.name }\n}"
MADE = "its role aws_iam_role.r is made to call models or agents"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (INVOKE + function(), MADE),
        (function(more=TOLD), "it is told of an endpoint at which a model answers"),
        (CALLING % "[var.elsewhere]" + function(), f"{MADE} ?"),
        (CALLING % '["bedrock:InvokeAgent"]' + function(), MADE),
        (
            CALLING % '["bedrock-agentcore:InvokeAgentRuntime"]' + function(),
            MADE,
        ),
        (CALLING % '["bedrock:GetAgent", "bedrock:ListAgents"]' + function(), None),
        (CALLING % '["s3:GetObject"]' + function(), None),
        (CALLING % '["*"]' + function(), None),
        (INVOKE + function(role='"arn:aws:iam::123456789012:role/elsewhere"'), None),
        (INVOKE + function(role="var.elsewhere"), None),
    ],
)
def test_which_they_are(tmp_path: Path, text: str, reason: str | None) -> None:
    assert found(terraform(tmp_path, NETWORK + text)) == ({} if reason is None else {ADDRESS: reason})


def test_the_role_is_explained(tmp_path: Path) -> None:
    estate = terraform(tmp_path, NETWORK + INVOKE + function())
    (function_,) = (each for each in estate if each.address == ADDRESS)
    assert [(role, member.reason) for role, member in roles_of(function_, estate)] == [(Role.MODEL_FUNCTION, MADE)]


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        (EGRESS, INVOKE + function(), "violated"),
        (EGRESS, INVOKE + function("closed"), "passed"),
        (EGRESS, INVOKE + function(None), "not_applicable"),
        (EGRESS, CALLING % "[var.elsewhere]" + function(), "undetermined"),
        (EGRESS, INVOKE + function(None, more="vpc_config {\nsubnet_ids = var.elsewhere\nsecurity_group_ids = var.elsewhere\n}"), "undetermined"),
        (ACL, INVOKE + function(), "violated"),
        (ACL, INVOKE + function(None), "not_applicable"),
        (ACL, 'resource "aws_network_acl" "a" {\nvpc_id = aws_vpc.v.id\nsubnet_ids = [aws_subnet.s.id]\n}' + INVOKE + function(), "passed"),
    ],
)  # fmt: skip
def test_what_they_send_is_judged(tmp_path: Path, policy: str, text: str, expected: str) -> None:
    assert verdicts(policy, terraform(tmp_path, NETWORK + text)) == {ADDRESS: expected}


def test_who_reaches_them_is_not_judged(tmp_path: Path) -> None:
    """Nobody can connect to a function: in a public subnet, too, it has no address and takes nothing in."""
    estate = terraform(tmp_path, NETWORK + INVOKE + function())
    about_hosts = [name for name, _ in policies() if name.startswith("model_host")]
    assert len(about_hosts) > 5
    assert {name for name in about_hosts if ADDRESS in verdicts(name, estate)} == {EGRESS, NAMED, ACL}


def test_cloudformation(tmp_path: Path) -> None:
    estate = cloudformation(
        tmp_path,
        """
        Role:
          Type: AWS::IAM::Role
          Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonBedrockFullAccess']}
        Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: vpc-1}}
        Function:
          Type: AWS::Lambda::Function
          Properties:
            Role: !GetAtt Role.Arn
            VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [!Ref Group]}
        """,
    )
    assert verdicts(EGRESS, estate) == {"Function": "violated"}


def test_account() -> None:
    held = [{"PolicyArn": "arn:aws:iam::aws:policy/AmazonBedrockFullAccess"}]
    estate = inventory(
        live("AWS::IAM::Role", "arn:r", Arn="arn:r", AttachedManagedPolicies=held),
        live("AWS::Lambda::Function", "arn:f", FunctionArn="arn:f", FunctionName="f", Role="arn:r"),
    )
    assert found(estate) == {"arn:f": "its role arn:r is made to call models or agents"}
    assert verdicts(EGRESS, estate) == {"arn:f": "not_applicable"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (INVOKE + function(), [("aws_vpc.v", False)]),
        (INVOKE + function(None), []),
        (CALLING % '["s3:GetObject"]' + function(), []),
        (CALLING % "[var.elsewhere]" + function(), [("aws_vpc.v", True)]),
    ],
)
def test_their_network_is_one_of_the_estate(tmp_path: Path, text: str, expected: list[tuple[str, bool]]) -> None:
    found = members(terraform(tmp_path, NETWORK + text), Role.AI_VPC)
    assert [(each.resource.address, bool(each.doubt)) for each in found] == expected
