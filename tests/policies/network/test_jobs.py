"""Jobs of Batch and nodes of Kubernetes that run models: which they are, and how they are judged as model hosts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.roles import Role, members
from pytest_aisec.aws import batch
from pytest_aisec.inventory import Inventory
from tests.model.declared import inventory, live
from tests.policies.judged import cloudformation, terraform, verdicts

PUBLIC = "model_host_is_not_in_a_public_subnet"
PUBLIC_IP = "model_host_has_no_public_ip"
IMDS = "model_host_requires_imdsv2"
GPU = {"image": "x", "resourceRequirements": [{"type": "VCPU", "value": "4"}, {"type": "GPU", "value": "1"}]}
ENVIRONMENT = """
    resource "aws_batch_compute_environment" "e" {
      type = "MANAGED"
      compute_resources {
        type               = "EC2"
        max_vcpus          = 16
        instance_type      = ["optimal"]
        subnets            = ["subnet-1"]
        security_group_ids = ["sg-1"]
      }
    }
"""


def job(properties: dict[str, Any], argument: str = "container_properties", more: str = "") -> str:
    return f"""
    variable "elsewhere" {{}}
    resource "aws_ecr_repository" "vllm" {{ name = "llm/vllm" }}
    resource "aws_batch_job_definition" "j" {{
      name = "j"
      type = "container"
      {argument} = <<-J
        {json.dumps(properties)}
      J
      {more}
    }}
    """


def hosts(estate: Inventory) -> dict[str, str]:
    return {each.resource.address: each.reason for each in members(estate, Role.MODEL_HOST) if not each.doubt}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (job(GPU), "a container asks for a GPU"),
        (job({"image": "vllm/vllm-openai:latest"}), "image vllm/vllm-openai:latest"),
        (job({"image": "${aws_ecr_repository.vllm.repository_url}:1"}), "image llm/vllm"),
        (job({"image": "x", "environment": [{"name": "HF_MODEL_ID", "value": "m"}]}), "variable HF_MODEL_ID"),
        (
            job({"image": "x", "linuxParameters": {"devices": [{"hostPath": "/dev/neuron0"}]}}),
            "a container gets /dev/neuron0",
        ),
        (
            job({"taskProperties": [{"containers": [{"image": "y"}, GPU]}]}, "ecs_properties"),
            "a container asks for a GPU",
        ),
        (job({"nodeRangeProperties": [{"container": GPU}]}, "node_properties"), "a container asks for a GPU"),
        (job({"image": "x", "resourceRequirements": [{"type": "VCPU", "value": "1"}]}), None),
        (job({"image": "nginx", "environment": [{"name": "OLLAMA_HOST", "value": "http://ollama:11434"}]}), None),
        (job({"image": "${var.elsewhere}"}), None),
    ],
)
def test_job_definition_is_a_host_by_what_its_containers_ask_for(tmp_path: Path, text: str, reason: str | None) -> None:
    found = hosts(terraform(tmp_path, text))
    assert found.get("aws_batch_job_definition.j", "").startswith(reason or "")
    assert bool(found) is (reason is not None)


def test_job_on_kubernetes(tmp_path: Path) -> None:
    text = """
    resource "aws_batch_job_definition" "j" {
      name = "j"
      type = "container"
      eks_properties {
        pod_properties {
          containers {
            image = "%s"
            resources { limits = { "%s" = "1", memory = "1Gi" } }
          }
        }
      }
    }
    """
    assert hosts(terraform(tmp_path, text % ("x", "nvidia.com/gpu"))) == {
        "aws_batch_job_definition.j": "a container asks for nvidia.com/gpu"
    }
    assert not hosts(terraform(tmp_path, text % ("x", "cpu")))
    assert hosts(terraform(tmp_path, text % ("ollama/ollama", "cpu")))


REPOSITORY = "${aws_ecr_repository.vllm.repository_url}:1"
POD = """
    resource "aws_ecr_repository" "vllm" { name = "llm/vllm" }
    resource "aws_batch_job_definition" "j" {
      type = "container"
      eks_properties {
        pod_properties {
          containers {
            image = "%s"
          }
        }
      }
    }
"""


@pytest.mark.parametrize("text", [job({"image": REPOSITORY}), POD % REPOSITORY], ids=["container", "pod"])
def test_images_of_jobs_that_run_models(tmp_path: Path, text: str) -> None:
    estate = terraform(tmp_path, text)
    found = [(each.resource.address, each.reason, each.doubt) for each in members(estate, Role.MODEL_REPOSITORY)]
    assert found == [("aws_ecr_repository.vllm", "aws_batch_job_definition.j runs an image of it", ())]


@pytest.mark.parametrize(
    ("policy", "text", "expected"),
    [
        (PUBLIC, job(GPU) + ENVIRONMENT, "not_applicable"),
        (PUBLIC, job(GPU), "undetermined"),
        (IMDS, job(GPU), "not_applicable"),
        (PUBLIC_IP, job(GPU) + ENVIRONMENT, "not_applicable"),
        (PUBLIC_IP, job({"image": "ollama/ollama", "networkConfiguration": {"assignPublicIp": "ENABLED"}}), "violated"),
        (PUBLIC_IP, job({"image": "ollama/ollama"}, more='platform_capabilities = ["FARGATE"]'), "passed"),
    ],
)
def test_job_is_judged_for_what_it_decides(tmp_path: Path, policy: str, text: str, expected: str) -> None:
    assert verdicts(policy, terraform(tmp_path, text)) == {"aws_batch_job_definition.j": expected}


def test_cloudformation(tmp_path: Path) -> None:
    estate = cloudformation(
        tmp_path,
        """
        Gpu:
          Type: AWS::Batch::JobDefinition
          Properties:
            Type: container
            ContainerProperties: {Image: x, ResourceRequirements: [{Type: GPU, Value: "1"}]}
        Web:
          Type: AWS::Batch::JobDefinition
          Properties: {Type: container, ContainerProperties: {Image: web}}
        """,
    )
    assert hosts(estate) == {"Gpu": "a container asks for a GPU"}


def test_account() -> None:
    asking = live("AWS::Batch::JobDefinition", "arn:job", containerProperties=GPU)
    machines = live(
        "AWS::Batch::ComputeEnvironment", "arn:env", computeResources={"instanceTypes": ["g5"], "subnets": ["subnet-1"]}
    )
    estate = inventory(asking, machines)
    assert hosts(estate) == {"arn:job": "a container asks for a GPU", "arn:env": "instance type g5"}
    assert verdicts(PUBLIC, estate)["arn:job"] == "not_applicable"
    assert estate.of(batch.JobDefinition)[0].containers[0].image == "x"


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ('ami_type = "AL2023_x86_64_NVIDIA"', "image type AL2023_x86_64_NVIDIA"),
        ('ami_type = "AL2023_x86_64_NEURON"', "image type AL2023_x86_64_NEURON"),
        ('ami_type = "AL2_x86_64_GPU"', "image type AL2_x86_64_GPU"),
        ('ami_type = "BOTTLEROCKET_x86_64_NVIDIA_FIPS"', "image type BOTTLEROCKET_x86_64_NVIDIA_FIPS"),
        ('ami_type = "AL2023_x86_64_STANDARD"', None),
        ('ami_type = "AL2_x86_64_GPU"\ninstance_types = ["m5.large"]', None),
        ("ami_type = var.elsewhere", "it may be one"),
    ],
)
def test_node_group_is_a_host_by_its_image_where_it_names_no_type(
    tmp_path: Path, stated: str, reason: str | None
) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_eks_node_group" "n" {{
      cluster_name  = "models"
      node_role_arn = "arn:aws:iam::123456789012:role/nodes"
      subnet_ids    = ["subnet-1"]
      scaling_config {{
        desired_size = 1
        max_size     = 1
        min_size     = 1
      }}
      {stated}
    }}
    """
    found = {each.resource.address: each.reason for each in members(terraform(tmp_path, text), Role.MODEL_HOST)}
    assert found == ({} if reason is None else {"aws_eks_node_group.n": reason})
