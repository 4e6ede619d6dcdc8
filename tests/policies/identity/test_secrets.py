"""Secrets in definitions are found by what they look like, and not where something only says where they are kept."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from pytest_aisec.sources.cloudformation import CloudFormationSource
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, decisions, read, terraform, verdicts

POLICY = "definition_holds_no_secrets"
KEY = "AKIA" + "QYLPMN5HHHFPZAM2"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ("{}", "passed"),
        (f'{{ ANYTHING = "{KEY}" }}', "violated"),
        ('{ DB_PASSWORD = "correct-horse" }', "violated"),
        ('{ DATABASE_URL = "postgres://u:c0rrect-horse@db/x" }', "violated"),
        ("{ DB_PASSWORD = var.elsewhere }", "undetermined"),
        ("{ DB_PASSWORD = aws_secretsmanager_secret.s.arn }", "passed"),
        ('{ DB_PASSWORD_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-x" }', "passed"),
        ('{ SECRET_NAME = "prod/db" }', "passed"),
        ('{ MODEL_ID = "anthropic.claude-3-haiku-20240307-v1:0", TOKEN_LIMIT = "4096" }', "passed"),
        (
            '{ IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/a@sha256:9f86d081884c7d659a2feaa0c55ad015" }',
            "passed",
        ),
        (f'{{ A = var.elsewhere, B = "{KEY}" }}', "violated"),
    ],
)
def test_environment(tmp_path: Path, variables: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_secretsmanager_secret" "s" {{}}
    resource "aws_lambda_function" "f" {{
      environment {{
        variables = {variables}
      }}
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_lambda_function.f": expected}


SCRIPT = f"#!/bin/sh\nexport AWS_ACCESS_KEY_ID={KEY}\n"


@pytest.mark.parametrize(
    "stated",
    [
        f"user_data = <<-EOT\n{SCRIPT}EOT",
        f'user_data_base64 = "{base64.b64encode(SCRIPT.encode()).decode()}"',
    ],
)
def test_start_scripts(tmp_path: Path, stated: str) -> None:
    text = f'resource "aws_instance" "i" {{\ninstance_type = "g5.xlarge"\n{stated}\n}}\n'
    (tmp_path / "main.tf").write_text(text)
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_instance.i": "violated"}


CODE = base64.b64encode(SCRIPT.encode()).decode()
PLAIN = base64.b64encode(b"#!/bin/sh\necho hello\n").decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f'resource "aws_sagemaker_notebook_instance_lifecycle_configuration" "x" {{\non_start = "{CODE}"\n}}',
            "violated",
        ),
        (
            f'resource "aws_sagemaker_notebook_instance_lifecycle_configuration" "x" {{\non_start = "{PLAIN}"\n}}',
            "passed",
        ),
        (
            PROMPT := """resource "aws_bedrockagent_prompt" "x" {
          name = "x"
          variant {
            name = "a"
            template_type = "TEXT"
            template_configuration {
              text {
                text = "Log in with TEXT and answer {{question}}."
              }
            }
          }
        }""",
            "passed",
        ),
        (PROMPT.replace("TEXT and", f"{KEY} and"), "violated"),
        (
            TARGET := """resource "aws_bedrockagentcore_gateway_target" "x" {
          name = "x"
          gateway_identifier = "g"
          target_configuration {
            mcp {
              mcp_server {
                endpoint = "https://tools.example.com/mcp"
              }
            }
          }
        }""",
            "passed",
        ),
        (TARGET.replace("https://", "https://agent:c0rrect-horse@"), "violated"),
    ],
)
def test_scripts_prompts_and_tools(tmp_path: Path, text: str, expected: str) -> None:
    (found,) = verdicts(POLICY, terraform(tmp_path, text)).values()
    assert found == expected


def test_scripts_prompts_and_tools_of_an_account() -> None:
    server = "https://agent:c0rrect-horse@tools.example.com/mcp"
    estate = [
        live("AWS::SageMaker::NotebookInstanceLifecycleConfig", "l", OnStart=[{"Content": CODE}], OnCreate=[]),
        live("AWS::Bedrock::Prompt", "p", variants=[{"templateConfiguration": {"text": {"text": f"Use {KEY}."}}}]),
        live(
            "AWS::BedrockAgentCore::GatewayTarget",
            "t",
            targetConfiguration={"mcp": {"mcpServer": {"endpoint": server}}},
        ),
    ]
    assert verdicts(POLICY, estate) == {"l": "violated", "p": "violated", "t": "violated"}


STUDIO = 'resource "aws_sagemaker_studio_lifecycle_config" "x" {{\nstudio_lifecycle_config_content = "{}"\n}}'
SCHEMA = """resource "aws_bedrockagentcore_gateway_target" "x" {{
  target_configuration {{
    mcp {{
      open_api_schema {{
        inline_payload {{
          payload = jsonencode({{ openapi = "3.0.0", servers = [{{ url = "https://{}tools.example.com" }}] }})
        }}
      }}
    }}
  }}
}}"""
FLOW = """resource "aws_bedrockagent_flow" "x" {{
  definition {{
    node {{
      configuration {{
        inline_code {{
          code = "key = '{}'"
        }}
      }}
    }}
  }}
}}"""
AGENT = 'resource "aws_bedrockagent_agent" "x" {{\ninstruction = "Sign in with {} and answer."\n}}'
JOB = 'resource "aws_sagemaker_training_job" "x" {{\nhyper_parameters = {{ epochs = "1", source = "{}" }}\n}}'


@pytest.mark.parametrize(
    ("text", "secret", "harmless"),
    [
        (STUDIO, CODE, PLAIN),
        (SCHEMA, "agent:c0rrect-horse@", ""),
        (FLOW, KEY, "AKIA"),
        (AGENT, KEY, "your name"),
        (JOB, KEY, "s3://bucket/data"),
    ],
)
def test_more_places(tmp_path: Path, text: str, secret: str, harmless: str) -> None:
    assert list(verdicts(POLICY, terraform(tmp_path, text.format(secret))).values()) == ["violated"]
    assert list(verdicts(POLICY, terraform(tmp_path, text.format(harmless))).values()) == ["passed"]


LETTERS = "kX9vQ2mZ7tR4wB8nL5pJ3hF6" + "dS1gC0yA"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            f"Tools: [{{Config: {{RemoteMcp: {{Url: 'https://t.example.com', Headers: {{Authorization: Bearer {LETTERS}}}}}}}}}]",
            "violated",
        ),
        (
            f"Tools: [{{Config: {{RemoteMcp: {{Url: 'https://t.example.com', Headers: {{X-Api-Key: {LETTERS}}}}}}}}}]",
            "violated",
        ),
        (
            "Tools: [{Config: {RemoteMcp: {Url: 'https://t.example.com', Headers: {Accept: application/json}}}}]",
            "passed",
        ),
        ("Tools: [{Config: {RemoteMcp: {Url: 'https://a:c0rrect-horse@t.example.com'}}}]", "violated"),
        (f"SystemPrompt: [{{Text: 'Use {KEY}.'}}]", "violated"),
        ("SystemPrompt: [{Text: 'Be kind.'}]", "passed"),
        (f"EnvironmentVariables: {{LEVEL: {KEY}}}", "violated"),
        (f"Model: {{LiteLlmModelConfig: {{ModelId: m, AdditionalParams: {{extra: {{key: {KEY}}}}}}}}}", "violated"),
        (
            "Model: {OpenAiModelConfig: {ModelId: m, ApiKeyArn: 'arn:aws:secretsmanager:us-east-1:1:secret:k'}}",
            "passed",
        ),
    ],
)
def test_harnesses(tmp_path: Path, stated: str, expected: str) -> None:
    text = f"H:\n  Type: AWS::BedrockAgentCore::Harness\n  Properties:\n    {stated}\n"
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"H": expected}


def test_harnesses_and_targets_of_an_account() -> None:
    headers = {"Authorization": f"Bearer {LETTERS}"}
    passed_on = {"endpoint": "https://t.example.com", "staticQueryParameters": {"api_key": LETTERS}}
    estate = [
        live(
            "AWS::BedrockAgentCore::Harness", "h", tools=[{"config": {"remoteMcp": {"url": "u", "headers": headers}}}]
        ),
        live("AWS::BedrockAgentCore::GatewayTarget", "t", targetConfiguration={"http": {"passthrough": passed_on}}),
        live("AWS::SageMaker::StudioLifecycleConfig", "s", StudioLifecycleConfigContent=CODE),
        live("AWS::SageMaker::ProcessingJob", "p", Environment={"LEVEL": KEY}),
    ]
    assert verdicts(POLICY, estate) == dict.fromkeys("htsp", "violated")


@pytest.mark.parametrize(("value", "expected"), [(KEY, "violated"), ("INFO", "passed")])
def test_cloudformation(tmp_path: Path, value: str, expected: str) -> None:
    text = f"""
    Model:
      Type: AWS::SageMaker::Model
      Properties: {{Containers: [{{Environment: {{LEVEL: {value}}}}}]}}
    Runtime:
      Type: AWS::BedrockAgentCore::Runtime
      Properties: {{EnvironmentVariables: {{LEVEL: {value}}}}}
    """
    assert verdicts(POLICY, cloudformation(tmp_path, text)) == {"Model": expected, "Runtime": expected}


def test_account() -> None:
    function = live("AWS::Lambda::Function", "f", Environment={"Variables": {"LEVEL": KEY}})
    assert verdicts(POLICY, [function]) == {"f": "violated"}


def test_no_part_of_a_secret_is_told(tmp_path: Path) -> None:
    text = f'resource "aws_lambda_function" "f" {{\nenvironment {{\nvariables = {{ LEVEL = "{KEY}" }}\n}}\n}}'
    (decision,) = decisions(POLICY, terraform(tmp_path, text)).values()
    assert "LEVEL: AWS Access Key" in str(decision.cause)
    assert KEY[:10] not in str(decision.cause)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("export DB_PASSWORD=correct-horse", "violated"),
        ("export DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)", "passed"),
        ("export DB_PASSWORD=${var.elsewhere}", "undetermined"),
        ("export DB_HOST=${var.elsewhere}", "passed"),
        ("export DB_PASSWORD=${aws_secretsmanager_secret.s.arn}", "passed"),
        ("export DB_PASSWORD=${random_password.p.result}", "violated"),
    ],
)
@pytest.mark.parametrize(
    "stated",
    [
        'resource "aws_instance" "x" {{\n  user_data = "#!/bin/sh\\n{line}\\n"\n}}',
        'resource "aws_launch_template" "x" {{\n  user_data = base64encode("#!/bin/sh\\n{line}\\n")\n}}',
        'resource "aws_ecs_task_definition" "x" {{\n  container_definitions = jsonencode([{{ command = ["{line}"] }}])\n}}',
    ],
)
def test_assignments_of_scripts(tmp_path: Path, stated: str, line: str, expected: str) -> None:
    rest = 'variable "elsewhere" {}\nresource "random_password" "p" {}\nresource "aws_secretsmanager_secret" "s" {}\n'
    assert set(verdicts(POLICY, terraform(tmp_path, rest + stated.format(line=line))).values()) == {expected}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('"sh", "-c", "DB_PASSWORD=correct-horse serve"', "violated"),
        ('"serve", "--api-key", "7f9c24e8b6a1d3f5e7c9b0a2d4f6e8c1"', "violated"),
        ('"serve", "--password-file", "/run/secrets/db"', "passed"),
        ('"serve", "--api-key", !Ref Elsewhere', "undetermined"),
        ('"serve", "--model", !Ref Elsewhere', "passed"),
    ],
)
@pytest.mark.parametrize("place", ["Command: [{}]", "EntryPoint: [{}]", "HealthCheck: {{Command: [{}]}}"])
def test_commands_of_containers(tmp_path: Path, place: str, line: str, expected: str) -> None:
    text = f"""
    X:
      Type: AWS::ECS::TaskDefinition
      Properties:
        ContainerDefinitions:
          - Name: a
            Image: b
            {place.format(line)}
    """
    text = text.rstrip() + "\n"
    estate = cloudformation(tmp_path, text)
    assert verdicts(POLICY, estate) == {"X": expected}


def test_commands_of_containers_of_an_account() -> None:
    container = {"name": "a", "image": "b", "command": ["sh", "-c", "DB_PASSWORD=correct-horse serve"]}
    task = live("AWS::ECS::TaskDefinition", "t", taskDefinition={"containerDefinitions": [container]})
    assert verdicts(POLICY, [task]) == {"t": "violated"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("export DB_PASSWORD=correct-horse", "violated"),
        ("export DB_PASSWORD=${Elsewhere}", "undetermined"),
        ("export DB_HOST=${Elsewhere}", "passed"),
    ],
)
def test_start_scripts_of_templates(tmp_path: Path, line: str, expected: str) -> None:
    text = f"""
    X:
      Type: AWS::EC2::LaunchTemplate
      Properties:
        LaunchTemplateData:
          UserData:
            Fn::Base64: !Sub |
              #!/bin/sh
              aws configure set region ${{AWS::Region}}
              {line}
    """.rstrip()
    parameters = "\nParameters:\n  Elsewhere: {Type: String}\n"
    (tmp_path / "template.yaml").write_text("Resources:\n" + text + parameters)
    assert verdicts(POLICY, read(CloudFormationSource(tmp_path / "template.yaml", tmp_path))) == {"X": expected}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("data.aws_region.here.name", "passed"),
        ("data.aws_caller_identity.own[0].account_id", "passed"),
        ("var.elsewhere", "undetermined"),
        ("data.external.other.result.text", "undetermined"),
    ],
)
def test_what_tells_where_a_function_is_deployed_is_no_secret(tmp_path: Path, value: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    data "aws_region" "here" {{}}
    data "aws_caller_identity" "own" {{ count = 1 }}
    data "external" "other" {{}}
    resource "aws_lambda_function" "f" {{
      environment {{
        variables = {{ PLACE = {value} }}
      }}
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_lambda_function.f": expected}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("AWS::Region", "passed"),
        ("AWS::AccountId", "passed"),
        ("Level", "passed"),
        ("Keys", "undetermined"),
        ("Open", "undetermined"),
    ],
)
def test_parameters_of_which_no_value_is_a_secret(tmp_path: Path, value: str, expected: str) -> None:
    text = f"""
    F: {{Type: AWS::Lambda::Function, Properties: {{Environment: {{Variables: {{PLACE: !Ref '{value}'}}}}}}}}
"""
    text += f"""Parameters:
  Level: {{Type: String, AllowedValues: [debug, info]}}
  Keys: {{Type: String, AllowedValues: [none, {KEY}]}}
  Open: {{Type: String}}
"""
    path = tmp_path / "template.yaml"
    path.write_text("Resources:" + text)
    estate = read(CloudFormationSource(path, tmp_path))
    assert verdicts(POLICY, estate) == {"F": expected}


def test_variables_that_lambda_does_not_tell() -> None:
    refused = {"Error": {"ErrorCode": "AccessDeniedException", "Message": "kms:Decrypt"}}
    function = live("AWS::Lambda::Function", "arn:f", FunctionArn="arn:f", Environment=refused)
    decision = decisions(POLICY, inventory(function))["arn:f"]
    assert decision.verdict.value == "undetermined"
    assert "AccessDeniedException" in str(decision)
    assert verdicts("function_has_no_keys_of_other_model_providers", [function]) == {"arn:f": "undetermined"}
    empty = live("AWS::Lambda::Function", "arn:g", FunctionArn="arn:g")
    assert verdicts(POLICY, [empty]) == {"arn:g": "passed"}
