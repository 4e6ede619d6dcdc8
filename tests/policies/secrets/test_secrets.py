"""Secrets of the AI estate: which these are, and how they are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

ROTATES = "ai_secret_rotates"
KEY = "ai_secret_is_encrypted_with_a_customer_managed_key"
OPEN = "ai_secret_is_not_open_to_everybody"
SECRET = """
    variable "elsewhere" {}
    resource "aws_kms_key" "own" {}
    resource "aws_secretsmanager_secret" "s" { name = "search" }
    resource "aws_secretsmanager_secret" "other" { name = "billing" }
"""


def role(resource: str, action: str = "secretsmanager:GetSecretValue", effect: str = "Allow") -> str:
    statement = f'{{ Effect = "{effect}", Action = "{action}", Resource = {resource} }}'
    return f"""
    resource "aws_sagemaker_notebook_instance" "n" {{ role_arn = aws_iam_role.r.arn }}
    resource "aws_iam_role" "r" {{ name = "r" }}
    resource "aws_iam_role_policy" "p" {{
      role   = aws_iam_role.r.name
      policy = jsonencode({{ Statement = [{statement}] }})
    }}
    """


def task(value: str) -> str:
    return f"""
    resource "aws_ecs_task_definition" "t" {{
      container_definitions = jsonencode([{{
        image   = "vllm/vllm-openai:1"
        secrets = [{{ name = "TOKEN", valueFrom = {value} }}]
      }}])
    }}
    """


def secrets(estate: Inventory) -> dict[str, bool]:
    """The addresses, and whether it is certain."""
    return {each.resource.address: not each.doubt for each in members(estate, Role.AI_SECRET)}


IT = {"aws_secretsmanager_secret.s": True}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (role("aws_secretsmanager_secret.s.arn"), IT),
        (role('"arn:aws:secretsmanager:us-east-1:123456789012:secret:search-*"'), IT),
        (role('"arn:aws:secretsmanager:*:${var.elsewhere}:secret:search-??????"'), IT),
        (role('"*"'), {}),
        (role('"arn:aws:secretsmanager:us-east-1:123456789012:secret:*"'), {}),
        (role('"arn:aws:secretsmanager:us-east-1:123456789012:secret:sea-*"'), {}),
        (role("aws_secretsmanager_secret.s.arn", action="secretsmanager:DescribeSecret"), {}),
        (role("aws_secretsmanager_secret.s.arn", effect="Deny"), {}),
        (
            role('"arn:aws:secretsmanager:us-east-1:123456789012:secret:${var.elsewhere}search-*"'),
            {"aws_secretsmanager_secret.s": False},
        ),
        (role("var.elsewhere"), {"aws_secretsmanager_secret.s": False, "aws_secretsmanager_secret.other": False}),
        (task("aws_secretsmanager_secret.s.arn"), IT),
        (task('"${aws_secretsmanager_secret.s.arn}:password::"'), IT),
        (task('"arn:aws:ssm:us-east-1:123456789012:parameter/token"'), {}),
        (task('"arn:aws:secretsmanager:us-east-1:123456789012:secret:elsewhere-a1b2c3"'), {}),
    ],
)
def test_which_are_of_the_ai_estate(tmp_path: Path, text: str, expected: dict[str, bool]) -> None:
    assert secrets(terraform(tmp_path, SECRET + text)) == expected


def test_of_a_task_that_runs_no_model(tmp_path: Path) -> None:
    text = task("aws_secretsmanager_secret.s.arn").replace("vllm/vllm-openai", "web")
    assert secrets(terraform(tmp_path, SECRET + text)) == {}


ROTATION = 'resource "aws_secretsmanager_secret_rotation" "r" {\nsecret_id = %s\n}'
POLICY = """
    resource "aws_secretsmanager_secret_policy" "p" {
      secret_arn = aws_secretsmanager_secret.s.arn
      policy     = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Principal = "*" %s }] })
    }
"""
CONDITION = ', Condition = { StringEquals = { "aws:PrincipalAccount" = "123456789012" } }'


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        (ROTATES, "", "violated"),
        (ROTATES, ROTATION % "aws_secretsmanager_secret.s.id", "passed"),
        (ROTATES, ROTATION % "aws_secretsmanager_secret.other.id", "violated"),
        (ROTATES, ROTATION % "var.elsewhere", "undetermined"),
        (KEY, "", "violated"),
        (OPEN, "", "passed"),
        (OPEN, POLICY % "", "violated"),
        (OPEN, POLICY % CONDITION, "passed"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, text: str, expected: str) -> None:
    estate = terraform(tmp_path, SECRET + role("aws_secretsmanager_secret.s.arn") + text)
    assert verdicts(policy, estate) == {"aws_secretsmanager_secret.s": expected}


@pytest.mark.parametrize(
    ("key", "expected"), [("aws_kms_key.own.arn", "passed"), ("var.elsewhere", "undetermined"), ("null", "violated")]
)
def test_keys(tmp_path: Path, key: str, expected: str) -> None:
    text = SECRET.replace('name = "search"', f'\nname = "search"\nkms_key_id = {key}\n')
    estate = terraform(tmp_path, text + role("aws_secretsmanager_secret.s.arn"))
    assert verdicts(KEY, estate) == {"aws_secretsmanager_secret.s": expected}


@pytest.mark.parametrize("store", ["pinecone", "redis_enterprise_cloud", "rds", "mongo_db_atlas"])
@pytest.mark.parametrize(("key", "expected"), [("kms_key_id = aws_kms_key.own.arn", "passed"), ("", "violated")])
def test_what_knowledge_bases_sign_in_with(tmp_path: Path, store: str, key: str, expected: str) -> None:
    text = (
        SECRET.replace('name = "search"', f'\nname = "search"\n{key}\n')
        + f"""
    resource "aws_bedrockagent_knowledge_base" "k" {{
      storage_configuration {{
        {store}_configuration {{
          credentials_secret_arn = aws_secretsmanager_secret.s.arn
        }}
      }}
    }}
    """
    )
    assert verdicts(KEY, terraform(tmp_path, text)) == {"aws_secretsmanager_secret.s": expected}


def test_what_knowledge_bases_sign_in_with_elsewhere(tmp_path: Path) -> None:
    text = """
    S: {Type: AWS::SecretsManager::Secret}
    K:
      Type: AWS::Bedrock::KnowledgeBase
      Properties:
        StorageConfiguration: {MongoDbAtlasConfiguration: {CredentialsSecretArn: !Ref S}}
    """
    assert verdicts(KEY, cloudformation(tmp_path, text)) == {"S": "violated"}
    storage = {"pineconeConfiguration": {"credentialsSecretArn": "arn:s"}}
    base = live("AWS::Bedrock::KnowledgeBase", "k", storageConfiguration=storage)
    assert verdicts(KEY, [base, live("AWS::SecretsManager::Secret", "arn:s", ARN="arn:s")]) == {"arn:s": "violated"}


def test_template(tmp_path: Path) -> None:
    text = """
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties:
        ContainerDefinitions:
          - Image: ollama/ollama
            Secrets: [{Name: TOKEN, ValueFrom: !Ref Secret}]
    Secret: {Type: AWS::SecretsManager::Secret}
    Rotation:
      Type: AWS::SecretsManager::RotationSchedule
      Properties: {SecretId: !Ref Secret}
    Access:
      Type: AWS::SecretsManager::ResourcePolicy
      Properties:
        SecretId: !Ref Secret
        ResourcePolicy: {Statement: [{Effect: Allow, Action: "*", Resource: "*", Principal: "*"}]}
    """
    estate = cloudformation(tmp_path, text)
    assert {name: verdicts(name, estate)["Secret"] for name in (ROTATES, KEY, OPEN)} == {
        ROTATES: "passed",
        KEY: "violated",
        OPEN: "violated",
    }


def test_account() -> None:
    arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:search-a1b2c3"
    container = {"image": "ollama/ollama", "secrets": [{"name": "TOKEN", "valueFrom": f"{arn}:password::"}]}
    given = [
        live("AWS::ECS::TaskDefinition", "t", taskDefinition={"containerDefinitions": [container]}),
        live("AWS::SecretsManager::Secret", arn, ARN=arn, Name="search"),
    ]
    assert verdicts(ROTATES, given) == {arn: "violated"}
    kept = live("AWS::SecretsManager::Secret", arn, ARN=arn, Name="search", OwningService="events")
    assert verdicts(ROTATES, [given[0], kept]) == {arn: "not_applicable"}
    managed = {"OwningService": "rds", "RotationEnabled": True}
    kept = live("AWS::SecretsManager::Secret", arn, ARN=arn, Name="search", **managed)
    assert verdicts(ROTATES, [given[0], kept]) == {arn: "passed"}
