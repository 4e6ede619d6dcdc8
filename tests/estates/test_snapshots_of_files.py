"""A snapshot says of files what the files say."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from pytest_aisec.ai.definitions import Definition
from pytest_aisec.analysis.masked import kinds_of_secrets, what_it_holds
from pytest_aisec.gathering import Inputs, gather
from pytest_aisec.inventory import Inventory
from pytest_aisec.requests import Request
from pytest_aisec.sources import snapshot
from pytest_aisec.sources.encoding import Masking
from tests.estates.names import ROOT, Variant
from tests.estates.sources import VARIANTS
from tests.estates.test_snapshots import said
from tests.estates.test_themes import BY_THEME, WITH_ESTATES, folder


@pytest.mark.parametrize("kind", ["terraform", "cloudformation"])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("theme", WITH_ESTATES)
def test_the_verdicts_are_the_same(theme: str, variant: Variant, kind: str, tmp_path: Path) -> None:
    place = folder(theme, variant)
    if kind == "cloudformation":
        place /= "template.yaml"
        if not place.exists():
            pytest.skip("no policy shows a template")
    estate = gather([Request(kind, place.relative_to(ROOT).as_posix())], Inputs(ROOT))
    path = tmp_path / "estate.json.gz"
    snapshot.write(path, estate.sources, str, Masking(what_it_holds, kinds_of_secrets))
    again = Inventory(snapshot.read(path))
    new, old = said(BY_THEME[theme], again), said(BY_THEME[theme], estate)
    assert {key: (each, new.get(key)) for key, each in old.items() if new.get(key) != each} == {}
    assert new.keys() == old.keys()


SECRET = "kX9vQ2mZ7tR4wB8nL5pJ3hF6dS1gC0yA"
WITH_SECRETS = {
    "main.tf": f"""
resource "aws_lambda_function" "chat" {{
  function_name = "chat"
  environment {{
    variables = {{
      MODEL_ID     = "anthropic.claude-3-haiku-20240307-v1:0"
      API_KEY      = "{SECRET}"
      DATABASE_URL = "postgres://chat:{SECRET}@${{aws_db_instance.chat.address}}/chat"
    }}
  }}
}}
resource "aws_db_instance" "chat" {{
  password             = "hunter2"
  storage_encrypted    = true
  iam_database_authentication_enabled = true
}}
resource "aws_elasticache_replication_group" "chat" {{
  auth_token = "todo-{SECRET[:16]}"
}}
resource "aws_launch_template" "trainer" {{
  instance_type = "p5.48xlarge"
  user_data     = base64encode("export API_KEY={SECRET} HOME=${{aws_db_instance.chat.address}}; docker run --gpus all vllm/vllm")
  metadata_options {{
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }}
}}
resource "aws_ecs_task_definition" "encoded" {{
  family                = "encoded"
  container_definitions = jsonencode([{{
    name = "chat", image = "chat:1", readonlyRootFilesystem = true,
    environment = [{{ name = "API_KEY", value = "{SECRET}" }}, {{ name = "HOME", value = aws_db_instance.chat.arn }}]
  }}])
}}
resource "aws_ecs_task_definition" "known" {{
  family                = "known"
  container_definitions = jsonencode([{{
    name = "chat", image = "chat:1", environment = [{{ name = "API_KEY", value = "{SECRET}" }}]
  }}])
}}
resource "aws_ecs_task_definition" "written" {{
  family                = "written"
  container_definitions = <<-EOF
    [{{"name": "chat", "image": "chat:1", "environment": [{{"name": "API_KEY", "value": "{SECRET}"}}]}}]
  EOF
}}
resource "aws_ecs_task_definition" "commanded" {{
  family                = "commanded"
  container_definitions = jsonencode([{{
    name = "chat", image = "chat:1", command = ["serve", "--api-key", "{SECRET}"]
  }}])
}}
resource "aws_launch_template" "server" {{
  user_data = base64encode("export OPENAI_API_KEY={SECRET}\\ndocker run --gpus all vllm/vllm-openai")
}}
""",
    "template.yaml": f"""
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: {{MasterUserPassword: hunter2, StorageEncrypted: true}}
  Chat:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          API_KEY: {SECRET}
          DATABASE_URL: !Sub "postgres://chat:{SECRET}@${{Database.Endpoint.Address}}/chat"
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: chat
          Image: chat:1
          EntryPoint: [serve, --api-key, {SECRET}]
          Environment: [{{Name: API_KEY, Value: {SECRET}}}, {{Name: HOME, Value: !Ref Database}}]
  Server:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        UserData:
          Fn::Base64: !Sub "export OPENAI_API_KEY={SECRET} HOME=${{Database}}; docker run --gpus all vllm/vllm-openai"
""",
}


@pytest.mark.parametrize("name", WITH_SECRETS)
def test_secrets_in_files_are_found_and_not_written(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(WITH_SECRETS[name])
    asked = Request("terraform", ".") if name == "main.tf" else Request("cloudformation", name)
    estate = gather([asked], Inputs(tmp_path))
    assert [str(unread) for source in estate.sources for unread in source.contents.unread] == []
    path = tmp_path / "estate.json"
    snapshot.write(path, estate.sources, str, Masking(what_it_holds, kinds_of_secrets))
    text = path.read_text()
    script = b64encode(f"export OPENAI_API_KEY={SECRET}".encode()).decode()[:40]
    assert [word for word in (SECRET[:16], "hunter2", script) if word in text] == []
    again = Inventory(snapshot.read(path))
    found = secrets(estate)
    assert secrets(again) == found
    assert all(found.values()), found
    names = [each for theme in WITH_ESTATES for each in BY_THEME[theme]]
    new, old = said(names, again), said(names, estate)
    assert {key: (each, new.get(key)) for key, each in old.items() if new.get(key) != each} == {}


def secrets(estate: Inventory) -> dict[str, list[str]]:
    """The secrets in each definition, by address."""
    return {each.address: Definition(each).secrets for each in estate if isinstance(each, Definition.filled_by)}
