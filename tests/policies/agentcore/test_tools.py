"""Where browsers and code interpreters of agents stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

BROWSER_VPC, CODE_VPC = "agent_browser_is_in_a_vpc", "agent_code_interpreter_is_in_a_vpc"
PRIVATE = "agent_subnets_are_private"
BROWSER, CODE = "aws_bedrockagentcore_browser", "aws_bedrockagentcore_code_interpreter"
RUNTIME = "aws_bedrockagentcore_agent_runtime"


def network(mode: str) -> str:
    return f"network_configuration {{\nnetwork_mode = {mode}\n}}"


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (BROWSER_VPC, BROWSER, network('"VPC"'), "passed"),
        (BROWSER_VPC, BROWSER, network('"PUBLIC"'), "violated"),
        (BROWSER_VPC, BROWSER, network("var.elsewhere"), "undetermined"),
        (CODE_VPC, CODE, network('"VPC"'), "passed"),
        (CODE_VPC, CODE, network('"PUBLIC"'), "violated"),
        (CODE_VPC, CODE, network('"SANDBOX"'), "violated"),
        (CODE_VPC, CODE, network("var.elsewhere"), "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "{kind}" "r" {{\n{stated}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


@pytest.mark.parametrize(
    ("kind", "block", "mode", "subnet", "expected"),
    [
        (BROWSER, "vpc_config", '"VPC"', "aws_subnet.private.id", "passed"),
        (BROWSER, "vpc_config", '"VPC"', "aws_subnet.public.id", "violated"),
        (CODE, "vpc_config", '"VPC"', "aws_subnet.public.id", "violated"),
        (CODE, "vpc_config", '"SANDBOX"', "aws_subnet.public.id", "not_applicable"),
        (RUNTIME, "network_mode_config", '"VPC"', "aws_subnet.public.id", "violated"),
        (RUNTIME, "network_mode_config", '"VPC"', "aws_subnet.private.id", "passed"),
        (RUNTIME, "network_mode_config", '"VPC"', "var.elsewhere", "undetermined"),
        (RUNTIME, "network_mode_config", "var.elsewhere", "aws_subnet.public.id", "undetermined"),
    ],
)
def test_subnets(tmp_path: Path, kind: str, block: str, mode: str, subnet: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_vpc" "v" {{ cidr_block = "10.0.0.0/16" }}
    resource "aws_internet_gateway" "out" {{ vpc_id = aws_vpc.v.id }}
    resource "aws_subnet" "private" {{ vpc_id = aws_vpc.v.id }}
    resource "aws_subnet" "public" {{ vpc_id = aws_vpc.v.id }}
    resource "aws_route_table" "out" {{
      vpc_id = aws_vpc.v.id
      route {{
        cidr_block = "0.0.0.0/0"
        gateway_id = aws_internet_gateway.out.id
      }}
    }}
    resource "aws_route_table_association" "out" {{
      subnet_id      = aws_subnet.public.id
      route_table_id = aws_route_table.out.id
    }}
    resource "{kind}" "r" {{
      network_configuration {{
        network_mode = {mode}
        {block} {{
          subnets = [{subnet}]
        }}
      }}
    }}
    """
    assert verdicts(PRIVATE, terraform(tmp_path, text)) == {f"{kind}.r": expected}


@pytest.mark.parametrize(
    ("policy", "kind", "mode", "expected"),
    [
        (BROWSER_VPC, "BrowserCustom", "VPC", "passed"),
        (BROWSER_VPC, "BrowserCustom", "PUBLIC", "violated"),
        (CODE_VPC, "CodeInterpreterCustom", "VPC", "passed"),
        (CODE_VPC, "CodeInterpreterCustom", "SANDBOX", "violated"),
        (PRIVATE, "CodeInterpreterCustom", "SANDBOX", "not_applicable"),
    ],
)
def test_cloudformation_and_account(tmp_path: Path, policy: str, kind: str, mode: str, expected: str) -> None:
    text = (
        f"It:\n  Type: AWS::BedrockAgentCore::{kind}\n  Properties: {{NetworkConfiguration: {{NetworkMode: {mode}}}}}"
    )
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"It": expected}
    found = live(f"AWS::BedrockAgentCore::{kind}", "it", networkConfiguration={"networkMode": mode})
    assert verdicts(policy, [found]) == {"it": expected}
