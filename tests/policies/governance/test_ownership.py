"""Tags, approval, keys of other providers, and the regions of an organization."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.declarations import Declaration
from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

OWNED = "ai_resource_says_who_owns_it"
APPROVED = "self_hosted_inference_is_approved"
KEYS = "function_has_no_keys_of_other_model_providers"
REGIONS = "organization_confines_models_to_regions"
TWO = Settings(required_tags=("owner", "data-classification"))


@pytest.mark.parametrize(
    ("provider", "tags", "expected"),
    [
        ("", '{ owner = "a", data-classification = "b" }', "passed"),
        ("", '{ Owner = "a", DataClassification = "b" }', "passed"),
        ("", '{ OWNER = "a", data_classification = "b" }', "passed"),
        ("", '{ owner = "a" }', "violated"),
        ("", "null", "violated"),
        ("", "var.elsewhere", "undetermined"),
        ('provider "aws" {\ndefault_tags {\ntags = { data-classification = "b" }\n}\n}', '{ owner = "a" }', "passed"),
    ],
)
def test_tags_in_terraform(tmp_path: Path, provider: str, tags: str, expected: str) -> None:
    text = (
        f'variable "elsewhere" {{}}\n{provider}\nresource "aws_bedrock_guardrail" "g" {{\nname = "g"\ntags = {tags}\n}}'
    )
    assert verdicts(OWNED, terraform(tmp_path, text), TWO) == {"aws_bedrock_guardrail.g": expected}


@pytest.mark.parametrize(
    ("kind", "tags", "expected"),
    [
        ("Agent", "{owner: a, data-classification: b}", "passed"),
        ("Agent", "{owner: a}", "violated"),
        ("Guardrail", "[{Key: Owner, Value: a}, {Key: Data Classification, Value: b}]", "passed"),
        ("Guardrail", "[{Key: Owner, Value: a}]", "violated"),
    ],
)
def test_tags_in_cloudformation(tmp_path: Path, kind: str, tags: str, expected: str) -> None:
    text = f"It:\n  Type: AWS::Bedrock::{kind}\n  Properties: {{Tags: {tags}}}"
    assert verdicts(OWNED, cloudformation(tmp_path, text), TWO) == {"It": expected}


def tagged(arn: str, *keys: str) -> Declaration:
    tags = [{"Key": key, "Value": "x"} for key in keys]
    return live("resourcegroupstaggingapi:TaggedResource", f"tags of {arn}", ResourceARN=arn, Tags=tags)


def test_tags_in_an_account() -> None:
    guardrails = [live("AWS::Bedrock::Guardrail", name, arn=name) for name in ("arn:a", "arn:b", "arn:c")]
    tags = [tagged("arn:a", "owner", "dataclassification"), tagged("arn:b", "owner")]
    found = verdicts(OWNED, [*guardrails, *tags], TWO)
    assert found == {"arn:a": "passed", "arn:b": "violated", "arn:c": "violated"}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [('{ Approval = "1" }', "passed"), ('{ Name = "x" }', "violated"), ("var.elsewhere", "undetermined")],
)
def test_self_hosted_inference(tmp_path: Path, tags: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_instance" "i" {{\ninstance_type = "g5.xlarge"\ntags = {tags}\n}}'
    assert verdicts(APPROVED, terraform(tmp_path, text)) == {"aws_instance.i": expected}
    if "elsewhere" not in tags:
        other = terraform(tmp_path, text.replace("g5.xlarge", "t3.micro"))
        assert verdicts(APPROVED, other) == {}


@pytest.mark.parametrize(
    ("variables", "approved", "expected"),
    [
        ('{ OPENAI_API_KEY = "x" }', (), "violated"),
        ('{ openai_api_key = "x" }', (), "violated"),
        ('{ HF_TOKEN = "x" }', (), "violated"),
        ('{ HF_TOKEN = null, OPENAI_API_KEY = "" }', (), "passed"),
        ('{ OPENAI_API_KEY = "x" }', ("openai",), "passed"),
        ('{ ANTHROPIC_API_KEY = "x" }', ("openai",), "violated"),
        ('{ MODEL_ID = "x" }', (), "passed"),
        ("var.elsewhere", (), "undetermined"),
    ],
)
def test_keys_of_other_providers(tmp_path: Path, variables: str, approved: tuple[str, ...], expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_lambda_function" "f" {{
      environment {{
        variables = {variables}
      }}
    }}
    """
    found = verdicts(KEYS, terraform(tmp_path, text), Settings(approved_providers=approved))
    assert found == {"aws_lambda_function.f": expected}


def test_keys_of_other_providers_in_templates_and_accounts(tmp_path: Path) -> None:
    text = "F: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {GROQ_API_KEY: x}}}}"
    assert verdicts(KEYS, cloudformation(tmp_path, text)) == {"F": "violated"}
    function = live("AWS::Lambda::Function", "f", Environment={"Variables": {"GROQ_API_KEY": "x"}})
    assert verdicts(KEYS, [function]) == {"f": "violated"}


def scp(label: str, statement: str) -> str:
    return f'resource "aws_organizations_policy" "{label}" {{\nname = "{label}"\ncontent = jsonencode({{ Statement = [{statement}] }})\n}}\n'


DENY = '{ Effect = "Deny", Action = "bedrock:*", Resource = "*", Condition = { StringNotEquals = { "aws:RequestedRegion" = "eu-west-1" } } }'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (scp("p", DENY), ["passed"]),
        (scp("p", DENY.replace("bedrock:*", "s3:*")), ["violated"]),
        (scp("p", DENY.replace("StringNotEquals", "StringEquals")), ["violated"]),
        (scp("p", DENY.replace('"Deny"', '"Allow"')), ["violated"]),
        (scp("p", '{ Effect = "Deny", Action = "bedrock:*", Resource = "*" }'), ["passed"]),
        (scp("p", DENY) + scp("q", DENY.replace("bedrock:*", "s3:*")), ["passed", "passed"]),
        (scp("p", DENY).replace('name = "p"', 'name = "p"\ntype = "TAG_POLICY"'), ["not_applicable"]),
    ],
)
def test_organizations(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert list(verdicts(REGIONS, terraform(tmp_path, text)).values()) == expected
