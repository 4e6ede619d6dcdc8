"""Where agents run, and whom gateways let in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

VPC = "agent_runtime_is_in_a_vpc"
ASKS = "agent_gateway_authorizes_its_callers"
TOKENS = "agent_gateway_names_whose_tokens_it_takes"
RUNTIME, GATEWAY = "aws_bedrockagentcore_agent_runtime", "aws_bedrockagentcore_gateway"


def jwt(stated: str) -> str:
    inner = f'custom_jwt_authorizer {{\ndiscovery_url = "https://a/"\n{stated}\n}}'
    return f'authorizer_type = "CUSTOM_JWT"\nauthorizer_configuration {{\n{inner}\n}}'


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (VPC, RUNTIME, 'network_configuration {\nnetwork_mode = "VPC"\n}', "passed"),
        (VPC, RUNTIME, 'network_configuration {\nnetwork_mode = "PUBLIC"\n}', "violated"),
        (VPC, RUNTIME, "network_configuration {\nnetwork_mode = var.elsewhere\n}", "undetermined"),
        (ASKS, GATEWAY, 'authorizer_type = "NONE"', "violated"),
        (ASKS, GATEWAY, 'authorizer_type = "AUTHENTICATE_ONLY"', "violated"),
        (ASKS, GATEWAY, 'authorizer_type = "AWS_IAM"', "passed"),
        (ASKS, GATEWAY, "authorizer_type = var.elsewhere", "undetermined"),
        (TOKENS, GATEWAY, jwt(""), "violated"),
        (TOKENS, GATEWAY, jwt('allowed_audience = ["a"]'), "passed"),
        (TOKENS, GATEWAY, jwt('allowed_clients = ["a"]'), "passed"),
        (TOKENS, GATEWAY, jwt("allowed_clients = var.elsewhere"), "undetermined"),
        (TOKENS, GATEWAY, 'authorizer_type = "AWS_IAM"', "not_applicable"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "{kind}" "r" {{\n{stated}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (VPC, "Runtime", "NetworkConfiguration: {NetworkMode: VPC}", "passed"),
        (VPC, "Runtime", "NetworkConfiguration: {NetworkMode: PUBLIC}", "violated"),
        (ASKS, "Gateway", "AuthorizerType: NONE", "violated"),
        (ASKS, "Gateway", "AuthorizerType: CUSTOM_JWT", "passed"),
        (TOKENS, "Gateway", "AuthorizerType: CUSTOM_JWT", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f"It:\n  Type: AWS::BedrockAgentCore::{kind}\n  Properties: {{{stated}}}"
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"It": expected}


def test_account() -> None:
    runtime = live("AWS::BedrockAgentCore::Runtime", "r", networkConfiguration={"networkMode": "PUBLIC"})
    gateway = live("AWS::BedrockAgentCore::Gateway", "g", authorizerType="NONE")
    assert verdicts(VPC, [runtime]) == {"r": "violated"}
    assert verdicts(ASKS, [gateway]) == {"g": "violated"}


def test_versions_that_endpoints_of_an_account_keep_to() -> None:
    """The newest is in a VPC and asks for tokens that are for it; what is called may be older."""
    tokens = {"discoveryUrl": "http://login.example.com/", "allowedScopes": ["desk"]}
    old = live(
        "bedrock-agentcore-control:RuntimeVersion",
        "prod",
        networkConfiguration={"networkMode": "PUBLIC"},
        authorizerConfiguration={"customJWTAuthorizer": tokens},
    )
    assert verdicts("agent_runtime_is_in_a_vpc", [old]) == {"prod": "violated"}
    harness = live(
        "bedrock-agentcore-control:HarnessVersion", "h", authorizerConfiguration={"customJWTAuthorizer": tokens}
    )
    for policy in ("agent_host_names_whose_tokens_it_takes", "agent_tokens_are_checked_over_https"):
        assert verdicts(policy, [old, harness]) == {"prod": "violated", "h": "violated"}
    inside = live("bedrock-agentcore-control:RuntimeVersion", "prod", networkConfiguration={"networkMode": "VPC"})
    assert verdicts("agent_runtime_is_in_a_vpc", [inside]) == {"prod": "passed"}
