"""File systems of the AI estate: which these are, how they are kept, and how they are mounted."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.analysis.roles import Role, members
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

ENCRYPTED = "ai_file_system_is_encrypted"
KEY = "ai_file_system_is_encrypted_with_a_customer_managed_key"
PUBLIC = "ai_file_system_is_not_reached_from_public_subnets"
TLS = "model_task_mounts_file_systems_with_tls"


def estate(system: str = "", mount: str = "", image: str = "vllm/vllm-openai:1") -> str:
    return f"""
    variable "elsewhere" {{}}
    resource "aws_kms_key" "own" {{}}
    resource "aws_efs_file_system" "f" {{
      {system}
    }}
    resource "aws_efs_file_system" "other" {{}}
    resource "aws_ecs_task_definition" "t" {{
      container_definitions = jsonencode([{{ image = "{image}" }}])
      volume {{
        name = "weights"
        efs_volume_configuration {{
          file_system_id = aws_efs_file_system.f.id
          {mount}
        }}
      }}
    }}
    """


def test_which_are_of_the_ai_estate(tmp_path: Path) -> None:
    trained = """
    resource "aws_fsx_lustre_file_system" "l" { subnet_ids = ["subnet-1"] }
    resource "aws_sagemaker_training_job" "j" {
      input_data_config {
        data_source {
          file_system_data_source {
            file_system_id = aws_fsx_lustre_file_system.l.id
          }
        }
      }
    }
    """
    found = members(terraform(tmp_path, estate() + trained), Role.AI_FILE_SYSTEM)
    assert {each.resource.address: (each.reason, each.doubt) for each in found} == {
        "aws_efs_file_system.f": ("aws_ecs_task_definition.t mounts it", ()),
        "aws_fsx_lustre_file_system.l": ("aws_sagemaker_training_job.j trains from it", ()),
    }
    assert not members(terraform(tmp_path, estate(image="web:1")), Role.AI_FILE_SYSTEM)


@pytest.mark.parametrize(
    ("policy", "system", "expected"),
    [
        (ENCRYPTED, "", "violated"),
        (ENCRYPTED, "encrypted = true", "passed"),
        (ENCRYPTED, "encrypted = var.elsewhere", "undetermined"),
        (KEY, "encrypted = true", "violated"),
        (KEY, "encrypted = true\nkms_key_id = aws_kms_key.own.arn", "passed"),
        (KEY, "encrypted = true\nkms_key_id = var.elsewhere", "undetermined"),
        (PUBLIC, "", "not_applicable"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, system: str, expected: str) -> None:
    assert verdicts(policy, terraform(tmp_path, estate(system))) == {"aws_efs_file_system.f": expected}


@pytest.mark.parametrize(
    ("mount", "expected"),
    [
        ("", "violated"),
        ('transit_encryption = "ENABLED"', "passed"),
        ('transit_encryption = "DISABLED"', "violated"),
        ("transit_encryption = var.elsewhere", "undetermined"),
    ],
)
def test_mounts(tmp_path: Path, mount: str, expected: str) -> None:
    assert verdicts(TLS, terraform(tmp_path, estate(mount=mount))) == {"aws_ecs_task_definition.t": expected}


def test_tasks_that_mount_nothing(tmp_path: Path) -> None:
    text = (
        'resource "aws_ecs_task_definition" "t" { container_definitions = jsonencode([{ image = "ollama/ollama" }]) }'
    )
    assert verdicts(TLS, terraform(tmp_path, text)) == {"aws_ecs_task_definition.t": "not_applicable"}


NETWORK = """
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_route_table" "t" {
      vpc_id = aws_vpc.v.id
      %s
    }
    resource "aws_route_table_association" "a" {
      subnet_id      = aws_subnet.s.id
      route_table_id = aws_route_table.t.id
    }
    resource "aws_efs_mount_target" "m" {
      file_system_id = aws_efs_file_system.f.id
      subnet_id      = aws_subnet.s.id
    }
"""
ROUTE = 'route {\ncidr_block = "0.0.0.0/0"\ngateway_id = aws_internet_gateway.g.id\n}'


@pytest.mark.parametrize(("route", "expected"), [(ROUTE, "violated"), ("", "passed")])
def test_where_it_is_reached(tmp_path: Path, route: str, expected: str) -> None:
    found = verdicts(PUBLIC, terraform(tmp_path, estate() + NETWORK % route))
    assert found == {"aws_efs_file_system.f": expected}


def test_template(tmp_path: Path) -> None:
    text = """
    Files: {Type: AWS::EFS::FileSystem}
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties:
        ContainerDefinitions: [{Image: ollama/ollama}]
        Volumes:
          - Name: weights
            EFSVolumeConfiguration: {FilesystemId: !Ref Files}
    """
    found = cloudformation(tmp_path, text)
    assert {name: verdicts(name, found) for name in (ENCRYPTED, KEY, PUBLIC, TLS)} == {
        ENCRYPTED: {"Files": "violated"},
        KEY: {"Files": "violated"},
        PUBLIC: {"Files": "not_applicable"},
        TLS: {"Task": "violated"},
    }


def test_account() -> None:
    volume = {"name": "w", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED"}}
    task = {"containerDefinitions": [{"image": "ollama/ollama"}], "volumes": [volume]}
    given = [
        live("AWS::ECS::TaskDefinition", "t", taskDefinition=task),
        live("AWS::EFS::FileSystem", "arn:fs-1", FileSystemId="fs-1", Encrypted=False),
        live("AWS::EFS::FileSystem", "arn:fs-2", FileSystemId="fs-2", Encrypted=False),
    ]
    assert verdicts(ENCRYPTED, given) == {"arn:fs-1": "violated"}
    assert verdicts(TLS, given) == {"t": "passed"}
