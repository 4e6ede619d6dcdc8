"""Web ACLs of gateways of agents, and what happens while these do not answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

HAS, CLOSED = "gateway_of_agents_has_a_web_acl", "gateway_of_agents_refuses_what_its_web_acl_has_not_seen"
GATEWAY = 'variable "later" {}\nresource "aws_bedrockagentcore_gateway" "g" { name = "g" }\n'
ACL = 'resource "aws_wafv2_web_acl" "a" {\nname = "a"\nscope = "REGIONAL"\n}\n'
ASSOCIATION = (
    'resource "aws_wafv2_web_acl_association" "w" {\nresource_arn = %s\nweb_acl_arn = aws_wafv2_web_acl.a.arn\n}\n'
)


@pytest.mark.parametrize(
    ("named", "expected", "judged"),
    [
        ("aws_bedrockagentcore_gateway.g.gateway_arn", "passed", True),
        ('"arn:other"', "violated", False),
        ("var.later", "undetermined", True),
    ],
)
def test_web_acls(tmp_path: Path, named: str, expected: str, *, judged: bool) -> None:
    estate = terraform(tmp_path, GATEWAY + ACL + ASSOCIATION % named)
    assert verdicts(HAS, estate) == {"aws_bedrockagentcore_gateway.g": expected}
    assert bool(verdicts("web_acl_blocks_floods", estate)) is judged


def test_terraform_cannot_say_what_happens_without_an_answer(tmp_path: Path) -> None:
    protected = GATEWAY + ACL + ASSOCIATION % "aws_bedrockagentcore_gateway.g.gateway_arn"
    assert verdicts(CLOSED, terraform(tmp_path, protected)) == {"aws_bedrockagentcore_gateway.g": "undetermined"}


def test_without_a_web_acl_none_can_fail_to_answer(tmp_path: Path) -> None:
    assert verdicts(CLOSED, terraform(tmp_path, GATEWAY)) == {"aws_bedrockagentcore_gateway.g": "not_applicable"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("FAIL_CLOSE", "passed"), ("FAIL_OPEN", "violated"), ("!Ref AWS::NoValue", "undetermined")],
)
def test_templates(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    G:
      Type: AWS::BedrockAgentCore::Gateway
      Properties: {{WafConfiguration: {{FailureMode: {stated}}}}}
    A:
      Type: AWS::WAFv2::WebACLAssociation
      Properties: {{ResourceArn: !GetAtt G.GatewayArn, WebACLArn: "arn:aws:wafv2:us-east-1:1:regional/webacl/a/1"}}
    """
    estate = cloudformation(tmp_path, text)
    assert verdicts(CLOSED, estate) == {"G": expected}
    assert verdicts(HAS, estate) == {"G": "passed"}


def test_account() -> None:
    told = live(
        "AWS::BedrockAgentCore::Gateway",
        "arn:g",
        gatewayArn="arn:g",
        webAclArn="arn:a",
        wafConfiguration={"failureMode": "FAIL_OPEN"},
    )
    assert verdicts(HAS, [told]) == {"arn:g": "passed"}
    assert verdicts(CLOSED, [told]) == {"arn:g": "violated"}
