"""Network policies of collections: what is public beside endpoints, several of them, and whose endpoints they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, everything, terraform, verdicts

REACH, NAMES = "collection_cannot_be_reached_from_the_internet", "network_policy_names_endpoints_of_the_account"
COLLECTION = """
    variable "elsewhere" {}
    variable "flag" { type = bool }
    resource "aws_opensearchserverless_collection" "c" {
      name = "docs"
      type = "VECTORSEARCH"
    }
    resource "aws_opensearchserverless_vpc_endpoint" "e" {
      name       = "e"
      vpc_id     = "vpc-1"
      subnet_ids = ["subnet-1"]
    }
"""


def network(name: str, public: str = "false", sources: str = "[]", about: str = "docs") -> str:
    return f"""
    resource "aws_opensearchserverless_security_policy" "{name}" {{
      name = "{name}"
      type = "network"
      policy = jsonencode([{{
        Rules           = [{{ ResourceType = "collection", Resource = ["collection/{about}"] }}]
        AllowFromPublic = {public}
        SourceVPCEs     = {sources}
      }}])
    }}
    """


OWN = "[aws_opensearchserverless_vpc_endpoint.e.id]"


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        (network("a", sources=OWN), "passed"),
        (network("a", "true", OWN), "violated"),
        (network("a", "var.flag", OWN), "undetermined"),
        (network("a", sources=OWN) + network("b", "true"), "violated"),
        (network("a", sources=OWN) + network("b", "true", about="*"), "violated"),
        (network("a", sources=OWN) + network("b", "true", about="other"), "passed"),
        (network("a", sources=OWN) + network("b", sources='["vpce-other"]'), "passed"),
        ("", "not_applicable"),
    ],
)
def test_public_beside_endpoints(tmp_path: Path, policies: str, expected: str) -> None:
    found = verdicts(REACH, everything(terraform(tmp_path, COLLECTION + policies)))
    assert found["aws_opensearchserverless_collection.c"] == expected


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        (network("a", sources=OWN), "passed"),
        (network("a", sources='["vpce-0123"]'), "undetermined"),
        (network("a", sources='[aws_opensearchserverless_vpc_endpoint.e.id, "vpce-0123"]'), "undetermined"),
        (network("a", sources="[var.elsewhere]"), "undetermined"),
        (network("a", sources="var.elsewhere"), "undetermined"),
        (network("a", "true"), "not_applicable"),
        (network("a").replace('"network"', '"encryption"'), "not_applicable"),
    ],
)
def test_terraform(tmp_path: Path, policies: str, expected: str) -> None:
    found = verdicts(NAMES, terraform(tmp_path, COLLECTION + policies))
    assert found == {"aws_opensearchserverless_security_policy.a": expected}


@pytest.mark.parametrize(("source", "expected"), [("${E}", "passed"), ("vpce-0123", "undetermined")])
def test_cloudformation(tmp_path: Path, source: str, expected: str) -> None:
    text = f"""
    E: {{Type: AWS::OpenSearchServerless::VpcEndpoint, Properties: {{Name: e, VpcId: vpc-1, SubnetIds: [subnet-1]}}}}
    P:
      Type: AWS::OpenSearchServerless::SecurityPolicy
      Properties:
        Name: p
        Type: network
        Policy: !Sub '[{{"Rules": [], "AllowFromPublic": false, "SourceVPCEs": ["{source}"]}}]'
    """
    assert verdicts(NAMES, cloudformation(tmp_path, text)) == {"P": expected}


@pytest.mark.parametrize(
    ("sources", "expected"),
    [(["vpce-1"], "passed"), (["vpce-2"], "violated"), (["vpce-1", "vpce-2"], "violated"), ([], "not_applicable")],
)
def test_account(sources: list[str], expected: str) -> None:
    policy = [{"Rules": [], "AllowFromPublic": not sources, "SourceVPCEs": sources}]
    estate = [
        live("AWS::OpenSearchServerless::VpcEndpoint", "vpce-1", id="vpce-1", name="e"),
        live("AWS::OpenSearchServerless::SecurityPolicy", "p", type="network", name="p", policy=policy),
    ]
    assert verdicts(NAMES, estate) == {"p": expected}
