"""Ways to AI data beside the policies of buckets: ACLs, access points, replication."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.declarations import Declaration
from pytest_aisec.settings import Settings
from tests.model.declared import live
from tests.policies.judged import cloudformation, terraform, verdicts

ACL = "ai_bucket_acl_does_not_let_everybody_in"
POINT = "access_point_of_an_ai_bucket_does_not_let_everybody_in"
VPC = "access_point_of_an_ai_bucket_is_in_a_vpc"
COPY = "ai_bucket_is_copied_only_to_trusted_accounts"
MODEL = 'resource "aws_sagemaker_model" "m" {\nprimary_container {\nmodel_data_url = "s3://weights/m.tar.gz"\n}\n}'
TRUSTED = Settings(trusted_accounts=("123456789012",))


def acl(stated: str) -> str:
    return f'resource "aws_s3_bucket_acl" "a" {{\nbucket = aws_s3_bucket.b.id\n{stated}\n}}'


def grant(uri: str) -> str:
    return acl(f'access_control_policy {{\ngrant {{\npermission = "WRITE"\ngrantee {{\nuri = {uri}\n}}\n}}\n}}')


OWN = "data.aws_caller_identity.me.account_id"
IGNORED = (
    'resource "aws_s3_bucket_public_access_block" "p" {\nbucket = aws_s3_bucket.b.id\nignore_public_acls = true\n}'
)
ALL = '"http://acs.amazonaws.com/groups/global/AllUsers"'
LOGS = '"http://acs.amazonaws.com/groups/s3/LogDelivery"'


def copying(status: str, destination: str) -> str:
    rule = f"rule {{\nstatus = {status}\ndestination {{\n{destination}\n}}\n}}"
    return f'resource "aws_s3_bucket_replication_configuration" "r" {{\nbucket = aws_s3_bucket.b.id\n{rule}\n}}'


@pytest.mark.parametrize(
    ("policy", "own", "beside", "expected"),
    [
        (ACL, "", "", "passed"),
        (ACL, "", acl('acl = "private"'), "passed"),
        (ACL, "", acl('acl = "public-read-write"'), "violated"),
        (ACL, 'acl = "public-read"', "", "violated"),
        (ACL, "", acl('acl = "public-read"') + "\n" + IGNORED, "passed"),
        (ACL, "", acl("acl = var.elsewhere"), "undetermined"),
        (ACL, "", grant(ALL), "violated"),
        (ACL, "", grant(LOGS), "passed"),
        (ACL, "", grant("var.elsewhere"), "undetermined"),
        (COPY, "", "", "passed"),
        (COPY, "", copying('"Enabled"', 'bucket = aws_s3_bucket.b.arn\naccount = "210987654321"'), "violated"),
        (COPY, "", copying('"Disabled"', 'bucket = aws_s3_bucket.b.arn\naccount = "210987654321"'), "passed"),
        (COPY, "", copying('"Enabled"', 'bucket = "arn:aws:s3:::elsewhere"\naccount = "123456789012"'), "passed"),
        (COPY, "", copying('"Enabled"', "bucket = aws_s3_bucket.b.arn"), "passed"),
        (COPY, "", copying('"Enabled"', f'bucket = "arn:aws:s3:::elsewhere"\naccount = {OWN}'), "passed"),
        (COPY, "", copying('"Enabled"', 'bucket = "arn:aws:s3:::elsewhere"\naccount = var.elsewhere'), "undetermined"),
        (COPY, "", copying('"Enabled"', 'bucket = "arn:aws:s3:::elsewhere"'), "undetermined"),
    ],
)
def test_terraform(tmp_path: Path, policy: str, own: str, beside: str, expected: str) -> None:
    text = f"""
    variable "elsewhere" {{}}
    data "aws_caller_identity" "me" {{}}
    resource "aws_s3_bucket" "b" {{
      bucket = "weights"
      {own}
    }}
    {MODEL}
    {beside}
    """
    assert verdicts(policy, terraform(tmp_path, text), TRUSTED) == {"aws_s3_bucket.b": expected}


def test_without_trusted_accounts_files_cannot_tell_whose_copies_are_foreign(tmp_path: Path) -> None:
    beside = copying('"Enabled"', 'bucket = aws_s3_bucket.b.arn\naccount = "210987654321"')
    text = f'resource "aws_s3_bucket" "b" {{ bucket = "weights" }}\n{MODEL}\n{beside}'
    assert verdicts(COPY, terraform(tmp_path, text)) == {"aws_s3_bucket.b": "undetermined"}


def statement(principal: str) -> str:
    return f'policy = jsonencode({{ Statement = [{{ Effect = "Allow", Principal = {principal}, Action = "s3:*" }}] }})'


APART = """
resource "aws_s3control_access_point_policy" "p" {
  access_point_arn = aws_s3_access_point.p.arn
  %s
}
"""


@pytest.mark.parametrize(
    ("policy", "bucket", "stated", "beside", "expected"),
    [
        (POINT, "b", statement('"*"'), "", {"aws_s3_access_point.p": "violated"}),
        (POINT, "b", statement('{ AWS = "123456789012" }'), "", {"aws_s3_access_point.p": "passed"}),
        (POINT, "b", statement("var.elsewhere"), "", {"aws_s3_access_point.p": "undetermined"}),
        (POINT, "b", "", APART % statement('"*"'), {"aws_s3_access_point.p": "violated"}),
        (POINT, "other", statement('"*"'), "", {}),
        (VPC, "b", "", "", {"aws_s3_access_point.p": "violated"}),
        (VPC, "b", 'vpc_configuration {\nvpc_id = "vpc-1"\n}', "", {"aws_s3_access_point.p": "passed"}),
    ],
)
def test_access_points(
    tmp_path: Path, policy: str, bucket: str, stated: str, beside: str, expected: dict[str, str]
) -> None:
    text = f"""
    variable "elsewhere" {{}}
    resource "aws_s3_bucket" "b" {{ bucket = "weights" }}
    resource "aws_s3_bucket" "other" {{ bucket = "other" }}
    {MODEL}
    resource "aws_s3_access_point" "p" {{
      bucket = aws_s3_bucket.{bucket}.id
      {stated}
    }}
    {beside}
    """
    assert verdicts(policy, terraform(tmp_path, text)) == expected


REPLICATED = """
    ReplicationConfiguration:
      Rules: [{Status: Enabled, Destination: {Bucket: "arn:aws:s3:::elsewhere", Account: "210987654321"}}]"""


@pytest.mark.parametrize(
    ("policy", "stated", "expected"),
    [
        (ACL, "\n    AccessControl: PublicReadWrite", {"B": "violated"}),
        (ACL, "\n    AccessControl: Private", {"B": "passed"}),
        (COPY, REPLICATED, {"B": "violated"}),
        (COPY, "", {"B": "passed"}),
        (POINT, "", {"P": "violated"}),
        (VPC, "", {"P": "violated"}),
    ],
)
def test_cloudformation(tmp_path: Path, policy: str, stated: str, expected: dict[str, str]) -> None:
    text = f"""
B:
  Type: AWS::S3::Bucket
  Properties:
    BucketName: weights{stated}
P:
  Type: AWS::S3::AccessPoint
  Properties:
    Bucket: !Ref B
    Policy: {{Statement: [{{Effect: Allow, Principal: "*", Action: "s3:PutObject"}}]}}
M:
  Type: AWS::SageMaker::Model
  Properties: {{PrimaryContainer: {{ModelDataUrl: "s3://weights/m.tar.gz"}}}}
"""
    assert verdicts(policy, cloudformation(tmp_path, text), TRUSTED) == expected


def account(
    uri: str = "", account_of_copy: str | None = None, bucket: str = "arn:aws:s3:::elsewhere"
) -> list[Declaration]:
    grants = [{"Grantee": {"Type": "Group", "URI": uri}, "Permission": "READ"}] if uri else []
    destination = {"Bucket": bucket} | ({"Account": account_of_copy} if account_of_copy else {})
    rules = {"Rules": [{"Status": "Enabled", "Destination": destination}]}
    return [
        live("sts:Account", "210987654321", Account="210987654321"),
        live(
            "AWS::S3::Bucket",
            "weights",
            Name="weights",
            GetBucketAcl={"Grants": grants},
            GetBucketReplication={"ReplicationConfiguration": rules},
            GetPublicAccessBlock={},
        ),
        live("AWS::SageMaker::Model", "m", PrimaryContainer={"ModelDataUrl": "s3://weights/m.tar.gz"}),
    ]


@pytest.mark.parametrize(
    ("policy", "estate", "expected"),
    [
        (ACL, account("http://acs.amazonaws.com/groups/global/AllUsers"), "violated"),
        (ACL, account("http://acs.amazonaws.com/groups/global/AuthenticatedUsers"), "violated"),
        (ACL, account(), "passed"),
        (COPY, account(), "violated"),
        (COPY, account(bucket="arn:aws:s3:::weights"), "passed"),
        (COPY, account(account_of_copy="210987654321"), "passed"),
        (COPY, account(account_of_copy="111111111111"), "violated"),
        (COPY, account(account_of_copy="123456789012"), "passed"),
    ],
)
def test_account(policy: str, estate: list[Declaration], expected: str) -> None:
    assert verdicts(policy, estate, TRUSTED) == {"weights": expected}


def test_access_points_of_an_account() -> None:
    point = live(
        "AWS::S3::AccessPoint",
        "p",
        Bucket="weights",
        GetAccessPointPolicy={"Policy": '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*"}]}'},
    )
    inside = live(
        "AWS::S3::AccessPoint", "i", Bucket="weights", VpcConfiguration={"VpcId": "v"}, GetAccessPointPolicy={}
    )
    assert verdicts(POINT, [*account(), point, inside]) == {"p": "violated", "i": "passed"}
    assert verdicts(VPC, [*account(), point, inside]) == {"p": "violated", "i": "passed"}
