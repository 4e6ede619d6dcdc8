"""What security groups let in: every way to write a rule and a source."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policies.judged import terraform, verdicts

POLICY = "security_group_does_not_open_model_serving_ports_to_the_internet"
ANYWHERE = 'cidr_blocks = ["0.0.0.0/0"]'


@pytest.mark.parametrize(
    ("ports", "protocol", "source", "expected"),
    [
        ((8888, 8888), "tcp", ANYWHERE, "violated"),
        ((0, 65535), "6", ANYWHERE, "violated"),
        ((0, 0), "-1", ANYWHERE, "violated"),
        ((0, 0), "all", 'cidr_blocks = ["0.0.0.0/1", "128.0.0.0/1"]', "violated"),
        (("null", "null"), "tcp", 'ipv6_cidr_blocks = ["::/0"]', "violated"),
        ((8888, 8888), "tcp", 'prefix_list_ids = ["pl-1"]', "undetermined"),
        ((443, 443), "tcp", 'prefix_list_ids = ["pl-1"]', "passed"),
        ((0, 65535), "tcp", "self = true", "passed"),
        ((0, 65535), "tcp", 'security_groups = ["sg-1"]', "passed"),
        ((8888, 8888), "icmp", ANYWHERE, "passed"),
    ],
)
def test_rules(tmp_path: Path, ports: tuple[object, object], protocol: str, source: str, expected: str) -> None:
    text = f"""
    resource "aws_security_group" "g" {{
      ingress {{
        from_port = {ports[0]}
        to_port   = {ports[1]}
        protocol  = "{protocol}"
        {source}
      }}
    }}
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_security_group.g": expected}


def test_rules_as_an_attribute(tmp_path: Path) -> None:
    text = """
    resource "aws_security_group" "g" {
      ingress = [{ from_port = 8888, to_port = 8888, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"], self = null }]
    }
    """
    assert verdicts(POLICY, terraform(tmp_path, text)) == {"aws_security_group.g": "violated"}
