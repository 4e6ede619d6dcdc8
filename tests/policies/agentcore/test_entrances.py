"""Whose tokens open agents."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

NAMES = "agent_host_names_whose_tokens_it_takes"
HTTPS = "agent_tokens_are_checked_over_https"
RUNTIME, GATEWAY = "aws_bedrockagentcore_agent_runtime", "aws_bedrockagentcore_gateway"


def jwt(stated: str, url: str = '"https://a/"') -> str:
    return f"authorizer_configuration {{\ncustom_jwt_authorizer {{\ndiscovery_url = {url}\n{stated}\n}}\n}}"


@pytest.mark.parametrize(
    ("policy", "kind", "stated", "expected"),
    [
        (NAMES, RUNTIME, jwt(""), "violated"),
        (NAMES, RUNTIME, jwt('allowed_clients = ["a"]'), "passed"),
        (NAMES, RUNTIME, jwt('allowed_audience = ["a"]'), "passed"),
        (NAMES, RUNTIME, jwt("allowed_clients = var.elsewhere"), "undetermined"),
        (NAMES, RUNTIME, "", "not_applicable"),
        (HTTPS, RUNTIME, jwt(""), "passed"),
        (HTTPS, RUNTIME, jwt("", '"http://a/"'), "violated"),
        (HTTPS, RUNTIME, jwt("", "var.elsewhere"), "undetermined"),
        (HTTPS, RUNTIME, jwt("", '"https://${var.elsewhere}/x"'), "passed"),
        (HTTPS, RUNTIME, jwt("", '"http://${var.elsewhere}/x"'), "violated"),
        (HTTPS, RUNTIME, jwt("", '"http${var.elsewhere}"'), "undetermined"),
        (HTTPS, GATEWAY, jwt("", '"http://a/"'), "violated"),
        (HTTPS, GATEWAY, jwt(""), "passed"),
        (HTTPS, GATEWAY, 'authorizer_type = "AWS_IAM"', "not_applicable"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, kind: str, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "{kind}" "r" {{\n{stated}\n}}'
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


@pytest.mark.parametrize("kind", ["Runtime", "Harness"])
@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (NAMES, {"discoveryUrl": "https://a/"}, "violated"),
        (NAMES, {"discoveryUrl": "https://a/", "allowedAudience": ["a"]}, "passed"),
        (NAMES, {}, "not_applicable"),
        (HTTPS, {"discoveryUrl": "http://a/"}, "violated"),
        (HTTPS, {"discoveryUrl": "https://a/"}, "passed"),
    ],
)
def test_cloudformation_and_account(
    tmp_path: Path, kind: str, policy: str, stated: dict[str, object], expected: str
) -> None:
    asked = ", ".join(f"{name[0].upper()}{name[1:]}: {value}" for name, value in stated.items())
    properties = f"{{AuthorizerConfiguration: {{CustomJWTAuthorizer: {{{asked}}}}}}}" if stated else "{}"
    text = f"It:\n  Type: AWS::BedrockAgentCore::{kind}\n  Properties: {properties}"
    assert verdicts(policy, cloudformation(tmp_path, text)) == {"It": expected}
    body = {"authorizerConfiguration": {"customJWTAuthorizer": stated}} if stated else {}
    assert verdicts(policy, [live(f"AWS::BedrockAgentCore::{kind}", "it", **body)]) == {"it": expected}
