"""Approved models and regions: what names a model, what allows to call it, and where models run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.masked import secrets_of, what_it_holds
from pytest_aisec.declarations import Declaration
from pytest_aisec.settings import Settings
from pytest_aisec.values import Masked
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

USED, PLACED = "model_in_use_is_approved", "model_in_use_answers_in_approved_regions"
ALLOWED = "policy_allows_only_approved_models"
REGION = "ai_resource_is_in_an_approved_region"
LEFT = "organization_leaves_models_only_approved_regions"
CLAUDE = Settings(approved_models=("anthropic.*",))
EUROPE = Settings(approved_regions=("eu-*",))
HAIKU = "anthropic.claude-3-haiku-20240307-v1:0"
ARN = "arn:aws:bedrock"


@pytest.mark.parametrize("name", [USED, PLACED, REGION])
def test_without_settings_everything_is_approved(tmp_path: Path, name: str) -> None:
    text = (
        'resource "aws_bedrockagent_agent" "a" {\nregion = "us-east-1"\nfoundation_model = "global.meta.llama3-v1:0"\n}'
    )
    assert verdicts(name, terraform(tmp_path, text)) == {"aws_bedrockagent_agent.a": "not_applicable"}


@pytest.mark.parametrize(
    ("stated", "approved", "placed"),
    [
        (f'"{HAIKU}"', "passed", "passed"),
        (f'"eu.{HAIKU}"', "passed", "passed"),
        (f'"us.{HAIKU}"', "passed", "violated"),
        (f'"global.{HAIKU}"', "passed", "violated"),
        ('"amazon.nova-lite-v1:0"', "violated", "passed"),
        ('"us.amazon.nova-lite-v1:0"', "violated", "violated"),
        (f'"{ARN}:eu-west-1::foundation-model/{HAIKU}"', "passed", "passed"),
        (f'"{ARN}:us-east-1::foundation-model/{HAIKU}"', "passed", "violated"),
        (f'"{ARN}:eu-west-1:111122223333:inference-profile/us.{HAIKU}"', "passed", "violated"),
        (f'"{ARN}:eu-west-1:111122223333:inference-profile/eu.{HAIKU}"', "passed", "passed"),
        (f'"{ARN}:${{var.any}}::foundation-model/{HAIKU}"', "passed", "undetermined"),
        (f'"{ARN}:eu-west-1::foundation-model/${{var.any}}"', "undetermined", "passed"),
        (f'"${{var.any}}.{HAIKU}"', "passed", "undetermined"),
        ('"anthropic.${var.any}"', "passed", "passed"),
        ("var.any", "undetermined", "undetermined"),
        (f'var.any ? "{HAIKU}" : "meta.llama3-v1:0"', "undetermined", "passed"),
        ("aws_bedrock_inference_profile.p.arn", "not_applicable", "not_applicable"),
        (f'"{ARN}:us-east-1:111122223333:application-inference-profile/a1b2"', "not_applicable", "not_applicable"),
        (f'"{ARN}:us-east-1:111122223333:custom-model/{HAIKU}/a1b2"', "not_applicable", "not_applicable"),
        ("data.aws_bedrock_foundation_model.f.model_id", "undetermined", "undetermined"),
        ("null", "not_applicable", "not_applicable"),
    ],
)
def test_models_of_agents(tmp_path: Path, stated: str, approved: str, placed: str) -> None:
    text = (
        'variable "any" {}\n'
        'data "aws_bedrock_foundation_model" "f" {\nmodel_id = var.any\n}\n'
        f'resource "aws_bedrock_inference_profile" "p" {{\nmodel_source {{\ncopy_from = "{ARN}:eu-west-1::foundation-model/{HAIKU}"\n}}\n}}\n'
        f'resource "aws_bedrockagent_agent" "a" {{\nfoundation_model = {stated}\n}}'
    )
    estate = terraform(tmp_path, text)
    address = "aws_bedrockagent_agent.a"
    assert verdicts(USED, estate, CLAUDE)[address] == approved
    assert verdicts(PLACED, estate, EUROPE)[address] == placed


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (("anthropic.claude-3-*",), "passed"),
        (("eu.anthropic.*",), "passed"),
        (("us.anthropic.*",), "violated"),
        (("meta.*", "anthropic.claude-3-haiku*"), "passed"),
        (("*",), "passed"),
        (("claude*",), "violated"),
    ],
)
def test_patterns_fit_with_and_without_a_geography(tmp_path: Path, patterns: tuple[str, ...], expected: str) -> None:
    estate = terraform(tmp_path, f'resource "aws_bedrockagent_agent" "a" {{\nfoundation_model = "eu.{HAIKU}"\n}}')
    found = verdicts(USED, estate, Settings(approved_models=patterns))
    assert found == {"aws_bedrockagent_agent.a": expected}


@pytest.mark.parametrize(
    ("model", "regions", "expected"),
    [
        (f"eu.{HAIKU}", ("eu-central-1", "eu-west-1"), "violated"),
        (f"eu.{HAIKU}", ("eu-central-1", "eu"), "passed"),
        (f"global.{HAIKU}", ("global",), "passed"),
        (f"global.{HAIKU}", ("*",), "passed"),
        (f"us.{HAIKU}", ("us-*",), "passed"),
        (f"us-gov.{HAIKU}", ("us-gov-*",), "passed"),
        (f"us-gov.{HAIKU}", ("us-east-1",), "violated"),
        (f"apac.{HAIKU}", ("ap-southeast-2",), "violated"),
        (f"au.{HAIKU}", ("ap-southeast-*",), "passed"),
    ],
)
def test_a_geography_needs_all_that_it_may_lead_to(
    tmp_path: Path, model: str, regions: tuple[str, ...], expected: str
) -> None:
    estate = terraform(tmp_path, f'resource "aws_bedrockagent_agent" "a" {{\nfoundation_model = "{model}"\n}}')
    found = verdicts(PLACED, estate, Settings(approved_regions=regions))
    assert found == {"aws_bedrockagent_agent.a": expected}


LLAMA = "us.meta.llama3-v1:0"
LLAMA_ARN = f"{ARN}:us-east-1::foundation-model/meta.llama3-v1:0"
IN_TEMPLATES = {
    "Agent": {"FoundationModel": LLAMA},
    "Prompt": {"Variants": [{"Name": "a", "ModelId": HAIKU}, {"Name": "b", "ModelId": LLAMA}]},
    "Flow": {
        "Definition": {
            "Nodes": [
                {"Configuration": {"KnowledgeBase": {"ModelId": LLAMA}}},
                {"Configuration": {"Prompt": {"SourceConfiguration": {"Inline": {"ModelId": HAIKU}}}}},
            ]
        }
    },
    "KnowledgeBase": {
        "KnowledgeBaseConfiguration": {"VectorKnowledgeBaseConfiguration": {"EmbeddingModelArn": LLAMA_ARN}}
    },
    "DataSource": {
        "VectorIngestionConfiguration": {
            "ParsingConfiguration": {"BedrockFoundationModelConfiguration": {"ModelArn": LLAMA_ARN}}
        }
    },
    "ApplicationInferenceProfile": {"ModelSource": {"CopyFrom": LLAMA_ARN}},
}


@pytest.mark.parametrize("kind", IN_TEMPLATES)
def test_what_names_models_in_templates(tmp_path: Path, kind: str) -> None:
    properties = json.dumps(IN_TEMPLATES[kind])
    estate = cloudformation(tmp_path, f"It:\n  Type: AWS::Bedrock::{kind}\n  Properties: {properties}")
    assert verdicts(USED, estate, CLAUDE) == {"It": "violated"}
    assert verdicts(PLACED, estate, EUROPE) == {"It": "violated"}
    other = Settings(approved_models=("anthropic.*", "meta.*"), approved_regions=("us-*",))
    assert verdicts(USED, estate, other) == verdicts(PLACED, estate, other) == {"It": "passed"}


def test_prompts_of_an_agent_that_name_another_model(tmp_path: Path) -> None:
    override = {"PromptConfigurations": [{"PromptType": "ORCHESTRATION", "FoundationModel": LLAMA}]}
    properties = json.dumps({"FoundationModel": HAIKU, "PromptOverrideConfiguration": override})
    estate = cloudformation(tmp_path, f"It:\n  Type: AWS::Bedrock::Agent\n  Properties: {properties}")
    assert verdicts(USED, estate, CLAUDE) == {"It": "violated"}


IN_TERRAFORM = {
    "aws_bedrockagent_prompt": f'variant {{\nname = "a"\nmodel_id = "{LLAMA}"\n}}',
    "aws_bedrockagent_flow": 'definition {\nnode {\nname = "n"\nconfiguration {\nprompt {\nsource_configuration {\n'
    f'inline {{\nmodel_id = "{LLAMA}"\n}}\n}}\n}}\n}}\n}}\n}}',
    "aws_bedrockagent_knowledge_base": "knowledge_base_configuration {\nvector_knowledge_base_configuration {\n"
    f'embedding_model_arn = "{LLAMA_ARN}"\n}}\n}}',
    "aws_bedrockagent_data_source": "vector_ingestion_configuration {\nparsing_configuration {\n"
    f'bedrock_foundation_model_configuration {{\nmodel_arn = "{LLAMA_ARN}"\n}}\n}}\n}}',
    "aws_bedrock_inference_profile": f'model_source {{\ncopy_from = "{LLAMA_ARN}"\n}}',
    "aws_bedrock_provisioned_model_throughput": f'model_arn = "{LLAMA_ARN}"',
    "aws_bedrock_custom_model": f'base_model_identifier = "{LLAMA_ARN}"',
}


@pytest.mark.parametrize("kind", IN_TERRAFORM)
def test_what_names_models_in_terraform(tmp_path: Path, kind: str) -> None:
    estate = terraform(tmp_path, f'resource "{kind}" "it" {{\n{IN_TERRAFORM[kind]}\n}}')
    assert verdicts(USED, estate, CLAUDE) == {f"{kind}.it": "violated"}
    assert verdicts(PLACED, estate, EUROPE) == {f"{kind}.it": "violated"}


IN_ACCOUNTS: dict[str, dict[str, Any]] = {
    "AWS::Bedrock::Agent": {"foundationModel": LLAMA},
    "AWS::Bedrock::Prompt": {"variants": [{"name": "a", "modelId": LLAMA}]},
    "AWS::Bedrock::Flow": {"definition": {"nodes": [{"configuration": {"knowledgeBase": {"modelId": LLAMA}}}]}},
    "AWS::Bedrock::ApplicationInferenceProfile": {"models": [{"modelArn": LLAMA_ARN}]},
    "bedrock:CustomModel": {"baseModelArn": LLAMA_ARN},
    "bedrock:CustomizationJob": {"baseModelArn": LLAMA_ARN},
    "bedrock:EvaluationJob": {"inferenceConfig": {"models": [{"bedrockModel": {"modelIdentifier": LLAMA_ARN}}]}},
    "bedrock:ProvisionedThroughput": {"foundationModelArn": LLAMA_ARN},
    "bedrock:InvocationJob": {"modelId": LLAMA_ARN},
    "AWS::BedrockAgentCore::Harness": {"model": {"bedrockModelConfig": {"modelId": LLAMA}}},
}


@pytest.mark.parametrize("kind", IN_ACCOUNTS)
def test_what_names_models_in_accounts(kind: str) -> None:
    estate = [live(kind, "it", **IN_ACCOUNTS[kind])]
    assert verdicts(USED, estate, CLAUDE) == {"it": "violated"}
    assert verdicts(PLACED, estate, EUROPE) == {"it": "violated"}


@pytest.mark.parametrize("provider", ["openAi", "gemini", "liteLlm"])
def test_a_harness_that_asks_another_provider(tmp_path: Path, provider: str) -> None:
    """What it names is the whole id of a model; where that answers, nobody tells."""
    harness = live("AWS::BedrockAgentCore::Harness", "it", model={f"{provider}ModelConfig": {"modelId": "gpt-5"}})
    assert verdicts(USED, [harness], CLAUDE) == {"it": "violated"}
    assert verdicts(USED, [harness], Settings(approved_models=("gpt-*",))) == {"it": "passed"}
    assert verdicts(PLACED, [harness], EUROPE) == {"it": "not_applicable"}
    named = f"{provider[0].upper()}{provider[1:]}ModelConfig: {{ModelId: gpt-5}}"
    text = f"It: {{Type: AWS::BedrockAgentCore::Harness, Properties: {{Model: {{{named}}}}}}}"
    assert verdicts(USED, cloudformation(tmp_path, text), CLAUDE) == {"It": "violated"}


def test_models_of_managed_knowledge_bases_and_of_steps_in_loops() -> None:
    managed = {"managedKnowledgeBaseConfiguration": {"embeddingModelArn": LLAMA_ARN}}
    base = live("AWS::Bedrock::KnowledgeBase", "base", knowledgeBaseConfiguration=managed)
    step = {"configuration": {"knowledgeBase": {"modelId": LLAMA}}}
    loop = {"configuration": {"loop": {"definition": {"nodes": [step]}}}}
    flow = live("AWS::Bedrock::Flow", "flow", definition={"nodes": [loop]})
    assert verdicts(USED, [base, flow], CLAUDE) == {"base": "violated", "flow": "violated"}


def allowing(*statements: dict[str, Any]) -> str:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return f"It:\n  Type: AWS::IAM::ManagedPolicy\n  Properties: {{PolicyDocument: {document}}}"


def allow(*resources: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": list(resources), **more}


ONLY_CLAUDE = {
    "Effect": "Deny",
    "Action": "bedrock:InvokeModel*",
    "NotResource": f"{ARN}:*::foundation-model/anthropic.*",
}
THROUGH = {
    "Condition": {"StringEquals": {"bedrock:InferenceProfileArn": f"{ARN}:eu-west-1:1:inference-profile/us.{HAIKU}"}}
}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow(f"{ARN}:*::foundation-model/{HAIKU}")], "passed"),
        ([allow(f"{ARN}:*::foundation-model/anthropic.*")], "passed"),
        ([allow(f"{ARN}:*:*:inference-profile/us.anthropic.*")], "passed"),
        ([allow(f"{ARN}:*:*:inference-profile/*.anthropic.*")], "passed"),
        ([allow(f"{ARN}:*::foundation-model/*")], "violated"),
        ([allow(f"{ARN}:*::foundation-model/a*")], "violated"),
        ([allow(f"{ARN}:*:*:*")], "violated"),
        ([allow("*")], "violated"),
        ([allow(f"{ARN}:*::foundation-model/{HAIKU}", f"{ARN}:*::foundation-model/meta.*")], "violated"),
        ([allow(f"{ARN}:*:111122223333:application-inference-profile/a1")], "passed"),
        ([allow("*"), ONLY_CLAUDE], "passed"),
        ([allow("*"), {**ONLY_CLAUDE, "NotResource": f"{ARN}:*::foundation-model/meta.*"}], "violated"),
        ([allow("*"), {**ONLY_CLAUDE, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}], "violated"),
        ([allow("*", **THROUGH)], "passed"),
        ([{"Effect": "Allow", "Action": "bedrock:*", "NotResource": f"{ARN}:*::foundation-model/meta.*"}], "violated"),
        ([{"Effect": "Allow", "Action": "bedrock:ListFoundationModels", "Resource": "*"}], "not_applicable"),
        ([{"Effect": "Allow", "Action": "sagemaker:InvokeEndpoint", "Resource": "*"}], "not_applicable"),
        ([{"Effect": "Deny", "Action": "bedrock:InvokeModel", "Resource": "*"}], "not_applicable"),
    ],
)
def test_policies_allow_only_approved_models(tmp_path: Path, statements: list[dict[str, Any]], expected: str) -> None:
    estate = cloudformation(tmp_path, allowing(*statements))
    assert verdicts(ALLOWED, estate, CLAUDE) == {"It": expected}
    assert verdicts(ALLOWED, estate) == {"It": "not_applicable"}


def test_whatever_is_approved_may_be_allowed(tmp_path: Path) -> None:
    estate = cloudformation(tmp_path, allowing(allow("*")))
    assert verdicts(ALLOWED, estate, Settings(approved_models=("*",))) == {"It": "passed"}


def test_a_model_that_is_not_known_leaves_a_policy_undetermined(tmp_path: Path) -> None:
    text = (
        'variable "model" {}\nresource "aws_iam_policy" "p" {\npolicy = jsonencode({ Statement = [{ Effect = "Allow", '
        f'Action = "bedrock:InvokeModel", Resource = "{ARN}:us-east-1::foundation-model/${{var.model}}" }}] }})\n}}'
    )
    assert verdicts(ALLOWED, terraform(tmp_path, text), CLAUDE) == {"aws_iam_policy.p": "undetermined"}


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ('region = "eu-west-1"', "passed"),
        ('region = "us-east-1"', "violated"),
        ("region = var.any", "undetermined"),
        ("", "not_applicable"),
    ],
)
def test_regions_that_terraform_states(tmp_path: Path, region: str, expected: str) -> None:
    text = f'variable "any" {{}}\nresource "aws_bedrock_guardrail" "g" {{\nname = "g"\n{region}\n}}'
    assert verdicts(REGION, terraform(tmp_path, text), EUROPE) == {"aws_bedrock_guardrail.g": expected}


def test_templates_do_not_tell_a_region(tmp_path: Path) -> None:
    estate = cloudformation(tmp_path, "It:\n  Type: AWS::Bedrock::Guardrail\n  Properties: {Name: it}")
    assert verdicts(REGION, estate, EUROPE) == {"It": "not_applicable"}


def scp(*regions: str, targets: bool = True, **more: Any) -> Declaration:
    statement = {
        "Effect": "Deny",
        "Action": ["bedrock:*", "sagemaker:*", "bedrock-agentcore:*"],
        "Resource": "*",
        **({"Condition": {"StringNotEquals": {"aws:RequestedRegion": list(regions)}}} if regions else {}),
        **more,
    }
    name = "-".join(regions) or "none"
    return live(
        "AWS::Organizations::Policy",
        name,
        Type="SERVICE_CONTROL_POLICY",
        Content=json.dumps({"Statement": [statement]}),
        ListTargetsForPolicy={"Targets": [{"TargetId": "r-1"}] if targets else []},
    )


PATTERN: dict[str, Any] = {"Condition": {"StringNotLike": {"aws:RequestedRegion": "eu-*"}}}


@pytest.mark.parametrize(
    ("estate", "expected"),
    [
        ([scp("eu-west-1", "eu-central-1")], {"eu-west-1-eu-central-1": "passed"}),
        ([scp("eu-west-1", "us-east-1")], {"eu-west-1-us-east-1": "violated"}),
        ([scp("eu-west-1", "unspecified")], {"eu-west-1-unspecified": "violated"}),
        ([scp(**PATTERN)], {"none": "passed"}),
        ([scp()], {"none": "not_applicable"}),
        ([scp("us-east-1", Resource="arn:aws:bedrock:*:*:guardrail/*")], {"us-east-1": "not_applicable"}),
        ([scp("us-east-1", "eu-west-1"), scp("eu-west-1")], {"us-east-1-eu-west-1": "passed", "eu-west-1": "passed"}),
        (
            [scp("us-east-1", "eu-west-1"), scp("eu-west-1", targets=False)],
            {"us-east-1-eu-west-1": "violated", "eu-west-1": "passed"},
        ),
        ([scp("us-east-1"), scp()], {"us-east-1": "passed", "none": "not_applicable"}),
    ],
)
def test_regions_that_service_control_policies_leave(estate: list[Declaration], expected: dict[str, str]) -> None:
    assert verdicts(LEFT, estate, EUROPE) == expected
    assert set(verdicts(LEFT, estate).values()) == {"not_applicable"}


@pytest.mark.parametrize(
    ("name", "value", "approved", "placed"),
    [
        ("MODEL_ID", f'"{HAIKU}"', "passed", "passed"),
        ("MODEL_ID", '"meta.llama3-1-8b-instruct-v1:0"', "violated", "passed"),
        ("CHAT", '"us.meta.llama3-1-8b-instruct-v1:0"', "violated", "violated"),
        ("ANY", f'"{LLAMA_ARN}"', "violated", "violated"),
        ("MODEL_ID", '"eu.${var.any}"', "undetermined", "undetermined"),
        ("MODEL_URL", '"https://${var.any}/v1"', "not_applicable", "not_applicable"),
        ("MODEL_ID", f'"${{var.any}}.{HAIKU}"', "passed", "undetermined"),
        ("MODEL_ID", "var.any", "undetermined", "undetermined"),
        ("LEVEL", "var.any", "not_applicable", "not_applicable"),
        ("MODEL_ARN", "aws_kms_key.p.arn", "not_applicable", "not_applicable"),
        ("URL", '"amazon.com"', "not_applicable", "not_applicable"),
        ("MODEL", '"s3://models/anthropic.claude-3"', "not_applicable", "not_applicable"),
    ],
)
def test_models_that_code_is_told(tmp_path: Path, name: str, value: str, approved: str, placed: str) -> None:
    text = (
        'variable "any" {}\nresource "aws_kms_key" "p" {}\nresource "aws_lambda_function" "f" {\n'
        f'environment {{\nvariables = {{ LEVEL = "info", {name} = {value} }}\n}}\n}}'
    )
    estate = terraform(tmp_path, text)
    assert verdicts(USED, estate, CLAUDE) == {"aws_lambda_function.f": approved}
    assert verdicts(PLACED, estate, EUROPE) == {"aws_lambda_function.f": placed}


def test_variables_that_may_be_any_are_no_pass(tmp_path: Path) -> None:
    text = 'variable "any" {}\nresource "aws_lambda_function" "f" {\nenvironment {\nvariables = var.any\n}\n}'
    assert verdicts(USED, terraform(tmp_path, text), CLAUDE) == {"aws_lambda_function.f": "undetermined"}


def test_models_that_code_is_told_are_known_where_values_are_masked() -> None:
    def function(value: Any) -> list[Declaration]:
        return [live("AWS::Lambda::Function", "f", Environment={"Variables": {"MODEL_ID": value}})]

    def masked(text: str) -> Masked:
        return Masked(reason="sensitive value", is_set=True, holds=what_it_holds("MODEL_ID", text))

    for model, expected in ((HAIKU, "passed"), (LLAMA_ARN, "violated")):
        plain, hidden = verdicts(USED, function(model), CLAUDE), verdicts(USED, function(masked(model)), CLAUDE)
        assert plain == hidden == {"f": expected}
        assert secrets_of(what_it_holds("MODEL_ID", model)) == []


def test_versions_that_endpoints_of_an_account_keep_to() -> None:
    """They go on asking what they were told to ask, whatever the newest is told."""
    told = {"MODEL_ID": LLAMA}
    runtime = live("bedrock-agentcore-control:RuntimeVersion", "r", environmentVariables=told)
    named = {"bedrockModelConfig": {"modelId": LLAMA}}
    harness = live("bedrock-agentcore-control:HarnessVersion", "h", model=named)
    assert verdicts(USED, [runtime, harness], CLAUDE) == {"r": "violated", "h": "violated"}
    assert verdicts(PLACED, [runtime, harness], EUROPE) == {"r": "violated", "h": "violated"}
