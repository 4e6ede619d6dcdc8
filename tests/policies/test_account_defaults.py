"""What an account decides for machines and disks that say nothing themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import terraform, verdicts

TOKENS = "model_host_requires_imdsv2"
DISKS = "model_host_volumes_are_encrypted"


def host(stated: str) -> str:
    return f"""
    variable "elsewhere" {{}}
    resource "aws_instance" "i" {{
      instance_type = "g5.xlarge"
      {stated}
    }}
    """


def defaults(stated: str) -> str:
    return f'resource "aws_ec2_instance_metadata_defaults" "d" {{\n{stated}\n}}'


@pytest.mark.parametrize(
    ("own", "account", "expected"),
    [
        ("", defaults('http_tokens = "required"'), "passed"),
        ("", defaults('http_tokens = "optional"'), "violated"),
        ("", defaults('http_tokens = "no-preference"'), "violated"),
        ("", defaults(""), "violated"),
        ("", defaults("http_tokens = var.elsewhere"), "undetermined"),
        ("", defaults('http_tokens = "required"\ncount = 0'), "violated"),
        ("", "", "violated"),
        ('metadata_options {\nhttp_tokens = "optional"\n}', defaults('http_tokens = "required"'), "violated"),
        ('metadata_options {\nhttp_endpoint = "enabled"\n}', defaults('http_tokens = "required"'), "passed"),
    ],
)
def test_metadata_service(tmp_path: Path, own: str, account: str, expected: str) -> None:
    assert verdicts(TOKENS, terraform(tmp_path, host(own) + account)) == {"aws_instance.i": expected}


def test_metadata_service_of_a_launch_template(tmp_path: Path) -> None:
    text = 'resource "aws_launch_template" "t" {\ninstance_type = "g5.xlarge"\n}\n' + defaults(
        'http_tokens = "required"'
    )
    assert verdicts(TOKENS, terraform(tmp_path, text)) == {"aws_launch_template.t": "passed"}


@pytest.mark.parametrize(("tokens", "expected"), [("required", "passed"), ("optional", "violated")])
def test_metadata_service_in_an_account(tokens: str, expected: str) -> None:
    template = live("AWS::EC2::LaunchTemplate", "lt-1", LaunchTemplateData={"InstanceType": "g5.xlarge"})
    account = live("ec2:MetadataDefaults", "metadata defaults in a-1", AccountLevel={"HttpTokens": tokens})
    assert verdicts(TOKENS, [template, account]) == {"lt-1": expected}


@pytest.mark.parametrize(
    ("own", "account", "expected"),
    [
        ("root_block_device {}", 'resource "aws_ebs_encryption_by_default" "e" {}', "passed"),
        ("root_block_device {}", 'resource "aws_ebs_encryption_by_default" "e" {\nenabled = false\n}', "undetermined"),
        ("root_block_device {}", "", "undetermined"),
        (
            "root_block_device {\nencrypted = false\n}",
            'resource "aws_ebs_encryption_by_default" "e" {\nenabled = false\n}',
            "violated",
        ),
        (
            "root_block_device {}",
            'resource "aws_ebs_encryption_by_default" "e" {\nenabled = var.elsewhere\n}',
            "undetermined",
        ),
        ("root_block_device {\nencrypted = true\n}", "", "passed"),
    ],
)
def test_disks(tmp_path: Path, own: str, account: str, expected: str) -> None:
    assert verdicts(DISKS, terraform(tmp_path, host(own) + account)) == {"aws_instance.i": expected}


def test_disks_of_an_account_are_judged_one_by_one() -> None:
    instance = live(
        "AWS::EC2::Instance",
        "i-1",
        InstanceType="g5.xlarge",
        BlockDeviceMappings=[{"Ebs": {"VolumeId": "vol-1"}}],
    )
    volume = live("AWS::EC2::Volume", "vol-1", VolumeId="vol-1", Encrypted=False)
    by_default = live("ec2:EncryptionByDefault", "disk encryption in a-1", EbsEncryptionByDefault=True)
    assert verdicts(DISKS, [instance, volume, by_default]) == {"i-1": "violated"}
