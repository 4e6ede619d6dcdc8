"""Collections of vectors: which policies are about them, and what those say together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

PRIVATE = "collection_cannot_be_reached_from_the_internet"
KEY = "collection_is_encrypted_with_a_customer_managed_key"
KIND = "AWS::OpenSearchServerless::Collection"
POLICY = "AWS::OpenSearchServerless::SecurityPolicy"


def network(pattern: str, public: str, kind: str = "collection") -> str:
    rules = f'[{{ ResourceType = "{kind}", Resource = ["{pattern}"] }}]'
    stated = f"jsonencode([{{ Rules = {rules}, AllowFromPublic = {public} }}])"
    return f'resource "aws_opensearchserverless_security_policy" "p" {{\ntype = "network"\npolicy = {stated}\n}}'


def encryption(pattern: str, stated: str, name: str = "p") -> str:
    rules = f'[{{ ResourceType = "collection", Resource = ["{pattern}"] }}]'
    document = f"jsonencode({{ Rules = {rules}, {stated} }})"
    return (
        f'resource "aws_opensearchserverless_security_policy" "{name}" {{\ntype = "encryption"\npolicy = {document}\n}}'
    )


OWN, SERVICE = 'KmsARN = "arn:k"', "AWSOwnedKey = true"


@pytest.mark.parametrize(
    ("policy", "stated", "beside", "expected"),
    [
        (PRIVATE, "", network("collection/docs", "true"), "violated"),
        (PRIVATE, "", network("collection/*", "true"), "violated"),
        (PRIVATE, "", network("collection/docs", "true", "dashboard"), "violated"),
        (PRIVATE, "", network("collection/docs", "false"), "passed"),
        (PRIVATE, "", network("collection/docs", "var.elsewhere"), "undetermined"),
        (PRIVATE, "", network("collection/${var.elsewhere}", "true"), "undetermined"),
        (PRIVATE, "", network("collection/other", "true"), "not_applicable"),
        (PRIVATE, "", "", "not_applicable"),
        (KEY, "", encryption("collection/docs", OWN), "passed"),
        (KEY, "", encryption("collection/docs", SERVICE), "violated"),
        (KEY, "", encryption("collection/other", SERVICE), "not_applicable"),
        (KEY, "", encryption("collection/*", SERVICE) + "\n" + encryption("collection/docs", OWN, "q"), "passed"),
        (KEY, "", encryption("collection/*", OWN) + "\n" + encryption("collection/do*", SERVICE, "q"), "violated"),
        (KEY, "encryption_config {\nkms_key_arn = aws_kms_key.k.arn\n}", "", "passed"),
        (KEY, "encryption_config {\naws_owned_key = true\n}", "", "violated"),
        (KEY, "", "", "not_applicable"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, stated: str, beside: str, expected: str) -> None:
    text = f"""
variable "elsewhere" {{}}
resource "aws_kms_key" "k" {{}}
resource "aws_opensearchserverless_collection" "c" {{
  name = "docs"
  type = "VECTORSEARCH"
  {stated}
}}
{beside}
"""
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_opensearchserverless_collection.c": expected}


@pytest.mark.parametrize(
    ("name", "pattern", "public", "expected"),
    [
        ("docs-${var.id}", "docs-${var.id}", "true", "violated"),
        ("docs-${var.id}", "docs-${var.id}", "false", "passed"),
        ("docs-${var.id}", "docs-*", "true", "violated"),
        ("docs-${var.id}", "docs-${var.other}", "true", "undetermined"),
        ("docs-${var.id}", "docs-7", "true", "undetermined"),
        ("docs-${var.id}", "other-${var.id}", "true", "not_applicable"),
        ("docs-${var.id}", "other", "true", "not_applicable"),
        ("${var.id}", "${var.id}", "true", "violated"),
        ("${var.id}", "docs", "true", "undetermined"),
    ],
)
def test_names_that_are_known_in_parts(tmp_path: Path, name: str, pattern: str, public: str, expected: str) -> None:
    text = f"""
variable "id" {{}}
variable "other" {{}}
resource "aws_opensearchserverless_collection" "c" {{
  name = "{name}"
  type = "VECTORSEARCH"
}}
{network(f"collection/{pattern}", public)}
"""
    assert verdicts(PRIVATE, terraform(tmp_path, text)) == {"aws_opensearchserverless_collection.c": expected}


def test_only_collections_that_hold_vectors_are_judged(tmp_path: Path) -> None:
    text = """
resource "aws_opensearchserverless_collection" "named" { name = "named" }
resource "aws_opensearchserverless_collection" "other" { name = "other" }
resource "aws_bedrockagent_knowledge_base" "k" {
  storage_configuration {
    opensearch_serverless_configuration {
      collection_arn = aws_opensearchserverless_collection.named.arn
    }
  }
}
"""
    estate = terraform(tmp_path, text + network("collection/*", "true"))
    assert verdicts(PRIVATE, estate) == {"aws_opensearchserverless_collection.named": "violated"}


@pytest.mark.parametrize(("public", "expected"), [("true", "violated"), ("false", "passed")])
def test_cloudformation(tmp_path: Path, public: str, expected: str) -> None:
    rule = f'[{{"Rules": [{{"Resource": ["collection/docs"]}}], "AllowFromPublic": {public}}}]'
    text = f"""
    C:
      Type: {KIND}
      Properties: {{Name: docs, Type: VECTORSEARCH}}
    P:
      Type: {POLICY}
      Properties: {{Type: network, Policy: '{rule}'}}
    """
    assert verdicts(PRIVATE, cloudformation(tmp_path, text)) == {"C": expected}


def test_account() -> None:
    collection = live(KIND, "c", name="docs", type="VECTORSEARCH", kmsKeyArn="auto")
    assert verdicts(KEY, [collection]) == {"c": "violated"}
    assert verdicts(PRIVATE, [collection]) == {"c": "passed"}
    rules = [{"Resource": ["collection/docs"]}]
    document = [{"Rules": rules, "AllowFromPublic": True}]
    for policy in (document, json.dumps(document)):
        assert verdicts(PRIVATE, [collection, live(POLICY, "p", type="network", policy=policy)]) == {"c": "violated"}
    key = live("AWS::KMS::Key", "arn:k", KeyArn="arn:k", KeyManager="CUSTOMER")
    keyed = live(KIND, "c", name="docs", type="VECTORSEARCH", kmsKeyArn="arn:k")
    assert verdicts(KEY, [keyed, key]) == {"c": "passed"}


def test_a_policy_about_no_collection_of_an_account_opens_nothing() -> None:
    rules = [{"Rules": [{"Resource": ["collection/gone"]}], "AllowFromPublic": True}]
    assert verdicts(PRIVATE, [live(POLICY, "p", type="network", policy=rules)]) == {}
