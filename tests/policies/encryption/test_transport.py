"""TLS to AI buckets, and the disks of model hosts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

TLS = "ai_bucket_refuses_plain_http"
DISKS = "model_host_volumes_are_encrypted"
MODEL = 'resource "aws_sagemaker_model" "m" {\nprimary_container {\nmodel_data_url = "s3://weights/m.tar.gz"\n}\n}'


BOTH = '["${aws_s3_bucket.b.arn}/*", aws_s3_bucket.b.arn]'
PLAIN = 'Bool = { "aws:SecureTransport" = "false" }'


def policy(
    effect: str = "Deny",
    principal: str = "*",
    action: str = "s3:*",
    secure: str = '"false"',
    resource: str = BOTH,
    condition: str = "",
) -> str:
    condition = condition or f'{{ Bool = {{ "aws:SecureTransport" = {secure} }} }}'
    statement = f'{{ Effect = "{effect}", Principal = "{principal}", Action = "{action}", Resource = {resource}, Condition = {condition} }}'
    return f'resource "aws_s3_bucket_policy" "p" {{\nbucket = aws_s3_bucket.b.id\npolicy = jsonencode({{ Statement = [{statement}] }})\n}}'


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", "violated"),
        (policy(), "passed"),
        (policy(secure="false"), "passed"),
        (policy(secure='"true"'), "violated"),
        (policy(secure="var.elsewhere"), "undetermined"),
        (policy(effect="Allow"), "violated"),
        (policy(action="s3:PutObject"), "violated"),
        (policy(action="s3:GetObject"), "violated"),
        (policy(action="s3:Get*"), "violated"),
        (policy(action="*"), "passed"),
        (policy(resource='"*"'), "passed"),
        (policy(resource='"arn:aws:s3:::weights*"'), "passed"),
        (policy(resource='["arn:aws:s3:::weights", "arn:aws:s3:::weights/*"]'), "passed"),
        (policy(resource='"${aws_s3_bucket.b.arn}/*"'), "violated"),
        (policy(resource="aws_s3_bucket.b.arn"), "violated"),
        (policy(resource='[aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/training/*"]'), "violated"),
        (policy(resource='[aws_s3_bucket.b.arn, "${var.elsewhere}/*"]'), "passed"),
        (policy(resource="var.elsewhere"), "undetermined"),
        (policy(condition=f'{{ {PLAIN}, StringEquals = {{ "aws:PrincipalOrgID" = "o-1" }} }}'), "violated"),
        (policy(condition='{ Bool = { "aws:SecureTransport" = "false", "aws:ViaAWSService" = "false" } }'), "violated"),
        (policy(condition='{ BoolIfExists = { "aws:SecureTransport" = "false" } }'), "passed"),
        (policy(principal="arn:aws:iam::123456789012:root"), "violated"),
        (
            'resource "aws_s3_bucket_policy" "p" {\nbucket = aws_s3_bucket.b.id\npolicy = var.elsewhere\n}',
            "undetermined",
        ),
        (policy().replace("aws_s3_bucket.b.id", '"other"'), "violated"),
    ],
)
def test_terraform(tmp_path: Path, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_s3_bucket" "b" {{ bucket = "weights" }}\n{MODEL}\n{stated}'
    assert verdicts(TLS, terraform(tmp_path, text)) == {"aws_s3_bucket.b": expected}


@pytest.mark.parametrize(
    ("secure", "resource", "expected"),
    [
        ("'false'", '"*"', "passed"),
        ("'true'", '"*"', "violated"),
        ("'false'", '[!GetAtt Weights.Arn, !Sub "${Weights.Arn}/*"]', "passed"),
        ("'false'", '[!Sub "arn:aws:s3:::${Weights}", !Sub "arn:aws:s3:::${Weights}/*"]', "passed"),
        ("'false'", '!Sub "${Weights.Arn}/*"', "violated"),
        ("'false'", "!GetAtt Weights.Arn", "violated"),
    ],
)
def test_cloudformation(tmp_path: Path, secure: str, resource: str, expected: str) -> None:
    text = f"""
    Weights: {{Type: AWS::S3::Bucket, Properties: {{BucketName: weights}}}}
    Model:
      Type: AWS::SageMaker::Model
      Properties: {{PrimaryContainer: {{ModelDataUrl: s3://weights/m.tar.gz}}}}
    Policy:
      Type: AWS::S3::BucketPolicy
      Properties:
        Bucket: !Ref Weights
        PolicyDocument:
          Statement:
            - Effect: Deny
              Principal: "*"
              Action: s3:*
              Resource: {resource}
              Condition: {{Bool: {{aws:SecureTransport: {secure}}}}}
    """
    assert verdicts(TLS, cloudformation(tmp_path, text)) == {"Weights": expected}


@pytest.mark.parametrize(("resource", "expected"), [("/*", "violated"), ("*", "passed")])
def test_account(resource: str, expected: str) -> None:
    denied = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": f"arn:aws:s3:::weights{resource}",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    estate = [
        live(
            "AWS::S3::Bucket",
            "weights",
            Name="weights",
            GetBucketPolicy={"Policy": json.dumps({"Statement": [denied]})},
        ),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelDataUrl": "s3://weights/m.tar.gz"}),
    ]
    assert verdicts(TLS, estate) == {"weights": expected}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("root_block_device {\nencrypted = true\n}", "passed"),
        ("root_block_device {\nencrypted = false\n}", "violated"),
        ("root_block_device {\nvolume_size = 100\n}", "undetermined"),
        ("", "undetermined"),
        (
            'root_block_device {\nencrypted = true\n}\nebs_block_device {\ndevice_name = "b"\nencrypted = false\n}',
            "violated",
        ),
        ("root_block_device {\nencrypted = var.elsewhere\n}", "undetermined"),
    ],
)
def test_disks_in_terraform(tmp_path: Path, stated: str, expected: str) -> None:
    text = f'variable "elsewhere" {{}}\nresource "aws_instance" "i" {{\ninstance_type = "g5.xlarge"\n{stated}\n}}'
    assert verdicts(DISKS, terraform(tmp_path, text)) == {"aws_instance.i": expected}


def test_an_attached_disk(tmp_path: Path) -> None:
    text = """
    resource "aws_instance" "i" {
      instance_type = "g5.xlarge"
      root_block_device {
        encrypted = true
      }
    }
    resource "aws_ebs_volume" "v" { availability_zone = "a" }
    resource "aws_volume_attachment" "a" {
      device_name = "b"
      instance_id = aws_instance.i.id
      volume_id   = aws_ebs_volume.v.id
    }
    """
    assert verdicts(DISKS, terraform(tmp_path, text)) == {"aws_instance.i": "violated"}


@pytest.mark.parametrize(("encrypted", "expected"), [("true", "passed"), ("false", "violated")])
def test_disks_in_cloudformation(tmp_path: Path, encrypted: str, expected: str) -> None:
    text = f"""
    Host:
      Type: AWS::EC2::Instance
      Properties:
        InstanceType: g5.xlarge
        BlockDeviceMappings: [{{DeviceName: a, Ebs: {{Encrypted: {encrypted}}}}}]
    """
    assert verdicts(DISKS, cloudformation(tmp_path, text)) == {"Host": expected}


@pytest.mark.parametrize(("encrypted", "expected"), [(True, "passed"), (False, "violated")])
def test_disks_in_an_account(encrypted: bool, expected: str) -> None:
    devices = [{"DeviceName": "a", "Ebs": {"VolumeId": "vol-1"}}]
    host = live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="g5.xlarge", BlockDeviceMappings=devices)
    volume = live("AWS::EC2::Volume", "vol-1", VolumeId="vol-1", Encrypted=encrypted)
    assert verdicts(DISKS, [host, volume])["i-1"] == expected
