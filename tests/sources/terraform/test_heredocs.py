"""JSON in heredocs: where its parts are, and what is left to what decodes the text as a whole."""

from __future__ import annotations

import json

import pytest

from pytest_aisec.sources.terraform.heredocs import written_json
from pytest_aisec.values import JsonText, Located, Location

from .conftest import Evaluated, Read, at

POLICY = """
    resource "aws_iam_policy" "p" {
      policy = <<-EOT
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": ["s3:GetObject", "bedrock:*"],
              "Resource": "*"
            }
          ]
        }
      EOT
    }
"""


def test_parts_are_where_they_are_written(read: Read) -> None:
    (policy,) = (each for each in read(POLICY).declarations if each.address == "aws_iam_policy.p")
    text = at(policy.body, "policy")
    assert isinstance(text.value, JsonText)
    assert json.loads(text.value) == text.value.structure.plain
    assert text.location.line == 3
    statement = at(text.value.structure, "Statement", 0)
    assert statement.location == Location("main.tf", 7, 9)
    assert at(statement, "Effect").location == Location("main.tf", 8, 21)
    assert [each.location.line for each in at(statement, "Action").value] == [9, 9]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        ' [{"a": [true, false, null, ""]}, [], {"a": {}}]\n',
        '{"a": "b", "a": ["c", "d"]}',
        '{"a"\n:\r\n"b c{}[],:"\t}',
    ],
)
def test_what_is_read_is_what_the_text_says(text: str) -> None:
    found = written_json(text, "main.tf", 1)
    assert isinstance(found, Located)
    assert found.plain == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        '"a"',
        "{",
        "{]",
        '{"a" "b"}',
        '{"a": "b",}',
        "{} {}",
        '{"a": 1}',
        '{"a": "\\u0041"}',
        '{"a": "\u00e9"}',
        '{"a": "$${b}"}',
        "[" * 100000,
        "[" * 5000 + "]" * 5000,
    ],
)
def test_what_is_not_plain_json_is_left(text: str) -> None:
    assert written_json(text, "main.tf", 1) is None


def test_text_with_unknown_parts_is_left(value: Evaluated) -> None:
    got = value('<<EOT\n{"a": "${var.b}"}\nEOT\n', 'variable "b" {}')
    assert not isinstance(got.value, JsonText)


def test_it_is_text_and_is_decoded(value: Evaluated) -> None:
    rest = 'locals {\n  t = <<EOT\n{"a": ["b"]}\nEOT\n}'
    assert value("upper(local.t)", rest).value == '{"A": ["B"]}\n'
    decoded = value("jsondecode(local.t).a[0]", rest)
    assert (decoded.value, decoded.location.line) == ("b", 6)
