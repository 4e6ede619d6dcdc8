"""What is documented for policies of one's own: the example, and every question by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import pytest

import pytest_aisec
from pytest_aisec import network
from pytest_aisec.analysis.mentions import mentioned
from pytest_aisec.aws import ec2
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.verdicts import Verdict, decide
from tests.policies.judged import terraform

PAGE = (Path(pytest_aisec.__file__).parents[1] / "docs" / "writing-policies.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Networks\n")[2].partition("\n## ")[0]


def example() -> Callable[..., Any]:
    module = ModuleType("test_ours")
    code = SECTION.partition("```python\n")[2].partition("```")[0]
    exec(compile(code, "test_ours.py", "exec"), vars(module))
    policy = vars(module)["test_instance_in_a_public_subnet_serves_https_only"]
    assert get_type_hints(policy)["instance"] is ec2.Instance
    return policy  # type: ignore[no-any-return]


def test_every_question_is_documented() -> None:
    questions = {name for name in network.__all__ if callable(getattr(network, name))}
    assert questions == set(re.findall(r"`(\w+)\(", SECTION)) | {"asks_for_public_address"}
    inside = network.__doc__ or ""
    assert questions == {name for name in re.findall(r"`(\w+)`", inside) if name in network.__all__}


ESTATE = """
    resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
    resource "aws_internet_gateway" "g" { vpc_id = aws_vpc.v.id }
    resource "aws_subnet" "s" { vpc_id = aws_vpc.v.id }
    resource "aws_route" "r" {
      route_table_id         = aws_vpc.v.main_route_table_id
      destination_cidr_block = "%s"
      gateway_id             = aws_internet_gateway.g.id
    }
    resource "aws_security_group" "g" {
      ingress {
        protocol    = "tcp"
        from_port   = 443
        to_port     = %d
        cidr_blocks = ["0.0.0.0/0"]
      }
    }
    resource "aws_instance" "i" {
      subnet_id              = aws_subnet.s.id
      vpc_security_group_ids = [aws_security_group.g.id]
    }
"""


@pytest.mark.parametrize(
    ("to", "last", "expected"),
    [
        ("0.0.0.0/0", 443, Verdict.PASSED),
        ("0.0.0.0/0", 444, Verdict.VIOLATED),
        ("10.1.0.0/16", 444, Verdict.NOT_APPLICABLE),
    ],
)
def test_the_example(tmp_path: Path, to: str, last: int, expected: Verdict) -> None:
    (instance,) = terraform(tmp_path, ESTATE % (to, last)).of(ec2.Instance)
    policy = example()
    assert decide(lambda: policy(instance), skips=(pytest.skip.Exception,)).verdict is expected


def test_an_account_is_asked_for_what_the_answers_read() -> None:
    plan = collection_plan({ec2.Instance}, mentioned([(example(), ec2.Instance)]))
    assert {"AWS::EC2::RouteTable", "AWS::EC2::NetworkAcl", "AWS::EC2::SecurityGroup", "AWS::EC2::VPCEndpoint"} <= {
        each.type for each in plan
    }
    (lists,) = [each for each in plan if each.type == "AWS::EC2::PrefixList"]
    assert [call.operation for call in lists.calls] == ["GetManagedPrefixListEntries"]
