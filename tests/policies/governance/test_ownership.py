"""Tags, approval, keys of other providers, and the regions of an organization."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_aisec.ai.governance import AI_TYPES
from pytest_aisec.declarations import Declaration
from pytest_aisec.model.resource import Resource
from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

OWNED = "ai_resource_says_who_owns_it"
APPROVED = "self_hosted_inference_is_approved"
KEYS = "function_has_no_keys_of_other_model_providers"
REGIONS = "organization_confines_models_to_regions"
UNAPPROVED = "organization_denies_unapproved_services"
TWO = Settings(required_tags=("owner", "data-classification"))


@pytest.mark.parametrize(
    ("provider", "tags", "expected"),
    [
        ("", '{ owner = "a", data-classification = "b" }', "passed"),
        ("", '{ Owner = "a", DataClassification = "b" }', "passed"),
        ("", '{ OWNER = "a", data_classification = "b" }', "passed"),
        ("", '{ owner = "a" }', "violated"),
        ("", '{ owner = "a", data-classification = "" }', "violated"),
        ("", '{ owner = "a", data-classification = var.elsewhere }', "passed"),
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


@pytest.mark.parametrize("kind", AI_TYPES, ids=lambda kind: kind.__name__)
def test_everything_of_ai_services_is_judged(kind: type[Resource]) -> None:
    assert verdicts(OWNED, [live(kind.canonical_type, "arn:a")]) == {"arn:a": "violated"}


@pytest.mark.parametrize("name", [name for kind in AI_TYPES for name in kind.terraform_types])
def test_everything_of_ai_services_is_judged_in_terraform(tmp_path: Path, name: str) -> None:
    text = f'resource "{name}" "x" {{\n%s\n}}'
    assert verdicts(OWNED, terraform(tmp_path, text % ""), TWO) == {f"{name}.x": "violated"}
    tags = 'tags = { owner = "a", data-classification = "b" }'
    assert verdicts(OWNED, terraform(tmp_path, text % tags), TWO) == {f"{name}.x": "passed"}


def test_tags_of_what_is_known_by_the_end_of_its_arn() -> None:
    application = live("AWS::QBusiness::Application", "12ab", applicationId="12ab")
    tags = tagged("arn:aws:qbusiness:a-1:1:application/12ab", "owner", "data-classification")
    assert verdicts(OWNED, [application, tags], TWO) == {"12ab": "passed"}
    other = tagged("arn:aws:qbusiness:a-1:1:application/34cd", "owner", "data-classification")
    assert verdicts(OWNED, [application, other], TWO) == {"12ab": "violated"}


def test_a_tag_that_says_nothing_in_an_account() -> None:
    tags = [{"Key": "owner", "Value": "a"}, {"Key": "data-classification", "Value": ""}]
    listed = live("resourcegroupstaggingapi:TaggedResource", "t", ResourceARN="arn:a", Tags=tags)
    assert verdicts(OWNED, [live("AWS::Bedrock::Guardrail", "arn:a"), listed], TWO) == {"arn:a": "violated"}


def test_tags_in_an_account() -> None:
    guardrails = [live("AWS::Bedrock::Guardrail", name, arn=name) for name in ("arn:a", "arn:b", "arn:c")]
    tags = [tagged("arn:a", "owner", "dataclassification"), tagged("arn:b", "owner")]
    found = verdicts(OWNED, [*guardrails, *tags], TWO)
    assert found == {"arn:a": "passed", "arn:b": "violated", "arn:c": "violated"}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ('{ Approval = "1" }', "passed"),
        ('{ Approval = "" }', "violated"),
        ('{ Name = "x" }', "violated"),
        ("var.elsewhere", "undetermined"),
    ],
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


MODELS = '["bedrock:*", "bedrock-agentcore:*", "sagemaker:*"]'
REGION = 'StringNotEquals = { "aws:RequestedRegion" = "eu-west-1" }'
DENY = f'{{ Effect = "Deny", Action = {MODELS}, Resource = "*", Condition = {{ {REGION} }} }}'


def under(*conditions: str) -> str:
    return scp("p", DENY.replace(REGION, ", ".join(conditions)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (scp("p", DENY), ["passed"]),
        (scp("p", DENY.replace("bedrock:*", "s3:*")), ["violated"]),
        (scp("p", DENY.replace(', "sagemaker:*"', "")), ["violated"]),
        (scp("p", DENY.replace("bedrock:*", "bedrock:InvokeModel")), ["violated"]),
        (scp("p", DENY.replace(f"Action = {MODELS}", 'NotAction = ["iam:*", "sts:*"]')), ["passed"]),
        (scp("p", DENY.replace(f"Action = {MODELS}", 'NotAction = ["iam:*", "bedrock:*"]')), ["violated"]),
        (scp("p", DENY.replace('Resource = "*"', 'Resource = "arn:aws:bedrock:*::foundation-model/x"')), ["violated"]),
        (under(REGION.replace("NotEquals", "NotLike")), ["passed"]),
        (under('StringNotLike = { "aws:RequestedRegion" = "*" }'), ["violated"]),
        (under('StringNotLike = { "aws:RequestedRegion" = var.elsewhere }'), ["undetermined"]),
        (under(REGION.replace("Equals", "EqualsIfExists")), ["passed"]),
        (under(REGION, 'ArnNotLike = { "aws:PrincipalARN" = "arn:aws:iam::*:role/keeper" }'), ["passed"]),
        (under(REGION, 'ArnNotLike = { "aws:PrincipalARN" = "*" }'), ["violated"]),
        (under(REGION, 'StringEquals = { "aws:PrincipalTag/team" = "x" }'), ["violated"]),
        (under(REGION, 'Bool = { "aws:PrincipalIsAWSService" = "false" }'), ["passed"]),
        (under(REGION, 'Bool = { "aws:MultiFactorAuthPresent" = "false" }'), ["violated"]),
        (scp("p", DENY.replace("StringNotEquals", "StringEquals")), ["violated"]),
        (scp("p", DENY.replace('"Deny"', '"Allow"')), ["violated"]),
        (scp("p", f'{{ Effect = "Deny", Action = {MODELS}, Resource = "*" }}'), ["passed"]),
        (scp("p", DENY) + scp("q", DENY.replace("bedrock:*", "s3:*")), ["passed", "passed"]),
        (scp("p", DENY).replace('name = "p"', 'name = "p"\ntype = "TAG_POLICY"'), ["not_applicable"]),
    ],
)
def test_organizations(tmp_path: Path, text: str, expected: list[str]) -> None:
    declared = f'variable "elsewhere" {{}}\n{text}'
    assert list(verdicts(REGIONS, terraform(tmp_path, declared)).values()) == expected


@pytest.mark.parametrize(("targets", "expected"), [([{"TargetId": "r-1"}], "passed"), ([], "violated")])
def test_what_is_attached_to_nothing_confines_nothing(targets: list[dict[str, str]], expected: str) -> None:
    condition = {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}
    services = ["bedrock:*", "bedrock-agentcore:*", "sagemaker:*"]
    denied = {"Effect": "Deny", "Action": services, "Resource": "*", "Condition": condition}
    body = {"Type": "SERVICE_CONTROL_POLICY", "Content": json.dumps({"Statement": [denied]})}
    policy = live("AWS::Organizations::Policy", "p", **body, ListTargetsForPolicy={"Targets": targets})
    assert verdicts(REGIONS, [policy]) == {"p": expected}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", "passed"),
        ('ArnNotLike = { "aws:PrincipalARN" = "arn:aws:iam::*:role/keeper" }', "passed"),
        ('BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" }', "violated"),
        (REGION, "violated"),
    ],
)
def test_unapproved_services(tmp_path: Path, condition: str, expected: str) -> None:
    denied = f'{{ Effect = "Deny", Action = "rekognition:*", Resource = "*", Condition = {{ {condition} }} }}'
    found = verdicts(UNAPPROVED, terraform(tmp_path, scp("p", denied)), Settings(unapproved_services=("rekognition",)))
    assert found == {"aws_organizations_policy.p": expected}
