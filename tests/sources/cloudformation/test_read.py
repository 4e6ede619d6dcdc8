"""Resources, places, and what could not be read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_aisec.sources.cloudformation import CloudFormationSource
from pytest_aisec.sources.source import Dialect, Source
from pytest_aisec.values import Location, Unknown
from tests.sources.cloudformation.conftest import ReadText, leaf, only

TEMPLATE = """\
AWSTemplateFormatVersion: 2010-09-09
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      SecurityGroupIngress:
        - FromPort: 22
          CidrIp: 0.0.0.0/0
      Ports:
        - 22
        - true
"""


def test_every_leaf_has_its_own_place(read: ReadText) -> None:
    group = only(read(TEMPLATE, "infra/t.yaml"))
    assert (group.type, group.address, group.dialect) == (
        "AWS::EC2::SecurityGroup",
        "Group",
        Dialect.CLOUDFORMATION,
    )
    assert group.source == "cloudformation:infra/t.yaml"
    assert group.location == Location("infra/t.yaml", 3, 3)
    assert leaf(group, "SecurityGroupIngress", 0, "CidrIp").location == Location("infra/t.yaml", 9, 19)
    assert leaf(group, "SecurityGroupIngress", 0, "FromPort").location == Location("infra/t.yaml", 8, 21)
    assert leaf(group, "Ports", 1).location == Location("infra/t.yaml", 12, 11)
    assert leaf(group, "Ports").plain == [22, True]


def test_json_gives_the_same_as_yaml(read: ReadText) -> None:
    document = {
        "Resources": {
            "Topic": {
                "Type": "AWS::SNS::Topic",
                "Properties": {"TopicName": {"Fn::Join": ["-", ["a", {"Ref": "P"}]]}, "Fifo": True},
            }
        },
        "Parameters": {"P": {"Type": "String", "Default": "b"}},
    }
    tabs = only(read(json.dumps(document, indent="\t"), "t.json"))
    spaces = only(read(json.dumps(document, indent=2), "t.json"))
    assert tabs.body.plain == spaces.body.plain == {"TopicName": "a-b", "Fifo": True}
    assert tabs.location == Location("t.json", 3, 3)
    assert leaf(tabs, "Fifo").location == Location("t.json", 17, 13)


def test_it_is_a_source(tmp_path: Path) -> None:
    source: Source = CloudFormationSource(tmp_path / "a" / "b.yaml", tmp_path)
    assert (source.id, source.kind, source.location) == ("cloudformation:a/b.yaml", "cloudformation", "a/b.yaml")
    (unread,) = source.read().unread
    assert "not readable" in unread.reason


def test_a_template_beside_the_root_is_named_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "t.yaml").write_text(TEMPLATE)
    source = CloudFormationSource(tmp_path / "root" / ".." / "t.yaml", tmp_path / "root")
    assert source.location == "../t.yaml"
    assert {declaration.location.file for declaration in source.read().declarations} == {"../t.yaml"}


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("Resources:\n  A: [1, 2\n  B: 3\n", 3, 4, "did not find expected ',' or ']'"),
        ("Resources:\n  A: {Type: x}\n  A: {Type: y}\n", 3, 3, "duplicate key 'A': first on line 2"),
        ('{"Resources": {"A": 1,\n "A": 2}}', 2, 2, "duplicate key 'A'"),
        ("Resources:\n\tA: 1\n", 2, 1, "cannot start any token"),
        ("Resources: *nowhere\n", 1, 12, "alias *nowhere has no anchor"),
        ("Resources: &a [*a]\n", 1, 16, "inside its own anchor"),
        ("A: 1\n---\nB: 2\n", 2, 1, "second YAML document"),
        ("Resources: [1]\n", 1, 12, "expected Resources to be a mapping, found a list"),
        ("- a\n", 1, 1, "found a list"),
        ("", 1, 1, "found nothing"),
        ("Resources:\n  A: text\n", 2, 3, "resource A: expected a mapping with a Type, found the text 'text'"),
        ("Resources:\n  A: {Type: [x]}\n", 2, 3, "found a list"),
        ("Resources:\n  A: {}\n", 2, 3, "expected a mapping with a Type, found a mapping without one"),
        ("Resources: {}\nTransform: [AWS::Foo]\n", 2, 13, "transform AWS::Foo is not expanded"),
        ("a\x00b", 1, 2, "not text"),
        ("{A: " + "[" * 100_000, 1, 105, "nested deeper"),
    ],
)
def test_what_cannot_be_read_is_one_entry_with_its_place(
    read: ReadText, text: str, line: int, column: int, reason: str
) -> None:
    (unread,) = read(text).unread
    assert reason in unread.reason
    assert (unread.location.file, unread.location.line, unread.location.column) == ("t.yaml", line, column)


def test_text_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_bytes(b"Resources:\n  A: \xff\n")
    (unread,) = CloudFormationSource(tmp_path / "t.yaml", tmp_path).read().unread
    assert unread.location == Location("t.yaml", 2, 6)


def test_one_bad_resource_does_not_hide_the_others(read: ReadText) -> None:
    contents = read("Resources:\n  A: {Type: AWS::SNS::Topic, Properties: [1]}\n  B: 1\n  C: {Type: AWS::SNS::Topic}\n")
    assert [declaration.address for declaration in contents.declarations] == ["A", "C"]
    assert len(contents.unread) == 2
    assert isinstance(contents.declarations[0].body.value, Unknown)
    assert contents.declarations[1].body.plain == {}


def test_an_alias_is_located_at_its_anchor_and_used_where_it_stands(read: ReadText) -> None:
    topic = only(
        read(
            """\
            Metadata: {shared: &shared {Name: x}}
            Resources:
              A:
                Type: AWS::SNS::Topic
                Properties:
                  One: *shared
                  <<: {Two: 2}
            """
        )
    )
    assert topic.body.plain == {"One": {"Name": "x"}, "Two": 2}
    assert leaf(topic, "One").location == Location("t.yaml", 1, 20, uses=(Location("t.yaml", 6, 12),))
    assert leaf(topic, "One", "Name").location == Location("t.yaml", 1, 35)


def test_billion_laughs_and_alias_towers_are_refused(read: ReadText) -> None:
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40))
    tower = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 150))
    assert "aliases stand for more than" in read(laughs).unread[0].reason
    assert "through aliases" in read(tower).unread[0].reason


def test_importing_the_package_imports_no_parser() -> None:
    code = (
        "import sys, pytest_aisec.sources.cloudformation; "
        "sys.exit(sum(name in sys.modules for name in ('cfnlint', 'yaml', 'samtranslator')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_json_that_yaml_refuses(read: ReadText) -> None:
    topic = only(
        read(
            '{"Resources": {"A": {"Type": "AWS::SNS::Topic", "Properties": {"a": "\\ud83d\\ude00", "b": 1}}}}', "t.json"
        )
    )
    assert topic.body.plain == {"a": "\N{GRINNING FACE}", "b": 1}
    broken = read('{"Resources": {"A": "\\ud83d"}}', "t.json")
    assert broken.unread[0].location.line == 1
