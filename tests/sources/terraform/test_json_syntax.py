"""The JSON form of the language."""

from __future__ import annotations

import pytest

from pytest_aisec.values import Location, Reference

from .conftest import Read, at

CONFIGURATION = """
{
  "//": "a comment",
  "variable": {"names": {"type": "list(string)"}, "plain": {"default": "${not.evaluated}"}},
  "locals": {"n": "${upper(\\"x\\")}-1"},
  "resource": {
    "aws_s3_bucket": {
      "b": {
        "bucket": "${local.n}",
        "tags": {"Name": "${var.names[0]}"},
        "logging": {"target": "${aws_s3_bucket.l[0].id}"},
        "rule": [{"id": 1}, {"id": 2.5}],
        "cidrs": ["a", "%{ if true }b%{ endif }"],
        "dynamic": {"grant": {"for_each": "${var.names}", "iterator": "g", "content": {"id": "${g.value}"}}},
        "lifecycle": {"prevent_destroy": true}
      },
      "l": [{"count": 1}]
    }
  }
}
"""


def test_configuration(read: Read) -> None:
    contents = read("", {"main.tf.json": CONFIGURATION, "a.auto.tfvars.json": '{"names": ["a", "${b}"]}'})
    assert not contents.unread
    bucket = contents.declarations[0]
    assert bucket.address == "aws_s3_bucket.b"
    assert bucket.location == Location("main.tf.json", 8, 12)
    assert isinstance(at(bucket.body, "logging", 0, "target").value, Reference)
    plain = bucket.body.plain
    assert isinstance(plain, dict)
    plain.pop("logging")
    assert plain == {
        "bucket": "X-1",
        "tags": {"Name": "a"},
        "rule": [{"id": 1}, {"id": 2.5}],
        "cidrs": ["a", "b"],
        "grant": [{"id": "a"}, {"id": "${b}"}],
    }
    assert at(bucket.body, "bucket").location == Location(
        "main.tf.json", 5, 19, uses=(Location("main.tf.json", 9, 19),)
    )
    assert contents.declarations[1].address == "aws_s3_bucket.l[0]"


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ('{"a": 1', 1, 8, "`,` or `}`"),
        ('{\n"a" 1}', 2, 5, "`:`"),
        ("{a: 1}", 1, 2, "a name in quotes"),
        ('{"a": tru}', 1, 7, "a JSON value"),
        ('{"a": "x', 1, 7, "a string that ends"),
        ("{} {}", 1, 4, "the end of the file"),
        ("", 1, 1, "a JSON value"),
    ],
)
def test_errors_are_located(read: Read, text: str, line: int, column: int, expected: str) -> None:
    (unread,) = read("", {"bad.tf.json": text}).unread
    assert (unread.location.line, unread.location.column) == (line, column)
    assert f"expected {expected}" in unread.reason
