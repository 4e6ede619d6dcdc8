"""What data sources look up where it is declared beside: by an id, or by nothing but a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pytest_aisec.aws import ec2, lambda_
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import Undetermined, explore
from tests.policies.judged import terraform

BESIDE = """
    resource "aws_subnet" "s" { vpc_id = "vpc-1" }
    resource "aws_security_group" "g" { name = "models" }
    data "aws_subnet" "by_id" { id = aws_subnet.s.id }
    data "aws_subnets" "many" {}
    data "aws_security_group" "by_id" { id = aws_security_group.g.id }
    data "aws_security_group" "by_name" { name = "models" }
    data "aws_security_group" "other" { name = "others" }
    data "aws_security_group" "elsewhere" {
      name   = "models"
      vpc_id = "vpc-2"
    }
    resource "aws_instance" "i" {
      subnet_id              = %s
      vpc_security_group_ids = [%s]
    }
"""


@pytest.mark.parametrize(
    ("subnet", "group", "expected"),
    [
        ("data.aws_subnet.by_id.id", "data.aws_security_group.by_id.id", ["aws_subnet.s", "aws_security_group.g"]),
        ("data.aws_subnet.by_id.id", "data.aws_security_group.by_name.id", ["aws_subnet.s", "aws_security_group.g"]),
        ("aws_subnet.s.id", "data.aws_security_group.other.id", None),
        ("aws_subnet.s.id", "data.aws_security_group.elsewhere.id", None),
        ("data.aws_subnets.many.ids[0]", "aws_security_group.g.id", None),
    ],
)
def test_instance_stands_in_what_is_looked_up(
    tmp_path: Path, subnet: str, group: str, expected: list[str] | None
) -> None:
    (instance,) = terraform(tmp_path, BESIDE % (subnet, group)).of(ec2.Instance)

    def names() -> list[str]:
        found = [instance.subnet, *instance.security_groups]
        if any(each is not None and each.unseen is not None for each in found):
            raise Undetermined("not read")
        return [each.address for each in found if each is not None]

    explored = explore(names)
    if expected is None:
        assert explored.reasons
    else:
        assert explored.values == [expected]
        assert not explored.reasons


ELSEWHERE = """
    provider "aws" { region = "us-east-1" }
    provider "aws" {
      alias  = "eu"
      region = "eu-west-1"
    }
    provider "aws" {
      alias  = "other"
      region = "us-east-1"
      assume_role { role_arn = "arn:aws:iam::123456789012:role/other" }
    }
    resource "aws_sqs_queue" "work" {
      %s
      name = "work"
    }
    resource "aws_iam_role" "work" {
      %s
      name = "work"
    }
    data "aws_sqs_queue" "work" {
      %s
      name = "work"
    }
    data "aws_iam_role" "work" {
      %s
      name = "work"
    }
    data "aws_ssm_parameter" "work" { name = "work" }
    resource "aws_lambda_function" "f" {
      function_name = "f"
      role          = %s
    }
    resource "aws_lambda_event_source_mapping" "m" {
      event_source_arn = %s
      function_name    = aws_lambda_function.f.arn
    }
"""
EU, OTHER = "provider = aws.eu", "provider = aws.other"
LOOKED_UP = "data.aws_iam_role.work.arn", "data.aws_sqs_queue.work.arn"


@pytest.mark.parametrize(
    ("declared", "asked", "named", "role", "queue"),
    [
        ("", "", LOOKED_UP, True, True),
        ("", 'region = "us-east-1"', LOOKED_UP, True, True),
        ("", EU, LOOKED_UP, True, False),
        ("", 'region = "eu-west-1"', LOOKED_UP, True, False),
        (EU, "", LOOKED_UP, True, False),
        ("", OTHER, LOOKED_UP, False, False),
        (OTHER, "", LOOKED_UP, False, False),
        ("", "", ["data.aws_ssm_parameter.work.value"] * 2, False, False),
        ("", "", LOOKED_UP[::-1], False, False),
    ],
)
def test_same_name_elsewhere_and_of_something_else(
    tmp_path: Path, declared: str, asked: str, named: Sequence[str], *, role: bool, queue: bool
) -> None:
    text = ELSEWHERE % (declared, declared, asked, asked, *named)
    found = terraform(tmp_path, text)
    (function,), (reader,) = found.of(lambda_.Function), found.of(lambda_.EventSourceMapping)
    links: list[tuple[str, Callable[[], Resource | None], bool]] = [
        ("aws_iam_role.work", lambda: function.role, role),
        ("aws_sqs_queue.work", lambda: reader.queue, queue),
    ]
    for address, read, expected in links:
        explored = explore(read)
        known = [each.address for each in explored.values if each is not None and each.unseen is None]
        assert known == ([address] if expected else [])
        assert bool(explored.reasons) is not expected
