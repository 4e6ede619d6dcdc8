"""Tasks that run models: which they are, and how they are judged as model hosts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.inventory import Inventory
from tests.policies.judged import cloudformation, terraform, verdicts

PUBLIC = "model_host_is_not_in_a_public_subnet"
PUBLIC_IP = "model_host_has_no_public_ip"
IMDS = "model_host_requires_imdsv2"
EGRESS = "model_host_restricts_egress"

NETWORK = """
    variable "elsewhere" {}
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_route_table_association" "a" {
      subnet_id      = aws_subnet.s.id
      route_table_id = aws_route_table.t.id
    }
    resource "aws_route_table" "t" {
      vpc_id = aws_vpc.v.id
      route {
        cidr_block = "0.0.0.0/0"
        gateway_id = aws_internet_gateway.g.id
      }
    }
    resource "aws_security_group" "open" {
      vpc_id = aws_vpc.v.id
      egress {
        protocol    = "-1"
        from_port   = 0
        to_port     = 0
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
"""
GPU = 'resourceRequirements = [{type = "GPU", value = "1"}]'


def task(container: str, more: str = "") -> str:
    return f"""
    resource "aws_ecr_repository" "vllm" {{ name = "llm/vllm" }}
    resource "aws_ecr_repository" "web" {{ name = "web" }}
    resource "aws_ecs_task_definition" "t" {{
      family                = "llm"
      container_definitions = jsonencode([{{name = "web", image = "nginx"}}, {{name = "llm", {container}}}])
      {more}
    }}
    """


def service(stated: str = "", definition: str = "aws_ecs_task_definition.t.arn") -> str:
    return f"""
    resource "aws_ecs_service" "s" {{
      name            = "llm"
      task_definition = {definition}
      {stated}
    }}
    """


def placed(public: str = "true") -> str:
    return f"""network_configuration {{
        subnets          = [aws_subnet.s.id]
        security_groups  = [aws_security_group.open.id]
        assign_public_ip = {public}
      }}"""


def hosts(estate: Inventory) -> dict[str, tuple[str, bool]]:
    return {each.resource.address: (each.reason, bool(each.doubt)) for each in members(estate, Role.MODEL_HOST)}


@pytest.mark.parametrize(
    ("container", "reason"),
    [
        (GPU, "a container asks for a GPU"),
        ('resourceRequirements = [{type = "NeuronDevice", value = "1"}]', "a container asks for a NeuronDevice"),
        ('linuxParameters = {devices = [{hostPath = "/dev/neuron0"}]}', "a container gets /dev/neuron0"),
        ('image = "vllm/vllm-openai:v0.9"', "image vllm/vllm-openai:v0.9"),
        ('image = "public.ecr.aws/x/ollama/ollama"', "image public.ecr.aws/x/ollama/ollama"),
        (
            'image = "ghcr.io/huggingface/text-generation-inference@sha256:0"',
            "image ghcr.io/huggingface/text-generation-inference@sha256:0",
        ),
        ('image = "vllm/vllm-openai:${var.elsewhere}"', "image vllm/vllm-openai:?"),
        ('image = "${aws_ecr_repository.vllm.repository_url}:1"', "image llm/vllm"),
        ("portMappings = [{containerPort = 11434}]", "port 11434, at which Ollama answers"),
        (
            "portMappings = [{containerPort = 8000}, {containerPort = 8001}, {containerPort = 8002}]",
            "the ports of Triton",
        ),
    ],
)
def test_definition_that_runs_a_model(tmp_path: Path, container: str, reason: str) -> None:
    assert hosts(terraform(tmp_path, NETWORK + task(container) + service())) == {
        "aws_ecs_task_definition.t": (reason, False),
        "aws_ecs_service.s": (f"aws_ecs_task_definition.t: {reason}", False),
    }


@pytest.mark.parametrize(
    "container",
    [
        'image = "web:1"',
        'image = "${aws_ecr_repository.web.repository_url}:1"',
        "image = var.elsewhere",
        'image = "acme/ollama-docs:1"',
        "portMappings = [{containerPort = 8000}]",
        "portMappings = [{containerPort = var.elsewhere}]",
    ],
)
def test_definition_of_anything_else(tmp_path: Path, container: str) -> None:
    assert hosts(terraform(tmp_path, NETWORK + task(container) + service())) == {}


@pytest.mark.parametrize(
    "container",
    [
        'image = var.elsewhere == "gpu" ? "ollama/ollama" : "web:1"',
        'portMappings = [{containerPort = var.elsewhere == "gpu" ? 11434 : 80}]',
    ],
)
def test_what_may_run_a_model_leaves_a_doubt(tmp_path: Path, container: str) -> None:
    estate = terraform(tmp_path, NETWORK + task(container) + service())
    assert [doubt for _, doubt in hosts(estate).values()] == [True, True]


def test_containers_that_are_not_known_leave_a_doubt(tmp_path: Path) -> None:
    text = """
    resource "aws_ecs_task_definition" "t" {
      family                = "llm"
      container_definitions = var.elsewhere
    }
    """
    estate = terraform(tmp_path, NETWORK + text + service(placed()))
    assert [doubt for _, doubt in hosts(estate).values()] == [True, True]
    assert verdicts(PUBLIC, estate)["aws_ecs_service.s"] == "undetermined"


@pytest.mark.parametrize(
    "definition",
    [
        "aws_ecs_task_definition.t.arn",
        "aws_ecs_task_definition.t.arn_without_revision",
        "aws_ecs_task_definition.t.family",
        '"${aws_ecs_task_definition.t.family}:${aws_ecs_task_definition.t.revision}"',
        '"llm:3"',
    ],
)
def test_service_finds_its_definition(tmp_path: Path, definition: str) -> None:
    estate = terraform(tmp_path, NETWORK + task(GPU) + service(placed(), definition))
    assert set(hosts(estate)) == {"aws_ecs_task_definition.t", "aws_ecs_service.s"}


def test_service_of_another_root_is_none(tmp_path: Path) -> None:
    assert set(hosts(terraform(tmp_path, NETWORK + task(GPU) + service(placed(), '"other:1"')))) == {
        "aws_ecs_task_definition.t"
    }


def test_service_is_judged_for_where_its_tasks_stand(tmp_path: Path) -> None:
    estate = terraform(tmp_path, NETWORK + task(GPU) + service(placed()))
    judged = {name: verdicts(name, estate) for name in (PUBLIC, PUBLIC_IP, EGRESS, IMDS)}
    assert {name: found["aws_ecs_service.s"] for name, found in judged.items()} == {
        PUBLIC: "violated",
        PUBLIC_IP: "violated",
        EGRESS: "violated",
        IMDS: "not_applicable",
    }
    assert {found["aws_ecs_task_definition.t"] for found in judged.values()} == {"not_applicable"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (placed("false"), "passed"),
        (placed("var.elsewhere"), "undetermined"),
        (placed("null"), "passed"),
        ("", "not_applicable"),
    ],
)
def test_public_address(tmp_path: Path, stated: str, expected: str) -> None:
    estate = terraform(tmp_path, NETWORK + task(GPU) + service(stated))
    assert verdicts(PUBLIC_IP, estate)["aws_ecs_service.s"] == expected


def test_definition_without_a_service_may_be_started_anywhere(tmp_path: Path) -> None:
    assert verdicts(PUBLIC, terraform(tmp_path, NETWORK + task(GPU))) == {"aws_ecs_task_definition.t": "undetermined"}


def test_roles_and_networks_follow(tmp_path: Path) -> None:
    more = "task_role_arn = aws_iam_role.task.arn\nexecution_role_arn = aws_iam_role.pull.arn"
    roles = """
    resource "aws_iam_role" "task" { name = "task" }
    resource "aws_iam_role" "pull" { name = "pull" }
    """
    estate = terraform(tmp_path, NETWORK + task(GPU, more) + roles + service(placed()))
    assert [each.resource.address for each in members(estate, Role.AI_PRINCIPAL)] == ["aws_iam_role.task"]
    assert [each.resource.address for each in members(estate, Role.AI_VPC)] == ["aws_vpc.v"]


def test_load_balancer_in_front_of_tasks(tmp_path: Path) -> None:
    front = """
    resource "aws_lb" "l" {}
    resource "aws_lb_target_group" "g" { target_type = "ip" }
    resource "aws_lb_listener" "l" {
      load_balancer_arn = aws_lb.l.arn
      default_action {
        type             = "forward"
        target_group_arn = aws_lb_target_group.g.arn
      }
    }
    """
    balanced = placed() + "\nload_balancer {\ntarget_group_arn = aws_lb_target_group.g.arn\n}"
    estate = terraform(tmp_path, NETWORK + task(GPU) + service(balanced) + front)
    found = [(each.resource.address, each.reason) for each in members(estate, Role.MODEL_LOAD_BALANCER)]
    assert found == [("aws_lb.l", "it forwards to aws_ecs_service.s")]


@pytest.mark.parametrize(
    ("container", "is_host"),
    [
        ({"ResourceRequirements": [{"Type": "GPU", "Value": "1"}]}, True),
        ({"Image": "ollama/ollama:latest"}, True),
        ({"Image": "nginx"}, False),
    ],
)
def test_template(tmp_path: Path, container: dict[str, Any], is_host: bool) -> None:
    text = f"""
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties: {{ContainerDefinitions: [{json.dumps({"Name": "c", **container})}]}}
    Service:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: !Ref Task
        NetworkConfiguration:
          AwsvpcConfiguration: {{Subnets: [subnet-1], AssignPublicIp: ENABLED}}
    """
    found = {"Task": "not_applicable", "Service": "violated"} if is_host else {}
    assert verdicts(PUBLIC_IP, cloudformation(tmp_path, text)) == found


def test_accelerators_of_a_template(tmp_path: Path) -> None:
    text = """
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties:
        ContainerDefinitions: [{Name: c, Image: web}]
        InferenceAccelerators: [{DeviceName: d, DeviceType: eia2.medium}]
    """
    assert hosts(cloudformation(tmp_path, text)) == {"Task": ("its tasks use the accelerator eia2.medium", False)}


def test_images_of_tasks_that_run_models(tmp_path: Path) -> None:
    estate = terraform(tmp_path, NETWORK + task('image = "${aws_ecr_repository.vllm.repository_url}:1"'))
    found = [(each.resource.address, each.reason) for each in members(estate, Role.MODEL_REPOSITORY)]
    assert found == [("aws_ecr_repository.vllm", "aws_ecs_task_definition.t runs an image of it")]


def test_images_of_tasks_that_may_run_models_leave_a_doubt(tmp_path: Path) -> None:
    image = 'image = var.elsewhere == "gpu" ? "${aws_ecr_repository.vllm.repository_url}:1" : "web:1"'
    listening = f"{image}, portMappings = [{{containerPort = 11434}}]"
    for container in (image, listening):
        estate = terraform(tmp_path, NETWORK + task(container))
        found = {each.resource.address: bool(each.doubt) for each in members(estate, Role.MODEL_REPOSITORY)}
        assert found["aws_ecr_repository.vllm"] is True


def test_images_of_a_task_that_may_run_a_model_are_doubtful_themselves(tmp_path: Path) -> None:
    ports = 'portMappings = [{containerPort = var.elsewhere == "gpu" ? 11434 : 80}]'
    estate = terraform(tmp_path, NETWORK + task(f'image = "${{aws_ecr_repository.web.repository_url}}:1", {ports}'))
    found = [(each.resource.address, bool(each.doubt)) for each in members(estate, Role.MODEL_REPOSITORY)]
    assert found == [("aws_ecr_repository.web", True)]


PORT = "portMappings = [{{containerPort = {}}}]"


def variable(name: str, value: str = "x") -> str:
    return f'image = "app", environment = [{{name = "{name}", value = "{value}"}}]'


@pytest.mark.parametrize(
    ("container", "reason"),
    [
        ('image = "ghcr.io/berriai/litellm:main-latest"', "image ghcr.io/berriai/litellm:main-latest"),
        ('image = "ghcr.io/open-webui/open-webui:cuda"', "image ghcr.io/open-webui/open-webui:cuda"),
        ('image = "openwebui/open-webui"', "image openwebui/open-webui"),
        ('image = "nvcr.io/nvidia/tensorrt-llm/release:1.0"', "image nvcr.io/nvidia/tensorrt-llm/release:1.0"),
        ('image = "acme/litellm-client"', None),
        ('image = "acme/ollama-exporter"', None),
        (variable("HF_MODEL_ID"), "variable HF_MODEL_ID, which is for software that serves models"),
        (variable("OLLAMA_MODELS", "/models"), "variable OLLAMA_MODELS, which is for software that serves models"),
        (variable("OLLAMA_HOST", "0.0.0.0:8080"), "variable OLLAMA_HOST, by which Ollama answers at every address"),
        (variable("OLLAMA_HOST", "http://ollama.internal:11434"), None),
        (
            variable("VLLM_API_KEY") + ", " + PORT.format(8000),
            "variable VLLM_API_KEY and port 8000, at which vLLM answers",
        ),
        (variable("VLLM_API_KEY") + ", " + PORT.format(80), None),
        (variable("MODEL_ID", "anthropic.claude") + ", " + PORT.format(8000), None),
        ('image = "app", environment = var.elsewhere', None),
    ],
)
def test_software_is_known_by_its_image_and_its_settings(tmp_path: Path, container: str, reason: str | None) -> None:
    estate = terraform(tmp_path, NETWORK + task(container))
    assert hosts(estate) == ({} if reason is None else {"aws_ecs_task_definition.t": (reason, False)})
