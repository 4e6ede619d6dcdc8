"""What the AWS provider adds: rendered policy documents, default tags, the region."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pytest_aisec.model.derived import known_parts
from pytest_aisec.sources.terraform.untagged import UNTAGGED
from pytest_aisec.values import JsonText, Located, PartlyKnown, Reference, Unknown

from .conftest import Evaluated, Read, at

DOCUMENT = """
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Keep"
    actions   = ["s3:ListBucket"]
    resources = ["*"]
  }
  statement {
    sid       = "Replace"
    actions   = ["s3:*"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "d" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [jsonencode({ Statement = { Sid = "Own", Effect = "Deny", Action = "*", Resource = "*" } })]
  statement {
    sid     = "Replace"
    effect  = "Deny"
    actions = ["s3:GetObject", "s3:PutObject", "s3:GetObject"]
    not_resources = ["arn:aws:s3:::&{aws:username}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::1:root"]
    }
    principals {
      type        = "Service"
      identifiers = ["a.amazonaws.com", "b.amazonaws.com"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
  statement {
    sid = "Own"
  }
  statement {
    not_principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
"""


def test_policy_documents_are_rendered(value: Evaluated) -> None:
    got = value("data.aws_iam_policy_document.d.json", DOCUMENT).value
    assert isinstance(got, JsonText)
    assert got.startswith('{\n  "')
    assert json.loads(got) == got.structure.plain == {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Keep", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"},
            {
                "Sid": "Replace",
                "Effect": "Deny",
                "Action": ["s3:PutObject", "s3:GetObject"],
                "NotResource": "arn:aws:s3:::${aws:username}/*",
                "Principal": {"AWS": "arn:aws:iam::1:root", "Service": ["b.amazonaws.com", "a.amazonaws.com"]},
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {"Sid": "Own", "Effect": "Deny", "Action": "*", "Resource": "*"},
            {"Effect": "Allow", "NotPrincipal": "*"},
        ],
    }  # fmt: skip
    tested = at(got.structure, "Statement", 1, "Condition", "Bool", "aws:SecureTransport")
    assert tested.location.line == 36


def test_policy_documents_with_unknown_parts_are_still_judged(value: Evaluated) -> None:
    rest = """
    variable "arn" {}
    variable "more" {}
    resource "aws_s3_bucket" "b" {}
    data "aws_iam_policy_document" "d" {
      statement {
        actions   = ["s3:*"]
        resources = [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"]
        principals {
          type        = "AWS"
          identifiers = [var.arn]
        }
      }
      dynamic "statement" {
        for_each = var.more
        content {
          actions = [statement.value]
        }
      }
    }
    """
    got = value("data.aws_iam_policy_document.d.json", rest).value
    assert isinstance(got, PartlyKnown)
    assert got.structure is not None
    assert {reference.target for reference in got.references} == {"aws_s3_bucket.b"}
    first = at(got.structure, "Statement", 0)
    assert at(first, "Action").value == "s3:*"
    assert isinstance(at(first, "Resource", 0).value, Reference)
    principal = at(first, "Principal", "AWS").value
    assert isinstance(principal, Unknown)
    assert principal.reason == "var.arn has no value"
    assert isinstance(at(got.structure, "Statement", 1).value, Unknown)


def test_default_tags_are_merged(read: Read) -> None:
    contents = read(
        """
        provider "aws" {
          default_tags {
            tags = { Team = "ml", Env = "dev" }
          }
        }
        provider "aws" {
          alias = "west"
          default_tags {
            tags = { West = "yes" }
          }
        }
        resource "aws_s3_bucket" "a" {
          tags = { Env = "prod" }
        }
        resource "aws_s3_bucket" "b" {
          provider = aws.west
        }
        resource "random_id" "r" {}
        module "m" {
          source    = "./m"
          providers = { aws = aws.west }
        }
        module "n" {
          source = "./m"
        }
        """,
        {"m/main.tf": 'resource "aws_s3_bucket" "c" {}'},
    )
    tags = {d.address: d.body.plain.get("tags_all") for d in contents.declarations}  # type: ignore[attr-defined]
    assert tags == {
        "aws_s3_bucket.a": {"Team": "ml", "Env": "prod"},
        "aws_s3_bucket.b": {"West": "yes"},
        "random_id.r": None,
        "module.m.aws_s3_bucket.c": {"West": "yes"},
        "module.n.aws_s3_bucket.c": {"Team": "ml", "Env": "dev"},
    }
    body = contents.declarations[0].body.value
    assert isinstance(body, dict)
    all_tags = body["tags_all"].value
    assert isinstance(all_tags, dict)
    assert [all_tags[name].location.line for name in ("Team", "Env")] == [4, 14]


def test_region_comes_from_the_provider(value: Evaluated) -> None:
    rest = 'data "aws_region" "r" {}\nprovider "aws" {\n  region = "eu-west-1"\n}'
    assert value("data.aws_region.r.name", rest).value == "eu-west-1"


def test_account_and_partition_are_unknown_but_set(value: Evaluated) -> None:
    rest = 'data "aws_caller_identity" "c" {}\ndata "aws_partition" "p" {}'
    assert value("data.aws_caller_identity.c.account_id != null", rest).value is True
    got: Located = value("data.aws_partition.p.partition", rest)
    assert isinstance(got.value, Unknown)
    assert got.value.possible is not None
    assert got.value.possible[0].value == "aws"


@pytest.mark.parametrize(
    ("kind", "stated", "attribute", "shown", "sought"),
    [
        ("iam_policy", 'name = "Own"', "arn", "arn:?:iam::?:policy/?Own", "Own"),
        ("kms_alias", 'name = "alias/aws/s3"', "arn", "arn:?:kms:?:?:alias/aws/s3", "alias/aws/s3"),
        ("kms_alias", 'name = "alias/own"', "target_key_arn", "arn:?:kms:?:?:key/?", "alias/own"),
        ("kms_alias", 'name = "alias/own"', "target_key_id", "", "alias/own"),
        ("kms_key", 'key_id = "alias/aws/s3"', "arn", "arn:?:kms:?:?:key/?", "alias/aws/s3"),
        ("kms_key", 'key_id = "alias/own"', "id", "", "alias/own"),
    ],
)
def test_what_is_looked_up_by_name_is_set_and_named(
    value: Evaluated, kind: str, stated: str, attribute: str, shown: str, sought: str
) -> None:
    got = value(f"data.aws_{kind}.d.{attribute}", f'data "aws_{kind}" "d" {{\n{stated}\n}}')
    assert isinstance(got.value, Unknown)
    assert got.value.is_set
    assert got.value.sought == (sought,)
    assert known_parts(got) == shown


@pytest.mark.parametrize(
    ("kind", "stated", "attribute"),
    [
        ("iam_policy", 'name = "Own"', "policy"),
        ("iam_policy", 'name = "Own"\npath_prefix = "/own/"', "arn"),
        ("iam_policy", "name = var.x", "arn"),
        ("iam_policy", 'provider = aws.other\nname = "Own"', "arn"),
        ("kms_alias", "name = var.x", "target_key_arn"),
        ("kms_key", 'key_id = "1234abcd-12ab-34cd-56ef-1234567890ab"', "arn"),
        ("kms_key", 'key_id = "alias/own"', "description"),
    ],
)
def test_what_is_looked_up_otherwise_is_not_known(value: Evaluated, kind: str, stated: str, attribute: str) -> None:
    other = 'variable "x" {}\nprovider "aws" {\nalias = "other"\nprofile = "other"\n}\n'
    got = value(f"data.aws_{kind}.d.{attribute}", f'{other}data "aws_{kind}" "d" {{\n{stated}\n}}')
    assert type(got.value) is Unknown
    assert not got.value.is_set
    assert not got.value.sought


def test_default_tags_go_only_to_what_takes_tags(read: Read) -> None:
    declarations = read("""
        provider "aws" {
          default_tags { tags = { a = "b" } }
        }
        resource "aws_vpc" "v" {}
        resource "aws_iam_role_policy_attachment" "p" {}
    """).declarations
    assert [at(declaration.body, "tags_all").plain for declaration in declarations if declaration.body.value] == [
        {"a": "b"}
    ]


def test_untagged_types_are_those_of_the_schema() -> None:
    schema = json.loads(gzip.decompress((Path(__file__).parents[2] / "schemas/terraform_aws.json.gz").read_bytes()))
    assert {name for name, attributes in schema.items() if "tags" not in attributes} == UNTAGGED


def test_credentials_of_a_provider_are_told_apart_and_not_told(read: Read) -> None:
    contents = read(
        """
        provider "aws" {
          alias      = "one"
          access_key = "AKIAIOSFODNN7EXAMPLE"
          secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
        }
        provider "aws" {
          alias = "two"
          assume_role {
            role_arn    = "arn:aws:iam::111122223333:role/deploy"
            external_id = "hush"
          }
        }
        provider "aws" {
          alias  = "there"
          region = "eu-west-1"
        }
        resource "aws_s3_bucket" "a" { provider = aws.one }
        resource "aws_s3_bucket" "b" { provider = aws.two }
        resource "aws_s3_bucket" "c" { provider = aws.there }
        resource "aws_s3_bucket" "d" { provider = aws.one }
        """
    )
    stated = [d.body.plain.get("provider") for d in contents.declarations]  # type: ignore[attr-defined]
    assert stated[0] == stated[3] != stated[1]
    assert stated[2] is None
    assert not [said for said in ("AKIA", "hush", "wJal", "111122223333") if said in repr(contents)]


def test_credentials_that_are_not_known_are_the_same_by_name_only(read: Read) -> None:
    contents = read(
        """
        variable "roles" {}
        variable "role" {}
        provider "aws" {
          alias = "one"
          assume_role { role_arn = [for each in var.roles : each.arn if each.name == "one"][0] }
        }
        provider "aws" {
          alias = "two"
          assume_role { role_arn = [for each in var.roles : each.arn if each.name == "two"][0] }
        }
        provider "aws" {
          alias  = "three"
          assume_role { role_arn = var.role }
        }
        provider "aws" {
          alias  = "four"
          region = "eu-west-1"
          assume_role { role_arn = var.role }
        }
        resource "aws_s3_bucket" "a" { provider = aws.one }
        resource "aws_s3_bucket" "b" { provider = aws.two }
        resource "aws_s3_bucket" "c" { provider = aws.three }
        resource "aws_s3_bucket" "d" { provider = aws.four }
        """
    )
    first, second, third, fourth = [d.body.plain.get("provider") for d in contents.declarations]  # type: ignore[attr-defined]
    assert third == fourth
    assert len({first, second, third}) == 3
