"""The disks of model hosts, wherever they are stated, and their keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.declarations import Declaration
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

PLAIN = "model_host_volumes_are_encrypted"
SNAPSHOTS = "snapshot_of_a_model_host_volume_is_encrypted"
KEYS = "model_host_volumes_have_a_customer_managed_key"
KEY = 'variable "x" {}\nresource "aws_kms_key" "k" {}\n'
GROUP = 'resource "aws_autoscaling_group" "g" {\nlaunch_template {\nid = aws_launch_template.t.id\n}\n}\n'
LAUNCHED = 'resource "aws_instance" "i" {\nlaunch_template {\nid = aws_launch_template.t.id\n}\n}\n'
DEFAULT = 'resource "aws_ebs_default_kms_key" "d" { key_arn = aws_kms_key.k.arn }\n'
ANYWAY = 'resource "aws_ebs_encryption_by_default" "e" { enabled = true }\n'


def template(*stated: str) -> str:
    disks = "\n".join(f'block_device_mappings {{\ndevice_name = "a"\nebs {{\n{each}\n}}\n}}' for each in stated)
    return f'resource "aws_launch_template" "t" {{\ninstance_type = "g5.xlarge"\n{disks}\n}}\n'


OWN = "encrypted = true\nkms_key_id = aws_kms_key.k.arn"


@pytest.mark.parametrize(
    ("text", "plain", "keys"),
    [
        (template("encrypted = true") + GROUP, "passed", "violated"),
        (template("encrypted = false") + GROUP, "violated", "violated"),
        (template('encrypted = "false"') + GROUP, "violated", "violated"),
        (template(OWN) + GROUP, "passed", "passed"),
        (template(OWN, "encrypted = false") + GROUP, "violated", "violated"),
        (template('encrypted = true\nkms_key_id = "alias/aws/ebs"'), "passed", "violated"),
        (template("encrypted = true\nkms_key_id = var.x"), "passed", "undetermined"),
        (template("encrypted = var.x") + GROUP, "undetermined", "violated"),
        (template() + GROUP, "undetermined", "undetermined"),
        (template("encrypted = true") + DEFAULT, "passed", "passed"),
        (template("encrypted = false") + DEFAULT, "violated", "violated"),
        (template("encrypted = false") + ANYWAY, "passed", "violated"),
        (template("encrypted = false") + ANYWAY + DEFAULT, "passed", "passed"),
    ],
)
def test_templates(tmp_path: Path, text: str, plain: str, keys: str) -> None:
    estate = terraform(tmp_path, KEY + text)
    assert verdicts(PLAIN, estate) == {"aws_launch_template.t": plain}
    assert verdicts(KEYS, estate) == {"aws_launch_template.t": keys}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            template("encrypted = false") + LAUNCHED,
            {"aws_launch_template.t": "not_applicable", "aws_instance.i": "violated"},
        ),
        (template(OWN) + LAUNCHED, {"aws_launch_template.t": "not_applicable", "aws_instance.i": "passed"}),
        (template(OWN) + LAUNCHED + GROUP, {"aws_launch_template.t": "passed", "aws_instance.i": "passed"}),
        (
            template("encrypted = false")
            + LAUNCHED.replace("{\nl", "{\nroot_block_device {\nencrypted = true\n}\nl", 1),
            {"aws_launch_template.t": "not_applicable", "aws_instance.i": "passed"},
        ),
    ],
)
def test_instances_have_the_disks_of_their_template(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert verdicts(PLAIN, terraform(tmp_path, KEY + text)) == expected


@pytest.mark.parametrize(
    ("stated", "plain", "keys"),
    [
        ("Encrypted: true", "passed", "violated"),
        ("Encrypted: false", "violated", "violated"),
        ("{Encrypted: true, KmsKeyId: !GetAtt Key.Arn}", "passed", "passed"),
        ("{Encrypted: true, KmsKeyId: alias/aws/ebs}", "passed", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, stated: str, plain: str, keys: str) -> None:
    mapping = stated if stated.startswith("{") else f"{{{stated}}}"
    text = f"""
    Key: {{Type: AWS::KMS::Key}}
    Template:
      Type: AWS::EC2::LaunchTemplate
      Properties:
        LaunchTemplateData: {{InstanceType: g5.xlarge, BlockDeviceMappings: [{{DeviceName: a, Ebs: {mapping}}}]}}
    Host:
      Type: AWS::EC2::Instance
      Properties: {{InstanceType: g5.xlarge, BlockDeviceMappings: [{{DeviceName: a, Ebs: {mapping}}}]}}
    """
    estate = cloudformation(tmp_path, text)
    assert verdicts(PLAIN, estate) == {"Template": plain, "Host": plain}
    assert verdicts(KEYS, estate) == {"Template": keys, "Host": keys}


def test_a_node_group_without_a_template(tmp_path: Path) -> None:
    text = 'resource "aws_eks_node_group" "n" {\ninstance_types = ["g5.xlarge"]\n}'
    estate = terraform(tmp_path, text)
    assert verdicts(PLAIN, estate) == {"aws_eks_node_group.n": "undetermined"}
    assert verdicts(KEYS, estate) == {"aws_eks_node_group.n": "undetermined"}


@pytest.mark.parametrize(("manager", "expected"), [("CUSTOMER", "passed"), ("AWS", "violated"), (None, "violated")])
def test_account(manager: str | None, expected: str) -> None:
    devices = [{"DeviceName": "a", "Ebs": {"VolumeId": "vol-1"}}]
    body = {"Encrypted": True, "KmsKeyId": "arn:k"} if manager else {"Encrypted": False}
    estate = [
        live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="g5.xlarge", BlockDeviceMappings=devices),
        live("AWS::EC2::Volume", "vol-1", VolumeId="vol-1", **body),
        live("AWS::KMS::Key", "arn:k", KeyArn="arn:k", KeyManager=manager),
    ]
    assert verdicts(KEYS, estate) == {"i-1": expected}


def test_templates_of_an_account_are_judged_by_their_instances() -> None:
    data = {"InstanceType": "g5.xlarge", "BlockDeviceMappings": [{"Ebs": {"Encrypted": False}}]}
    template = live("AWS::EC2::LaunchTemplate", "lt-1", LaunchTemplateId="lt-1", LaunchTemplateData=data)
    assert verdicts(PLAIN, [template]) == {"lt-1": "not_applicable"}


def test_snapshots_of_an_account() -> None:
    def snapshot(name: str, volume: str, encrypted: bool) -> Declaration:
        return live("ec2:Snapshot", name, SnapshotId=name, VolumeId=volume, Encrypted=encrypted)

    def host(name: str, kind: str, volume: str) -> Declaration:
        devices = [{"DeviceName": "a", "Ebs": {"VolumeId": volume}}]
        return live("AWS::EC2::Instance", name, InstanceId=name, InstanceType=kind, BlockDeviceMappings=devices)

    estate = [
        host("i-1", "g5.xlarge", "vol-1"),
        host("i-2", "t3.small", "vol-2"),
        *(live("AWS::EC2::Volume", name, VolumeId=name, Encrypted=True) for name in ("vol-1", "vol-2")),
        snapshot("plain", "vol-1", encrypted=False),
        snapshot("kept", "vol-1", encrypted=True),
        snapshot("other", "vol-2", encrypted=False),
        snapshot("gone", "vol-3", encrypted=False),
    ]
    assert verdicts(SNAPSHOTS, estate) == {"plain": "violated", "kept": "passed"}
