"""VPCs in which people and agents work with models are AI VPCs, too: Studio domains, clusters, AgentCore."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.declarations import Declaration
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform, verdicts

KEPT = "ai_vpc_keeps_flow_logs"
WAYS = "ai_vpc_has_private_ways_to_the_models_it_calls"
NETWORK = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_network_acl" "a" {
      vpc_id     = aws_vpc.v.id
      subnet_ids = [aws_subnet.s.id]
    }
    resource "aws_iam_role" "r" { name = "r" }
    resource "aws_iam_role_policy" "p" {
      role   = aws_iam_role.r.id
      policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" }] })
    }
"""


def domain(access: str, role: str = "aws_iam_role.r.arn") -> str:
    return f"""
    resource "aws_sagemaker_domain" "d" {{
      domain_name             = "d"
      vpc_id                  = aws_vpc.v.id
      subnet_ids              = [aws_subnet.s.id]
      auth_mode               = "IAM"
      {access}
      default_user_settings {{ execution_role = {role} }}
    }}
    """


def runtime(mode: str) -> str:
    return f"""
    resource "aws_bedrockagentcore_agent_runtime" "r" {{
      agent_runtime_name = "r"
      role_arn           = aws_iam_role.r.arn
      network_configuration {{
        network_mode = {mode}
        network_mode_config {{
          subnets         = [aws_subnet.s.id]
          security_groups = []
        }}
      }}
    }}
    """


def tool(kind: str, mode: str) -> str:
    return f"""
    resource "aws_bedrockagentcore_{kind}" "t" {{
      name = "t"
      network_configuration {{
        network_mode = {mode}
        vpc_config {{
          subnets         = [aws_subnet.s.id]
          security_groups = []
        }}
      }}
    }}
    """


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (domain('app_network_access_type = "VpcOnly"'), "violated"),
        (domain('app_network_access_type = "PublicInternetOnly"'), None),
        (domain(""), None),
        (domain("app_network_access_type = var.elsewhere"), "undetermined"),
        (runtime('"VPC"'), "violated"),
        (runtime('"PUBLIC"'), None),
        (runtime("var.elsewhere"), "undetermined"),
        (tool("browser", '"VPC"'), "violated"),
        (tool("browser", '"PUBLIC"'), None),
        (tool("code_interpreter", '"VPC"'), "violated"),
        (tool("code_interpreter", '"SANDBOX"'), None),
    ],
)
def test_networks(tmp_path: Path, place: str, expected: str | None) -> None:
    estate = terraform(tmp_path, NETWORK + place)
    assert verdicts(KEPT, estate) == ({} if expected is None else {"aws_vpc.v": expected})
    assert verdicts(WAYS, estate) == {
        "aws_vpc.v": "not_applicable" if expected is None or "_role" not in place else expected
    }
    guarding = [member.resource.address for member in members(estate, Role.AI_NETWORK_ACL)]
    assert guarding == ([] if expected is None else ["aws_network_acl.a"])


@pytest.mark.parametrize(
    "place", [domain('app_network_access_type = "VpcOnly"'), runtime('"VPC"'), tool("browser", '"VPC"')]
)
def test_flow_logs_of_the_subnets_in_which_they_stand_do(tmp_path: Path, place: str) -> None:
    more = 'resource "aws_subnet" "other" { vpc_id = aws_vpc.v.id }\n'
    more += 'resource "aws_flow_log" "f" {\nsubnet_id = aws_subnet.s.id\ntraffic_type = "ALL"\n}\n'
    assert verdicts(KEPT, terraform(tmp_path, NETWORK + place + more)) == {"aws_vpc.v": "passed"}


@pytest.mark.parametrize(
    ("own", "expected"), [("", "not_applicable"), ("user_settings { execution_role = aws_iam_role.r.arn }", "violated")]
)
def test_private_ways_of_those_who_work_in_studio(tmp_path: Path, own: str, expected: str) -> None:
    person = f"""
    resource "aws_sagemaker_user_profile" "p" {{
      domain_id         = aws_sagemaker_domain.d.id
      user_profile_name = "p"
      {own}
    }}
    """
    place = domain('app_network_access_type = "VpcOnly"', '"arn:aws:iam::123456789012:role/quiet"')
    assert verdicts(WAYS, terraform(tmp_path, NETWORK + place + person)) == {"aws_vpc.v": expected}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Type: AWS::SageMaker::Domain, Properties: {SubnetIds: [!Ref S], AppNetworkAccessType: VpcOnly}", "violated"),
        ("Type: AWS::SageMaker::Domain, Properties: {SubnetIds: [!Ref S]}", None),
        (
            (
                "Type: AWS::BedrockAgentCore::Runtime, "
                "Properties: {NetworkConfiguration: {NetworkMode: VPC, NetworkModeConfig: {Subnets: [!Ref S]}}}"
            ),
            "violated",
        ),
        ("Type: AWS::SageMaker::Cluster, Properties: {VpcConfig: {Subnets: [!Ref S]}}", "violated"),
        (
            (
                "Type: AWS::SageMaker::Cluster, "
                "Properties: {InstanceGroups: [{InstanceGroupName: g, OverrideVpcConfig: {Subnets: [!Ref S]}}]}"
            ),
            "violated",
        ),
        ("Type: AWS::SageMaker::Cluster, Properties: {InstanceGroups: [{InstanceGroupName: g}]}", None),
    ],
)
def test_networks_in_templates(tmp_path: Path, place: str, expected: str | None) -> None:
    text = f"""
    V: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}
    S: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref V}}}}
    Place: {{{place}}}
    """
    assert verdicts(KEPT, cloudformation(tmp_path, text)) == ({} if expected is None else {"V": expected})


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (live("AWS::SageMaker::Domain", "d", SubnetIds=["subnet-1"], AppNetworkAccessType="VpcOnly"), "violated"),
        (live("AWS::SageMaker::Domain", "d", SubnetIds=["subnet-1"], AppNetworkAccessType="PublicInternetOnly"), None),
        (
            live(
                "AWS::BedrockAgentCore::Runtime",
                "r",
                networkConfiguration={"networkMode": "VPC", "networkModeConfig": {"subnets": ["subnet-1"]}},
            ),
            "violated",
        ),
        (live("AWS::SageMaker::Cluster", "c", VpcConfig={"Subnets": ["subnet-1"]}), "violated"),
    ],
)
def test_networks_of_an_account(place: Declaration, expected: str | None) -> None:
    estate = inventory(
        live("AWS::EC2::VPC", "vpc-1", VpcId="vpc-1"),
        live("AWS::EC2::Subnet", "subnet-1", SubnetId="subnet-1", VpcId="vpc-1"),
        place,
    )
    assert verdicts(KEPT, estate) == ({} if expected is None else {"vpc-1": expected})
