"""What data sources look up where it is declared beside: by an id, or by nothing but a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_aisec.aws import ec2
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
