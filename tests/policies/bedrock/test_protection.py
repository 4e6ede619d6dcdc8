"""What guardrails stop, by whose keys Bedrock encrypts, and which version agents use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore import session

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

STOPS = "guardrail_stops_secrets_and_personal_data"
VERSION = "agent_uses_a_published_guardrail_version"
ONE = Settings(guardrail_entities=("PASSWORD",))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('action = "BLOCK"', "passed"),
        ('action = "ANONYMIZE"', "passed"),
        ('action = "NONE"', "violated"),
        ('action = "NONE"\ninput_action = "BLOCK"\noutput_action = "ANONYMIZE"', "passed"),
        ('action = "BLOCK"\noutput_action = "NONE"', "violated"),
        ('action = "BLOCK"\ninput_enabled = false', "violated"),
        ("action = var.elsewhere", "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_bedrock_guardrail" "g" {{
      name = "g"
      sensitive_information_policy_config {{
        pii_entities_config {{
          type = "PASSWORD"
          {stated}
        }}
      }}
    }}
    """
    estate = terraform(tmp_path, text)
    assert verdicts(STOPS, estate, ONE) == {"aws_bedrock_guardrail.g": expected}
    assert verdicts(STOPS, estate)["aws_bedrock_guardrail.g"] != "passed"


@pytest.mark.parametrize(("action", "expected"), [("BLOCK", "passed"), ("NONE", "violated")])
def test_cloudformation(tmp_path: Path, action: str, expected: str) -> None:
    text = f"""
    Guardrail:
      Type: AWS::Bedrock::Guardrail
      Properties:
        SensitiveInformationPolicyConfig: {{PiiEntitiesConfig: [{{Type: PASSWORD, Action: {action}}}]}}
    """
    assert verdicts(STOPS, cloudformation(tmp_path, text), ONE) == {"Guardrail": expected}


PATIENTS = ("US_SOCIAL_SECURITY_NUMBER", "CA_HEALTH_NUMBER", "UK_NATIONAL_HEALTH_SERVICE_NUMBER")
SECRETS = ("AWS_ACCESS_KEY", "AWS_SECRET_KEY", "PASSWORD", "CREDIT_DEBIT_CARD_NUMBER")


@pytest.mark.parametrize(
    ("kinds", "expected"), [(SECRETS, "violated"), (PATIENTS, "violated"), (SECRETS + PATIENTS, "passed")]
)
def test_secrets_and_numbers_of_patients_are_the_default(kinds: tuple[str, ...], expected: str) -> None:
    entities = [{"type": kind, "action": "BLOCK"} for kind in kinds]
    estate = [live("AWS::Bedrock::Guardrail", "g", sensitiveInformationPolicy={"piiEntities": entities})]
    assert verdicts(STOPS, estate) == {"g": expected}


def test_the_default_names_what_bedrock_knows() -> None:
    model: Any = session.get_session().get_service_model("bedrock")
    assert set(Settings().guardrail_entities) <= set(model.shape_for("GuardrailPiiEntityType").enum)


def test_account() -> None:
    entities = [{"type": "PASSWORD", "action": "BLOCK"}]
    estate = [live("AWS::Bedrock::Guardrail", "g", sensitiveInformationPolicy={"piiEntities": entities})]
    assert verdicts(STOPS, estate, ONE) == {"g": "passed"}
    assert verdicts(STOPS, estate) == {"g": "violated"}


KEYS = [
    ("guardrail_is_encrypted_with_a_customer_managed_key", "aws_bedrock_guardrail", "kms_key_arn"),
    ("agent_is_encrypted_with_a_customer_managed_key", "aws_bedrockagent_agent", "customer_encryption_key_arn"),
    ("custom_model_is_encrypted_with_a_customer_managed_key", "aws_bedrock_custom_model", "custom_model_kms_key_id"),
    ("agent_gateway_is_encrypted_with_a_customer_managed_key", "aws_bedrockagentcore_gateway", "kms_key_arn"),
]


@pytest.mark.parametrize(("policy", "kind", "attribute"), KEYS)
@pytest.mark.parametrize(
    ("key", "expected"),
    [("aws_kms_key.k.arn", "passed"), ("null", "violated"), ("var.elsewhere", "undetermined")],
)
def test_keys(tmp_path: Path, policy: str, kind: str, attribute: str, key: str, expected: str) -> None:
    text = (
        f'variable "elsewhere" {{}}\nresource "aws_kms_key" "k" {{}}\nresource "{kind}" "r" {{\n{attribute} = {key}\n}}'
    )
    assert verdicts(policy, terraform(tmp_path, text)) == {f"{kind}.r": expected}


@pytest.mark.parametrize(
    ("policy", "kind", "attribute"),
    [
        ("guardrail_is_encrypted_with_a_customer_managed_key", "Bedrock::Guardrail", "KmsKeyArn"),
        ("agent_is_encrypted_with_a_customer_managed_key", "Bedrock::Agent", "CustomerEncryptionKeyArn"),
        ("agent_gateway_is_encrypted_with_a_customer_managed_key", "BedrockAgentCore::Gateway", "KmsKeyArn"),
    ],
)
def test_keys_in_templates(tmp_path: Path, policy: str, kind: str, attribute: str) -> None:
    text = "Key: {Type: AWS::KMS::Key}\nIt:\n  Type: AWS::%s\n  Properties: {Name: a%s}"
    with_key = cloudformation(tmp_path, text % (kind, f", {attribute}: !GetAtt Key.Arn"))
    assert verdicts(policy, with_key) == {"It": "passed"}
    assert verdicts(policy, cloudformation(tmp_path, text % (kind, ""))) == {"It": "violated"}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ('"1"', "passed"),
        ("aws_bedrock_guardrail_version.v.version", "passed"),
        ("aws_bedrock_guardrail.g.version", "violated"),
        ('"DRAFT"', "violated"),
        ("var.elsewhere", "undetermined"),
        ("null", "violated"),
    ],
)
def test_versions(tmp_path: Path, version: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_bedrock_guardrail" "g" {{ name = "g" }}
    resource "aws_bedrock_guardrail_version" "v" {{ guardrail_arn = aws_bedrock_guardrail.g.guardrail_arn }}
    resource "aws_bedrockagent_agent" "a" {{
      guardrail_configuration {{
        guardrail_identifier = aws_bedrock_guardrail.g.guardrail_id
        guardrail_version    = {version}
      }}
    }}
    """
    assert verdicts(VERSION, terraform(tmp_path, text)) == {"aws_bedrockagent_agent.a": expected}


def test_the_version_that_a_guardrail_tells_is_the_draft(tmp_path: Path) -> None:
    text = """
    Guardrail: {Type: AWS::Bedrock::Guardrail, Properties: {Name: g}}
    Agent:
      Type: AWS::Bedrock::Agent
      Properties:
        GuardrailConfiguration:
          GuardrailIdentifier: !GetAtt Guardrail.GuardrailId
          GuardrailVersion: !GetAtt Guardrail.Version
    """
    assert verdicts(VERSION, cloudformation(tmp_path, text)) == {"Agent": "violated"}


def test_an_agent_without_a_guardrail_has_no_version_of_it(tmp_path: Path) -> None:
    text = "Agent: {Type: AWS::Bedrock::Agent, Properties: {AgentName: a}}"
    assert verdicts(VERSION, cloudformation(tmp_path, text)) == {"Agent": "not_applicable"}


def test_what_an_alias_serves_needs_a_guardrail_too() -> None:
    policy = "agent_has_a_guardrail"
    guarded = {"guardrailIdentifier": "g", "guardrailVersion": "1"}
    agent = live("AWS::Bedrock::Agent", "arn:a", agentId="a", guardrailConfiguration=guarded)
    alias = live("AWS::Bedrock::AgentAlias", "a/x", agentId="a", routingConfiguration=[{"agentVersion": "1"}])
    old = live("bedrock-agent:AgentVersion", "a/1", agentId="a", agentVersion="1")
    new = live("bedrock-agent:AgentVersion", "a/2", agentId="a", agentVersion="2", guardrailConfiguration=guarded)
    assert verdicts(policy, [agent, alias, old, new]) == {"arn:a": "violated"}
    moved = live("AWS::Bedrock::AgentAlias", "a/x", agentId="a", routingConfiguration=[{"agentVersion": "2"}])
    assert verdicts(policy, [agent, moved, old, new]) == {"arn:a": "passed"}


@pytest.mark.parametrize(("served", "expected"), [("DRAFT", "violated"), ("3", "passed")])
def test_what_an_alias_serves_uses_published_versions_too(served: str, expected: str) -> None:
    def guarded(version: str) -> dict[str, str]:
        return {"guardrailIdentifier": "g", "guardrailVersion": version}

    agent = live("AWS::Bedrock::Agent", "arn:a", agentId="a", guardrailConfiguration=guarded("1"))
    bare = live("AWS::Bedrock::Agent", "arn:a", agentId="a")
    alias = live("AWS::Bedrock::AgentAlias", "a/x", agentId="a", routingConfiguration=[{"agentVersion": "1"}])
    old = live(
        "bedrock-agent:AgentVersion", "a/1", agentId="a", agentVersion="1", guardrailConfiguration=guarded(served)
    )
    new = live("bedrock-agent:AgentVersion", "a/2", agentId="a", agentVersion="2", guardrailConfiguration=guarded("2"))
    assert verdicts(VERSION, [agent, alias, old, new]) == {"arn:a": expected}
    assert verdicts(VERSION, [bare, alias, old, new]) == {"arn:a": expected}
    assert verdicts(VERSION, [bare, old]) == {"arn:a": "not_applicable"}


ATTACKS = "guardrail_blocks_prompt_attacks_at_high_strength"


@pytest.mark.parametrize(
    ("modalities", "expected"),
    [(None, "passed"), (["TEXT"], "passed"), (["TEXT", "IMAGE"], "passed"), (["IMAGE"], "violated")],
)
def test_a_filter_of_images_only_lets_texts_pass(tmp_path: Path, modalities: list[str] | None, expected: str) -> None:
    stated = {} if modalities is None else {"inputModalities": modalities}
    attacks = {"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE", **stated}
    guardrail = live("AWS::Bedrock::Guardrail", "g", contentPolicy={"filters": [attacks]})
    assert verdicts(ATTACKS, [guardrail]) == {"g": expected}
    said = "" if modalities is None else f"input_modalities = {modalities}".replace("'", '"')
    text = f"""
    resource "aws_bedrock_guardrail" "g" {{
      content_policy_config {{
        filters_config {{
          type           = "PROMPT_ATTACK"
          input_strength = "HIGH"
          {said}
        }}
      }}
    }}
    """
    assert verdicts(ATTACKS, terraform(tmp_path, text)) == {"aws_bedrock_guardrail.g": expected}
