"""Keys of other providers in definitions of models, their domains behind firewalls, and what organizations deny."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

KEYS = "model_definition_has_no_keys_of_other_model_providers"
DOMAINS = "firewall_allows_no_other_model_providers"
ATTACHED = "service_control_policy_about_models_is_attached"
DENIED = "organization_denies_unapproved_services"

MODEL = """
    variable "later" {}
    resource "aws_sagemaker_model" "m" {
      primary_container {
        environment = %s
      }
    }
"""
RUNTIME = 'variable "later" {}\nresource "aws_bedrockagentcore_agent_runtime" "m" {\nenvironment_variables = %s\n}'


@pytest.mark.parametrize("text", [MODEL, RUNTIME])
@pytest.mark.parametrize(
    ("variables", "approved", "expected"),
    [
        ('{ OPENAI_API_KEY = "x" }', (), "violated"),
        ('{ OPENAI_API_KEY = "x" }', ("openai",), "passed"),
        ('{ HF_TOKEN = var.later, LOG_LEVEL = "x" }', (), "violated"),
        ('{ HF_TOKEN = null, OPENAI_API_KEY = "" }', (), "passed"),
        ('{ LOG_LEVEL = "x" }', (), "passed"),
        ("{}", (), "passed"),
        ("var.later", (), "undetermined"),
    ],
)
def test_keys(tmp_path: Path, text: str, variables: str, approved: tuple[str, ...], expected: str) -> None:
    found = verdicts(KEYS, terraform(tmp_path, text % variables), Settings(approved_providers=approved))
    assert list(found.values()) == [expected]


def test_keys_in_templates_and_accounts(tmp_path: Path) -> None:
    text = "M:\n  Type: AWS::SageMaker::Model\n  Properties: {Containers: [{Environment: {GROQ_API_KEY: x}}]}\n"
    assert verdicts(KEYS, cloudformation(tmp_path, text)) == {"M": "violated"}
    job = live("AWS::SageMaker::TrainingJob", "arn:j", TrainingJobArn="arn:j", Environment={"MISTRAL_API_KEY": "x"})
    assert set(verdicts(KEYS, [job]).values()) <= {"violated"}


RULES = """
    variable "later" {}
    resource "aws_networkfirewall_rule_group" "g" {
      name = "g"
      rule_group {
        rules_source {
          %s
        }
      }
    }
"""


def listed(kind: str, *targets: str) -> str:
    return f'rules_source_list {{\ngenerated_rules_type = "{kind}"\ntargets = [{", ".join(targets)}]\n}}'


@pytest.mark.parametrize(
    ("stated", "approved", "expected"),
    [
        (listed("ALLOWLIST", '"packages.example.com"'), (), "passed"),
        (listed("ALLOWLIST", '"api.openai.com"'), (), "violated"),
        (listed("ALLOWLIST", '".openai.com"'), (), "violated"),
        (listed("ALLOWLIST", '"notopenai.com"'), (), "passed"),
        (listed("ALLOWLIST", '"east.openai.azure.com"'), (), "violated"),
        (listed("ALLOWLIST", '"api.openai.com"'), ("openai",), "passed"),
        (listed("DENYLIST", '"api.openai.com"'), (), "not_applicable"),
        (listed("ALLOWLIST", '"packages.example.com"', "var.later"), (), "undetermined"),
        ('rules_string = "pass tls"', (), "undetermined"),
    ],
)
def test_domains(tmp_path: Path, stated: str, approved: tuple[str, ...], expected: str) -> None:
    found = verdicts(DOMAINS, terraform(tmp_path, RULES % stated), Settings(approved_providers=approved))
    assert found == {"aws_networkfirewall_rule_group.g": expected}


PASS = 'pass tls any any -> any 443 (tls.sni; content:\\"%s\\"; endswith; sid:1;)'


def given(action: str, host: str) -> str:
    options = f'rule_option {{\nkeyword = "tls.sni"\n}}\nrule_option {{\nkeyword = "content"\nsettings = [{host}]\n}}'
    return f'stateful_rule {{\naction = "{action}"\n{options}\n}}'


@pytest.mark.parametrize(
    ("stated", "approved", "expected"),
    [
        (f'rules_string = "{PASS % "api.openai.com"}"', (), "violated"),
        (f'rules_string = "{PASS % "api.openai.com"}"', ("openai",), "passed"),
        (f'rules_string = "{PASS % "packages.example.com"}"', (), "passed"),
        (f'rules_string = "{PASS % "api.openai.com"}"'.replace("pass", "drop"), (), "not_applicable"),
        ('rules_string = "# nothing yet"', (), "not_applicable"),
        (f'rules_string = "{PASS % "api.openai.com"}\\n${{var.later}}"', (), "violated"),
        (f'rules_string = "{PASS % "packages.example.com"}\\n${{var.later}}"', (), "undetermined"),
        ("rules_string = var.later", (), "undetermined"),
        (given("PASS", '"\\"api.cohere.com\\""'), (), "violated"),
        (given("PASS", '"\\"packages.example.com\\""'), (), "passed"),
        (given("PASS", "var.later"), (), "undetermined"),
        (given("DROP", '"\\"api.cohere.com\\""'), (), "not_applicable"),
    ],
)
def test_written_rules(tmp_path: Path, stated: str, approved: tuple[str, ...], expected: str) -> None:
    found = verdicts(DOMAINS, terraform(tmp_path, RULES % stated), Settings(approved_providers=approved))
    assert found == {"aws_networkfirewall_rule_group.g": expected}


def test_domains_in_templates_and_accounts(tmp_path: Path) -> None:
    inner = "{RulesSource: {RulesSourceList: {GeneratedRulesType: ALLOWLIST, Targets: [huggingface.co]}}}"
    text = f"G:\n  Type: AWS::NetworkFirewall::RuleGroup\n  Properties: {{RuleGroup: {inner}}}\n"
    assert verdicts(DOMAINS, cloudformation(tmp_path, text)) == {"G": "violated"}
    source = {"RulesSourceList": {"GeneratedRulesType": "ALLOWLIST", "Targets": ["packages.example.com"]}}
    told = live("AWS::NetworkFirewall::RuleGroup", "arn:g", Arn="arn:g", RuleGroup={"RulesSource": source})
    assert verdicts(DOMAINS, [told]) == {"arn:g": "passed"}


def scp(action: str, more: str = "") -> str:
    return f"""
    variable "later" {{}}
    resource "aws_organizations_policy" "p" {{
      name    = "p"
      content = jsonencode({{ Statement = [{{ Effect = "Deny", Action = [{action}], Resource = "*" {more} }}] }})
    }}
    """


ATTACHMENT = 'resource "aws_organizations_policy_attachment" "a" {\npolicy_id = %s\ntarget_id = "r-1"\n}'
OF_REGIONS = ', Condition = { StringNotEquals = { "aws:RequestedRegion" = "eu-west-1" } }'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (scp('"bedrock:*"'), "violated"),
        (scp('"bedrock:DeleteGuardrail"'), "violated"),
        (scp('"s3:*"'), "not_applicable"),
        (scp('"bedrock:*"') + ATTACHMENT % "aws_organizations_policy.p.id", "passed"),
        (scp('"bedrock:*"') + ATTACHMENT % '"p-other"', "violated"),
        (scp('"bedrock:*"') + ATTACHMENT % "var.later", "undetermined"),
    ],
)
def test_attachments(tmp_path: Path, text: str, expected: str) -> None:
    assert verdicts(ATTACHED, terraform(tmp_path, text)) == {"aws_organizations_policy.p": expected}


@pytest.mark.parametrize(
    ("text", "services", "expected"),
    [
        (scp('"q:*"'), (), "not_applicable"),
        (scp('"q:*"'), ("q",), "passed"),
        (scp('"q:*"'), ("q", "rekognition"), "violated"),
        (scp('"q:*", "rekognition:*"'), ("q", "rekognition"), "passed"),
        (scp('"q:*"', OF_REGIONS), ("q",), "violated"),
        (scp("var.later"), ("q",), "undetermined"),
    ],
)
def test_services(tmp_path: Path, text: str, services: tuple[str, ...], expected: str) -> None:
    found = verdicts(DENIED, terraform(tmp_path, text), Settings(unapproved_services=services))
    assert found == {"aws_organizations_policy.p": expected}


def test_organizations_in_templates_and_accounts(tmp_path: Path) -> None:
    statement = "{Statement: [{Effect: Deny, Action: 'q:*', Resource: '*'}]}"
    text = f"P:\n  Type: AWS::Organizations::Policy\n  Properties: {{Type: SERVICE_CONTROL_POLICY, Content: {statement}}}\n"
    estate, one = cloudformation(tmp_path, text), Settings(unapproved_services=("q",))
    assert verdicts(ATTACHED, estate) == {"P": "violated"}
    assert verdicts(DENIED, estate, one) == {"P": "passed"}
    content = '{"Statement": [{"Effect": "Deny", "Action": "bedrock:*", "Resource": "*"}]}'
    told = live(
        "AWS::Organizations::Policy",
        "arn:p",
        Id="p",
        Type="SERVICE_CONTROL_POLICY",
        Content=content,
        ListTargetsForPolicy={"Targets": [{"TargetId": "r-1"}]},
    )
    assert verdicts(ATTACHED, [told]) == {"arn:p": "passed"}
    assert verdicts(DENIED, [told], one) == {"arn:p": "violated"}


@pytest.mark.parametrize(
    ("name", "approved", "expected"),
    [
        ('"prod/openai-api-key"', (), "violated"),
        ('"prod/openai/api-key"', (), "violated"),
        ('"HF_TOKEN"', (), "violated"),
        ('"prod-openai-api-key"', (), "violated"),
        ('"openai-api-key-prod"', (), "violated"),
        ('"/chat/huggingfacehub_api_token"', (), "violated"),
        ('"azure-openai-key"', ("azure_openai",), "passed"),
        ('"${var.later}/openai-api-key"', (), "violated"),
        ('"${var.later}/database"', (), "undetermined"),
        ('"monkey"', (), "passed"),
        ('"prod/openai-api-key"', ("openai",), "passed"),
        ('"prod/chat/database"', (), "passed"),
        ("null", (), "not_applicable"),
        ("var.later", (), "undetermined"),
    ],
)
def test_names_of_secrets(tmp_path: Path, name: str, approved: tuple[str, ...], expected: str) -> None:
    policy, given = "secret_is_no_key_of_another_model_provider", Settings(approved_providers=approved)
    text = f'variable "later" {{}}\nresource "aws_secretsmanager_secret" "s" {{\nname = {name}\n}}'
    assert verdicts(policy, terraform(tmp_path, text), given) == {"aws_secretsmanager_secret.s": expected}
    kept = text.replace("aws_secretsmanager_secret", "aws_ssm_parameter")
    assert verdicts(policy, terraform(tmp_path, kept), given) == {"aws_ssm_parameter.s": expected}
    if name.startswith('"') and "$" not in name:
        template = f"S: {{Type: AWS::SecretsManager::Secret, Properties: {{Name: {name}}}}}"
        assert verdicts(policy, cloudformation(tmp_path, template), given) == {"S": expected}
        told = live("AWS::SecretsManager::Secret", "arn:s", ARN="arn:s", Name=name.strip('"'))
        assert verdicts(policy, [told], given) == {"arn:s": expected}
        template = f"S: {{Type: AWS::SSM::Parameter, Properties: {{Name: {name}}}}}"
        assert verdicts(policy, cloudformation(tmp_path, template), given) == {"S": expected}
        told = live("AWS::SSM::Parameter", "s", Name=name.strip('"'))
        assert verdicts(policy, [told], given) == {"s": expected}
