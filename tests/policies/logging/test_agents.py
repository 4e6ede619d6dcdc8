"""Whether the logs of agents and of their gateways go somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

RUNTIME = "agent_runtime_delivers_its_logs"
GATEWAY = "agent_gateway_delivers_its_logs"
PARTS = """
    variable "elsewhere" {}
    resource "aws_bedrockagentcore_agent_runtime" "x" {}
    resource "aws_bedrockagentcore_gateway" "x" {}
"""
DELIVERY = """
    resource "aws_cloudwatch_log_delivery" "d" {
      delivery_source_name = aws_cloudwatch_log_delivery_source.s.name
    }
"""


def source(arn: str, kind: str = '"APPLICATION_LOGS"') -> str:
    return (
        f'resource "aws_cloudwatch_log_delivery_source" "s" {{\nname = "s"\nresource_arn = {arn}\nlog_type = {kind}\n}}'
    )


OF_RUNTIME = "aws_bedrockagentcore_agent_runtime.x.agent_runtime_arn"
OF_GATEWAY = "aws_bedrockagentcore_gateway.x.gateway_arn"


@pytest.mark.parametrize(
    ("policy", "more", "expected"),
    [
        (RUNTIME, "", "not_applicable"),
        (RUNTIME, source(OF_RUNTIME) + DELIVERY, "passed"),
        (RUNTIME, source(OF_RUNTIME), "violated"),
        (RUNTIME, source(OF_GATEWAY) + DELIVERY, "violated"),
        (RUNTIME, source(OF_RUNTIME, '"TRACES"') + DELIVERY, "violated"),
        (RUNTIME, source("var.elsewhere") + DELIVERY, "undetermined"),
        (GATEWAY, source(OF_GATEWAY) + DELIVERY, "passed"),
        (GATEWAY, source(OF_RUNTIME) + DELIVERY, "violated"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, more: str, expected: str) -> None:
    assert list(verdicts(policy, terraform(tmp_path, f"{PARTS}\n{more}")).values()) == [expected]


@pytest.mark.parametrize(("kind", "expected"), [("APPLICATION_LOGS", "passed"), ("USAGE_LOGS", "violated")])
def test_cloudformation(tmp_path: Path, kind: str, expected: str) -> None:
    text = f"""
    X: {{Type: AWS::BedrockAgentCore::Gateway}}
    S: {{Type: AWS::Logs::DeliverySource, Properties: {{LogType: {kind}, ResourceArn: !GetAtt X.GatewayArn}}}}
    D: {{Type: AWS::Logs::Delivery, Properties: {{DeliverySourceName: !Ref S}}}}
    """
    assert verdicts(GATEWAY, cloudformation(tmp_path, text)) == {"X": expected}


def test_account() -> None:
    runtime = live("AWS::BedrockAgentCore::Runtime", "arn:r", agentRuntimeArn="arn:r")
    logs = live("AWS::Logs::DeliverySource", "s", name="s", logType="APPLICATION_LOGS", resourceArns=["arn:r"])
    delivery = live("AWS::Logs::Delivery", "d", id="d", deliverySourceName="s")
    assert verdicts(RUNTIME, [runtime]) == {"arn:r": "violated"}
    assert verdicts(RUNTIME, [runtime, logs]) == {"arn:r": "violated"}
    assert verdicts(RUNTIME, [runtime, logs, delivery]) == {"arn:r": "passed"}
