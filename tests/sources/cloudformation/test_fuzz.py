"""Whatever stands in a template: reading gives declarations and unread entries with places, and never raises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytest_aisec.declarations import Contents
from pytest_aisec.sources.cloudformation import CloudFormationSource, is_template
from pytest_aisec.values import Located

WORDS = [
    "A",
    "B",
    "P",
    "Q",
    "C",
    "M",
    "k",
    "A.Arn",
    "${A}",
    "${P}-x",
    "${!x}",
    "${",
    "AWS::Region",
    "AWS::NoValue",
    "0",
    "",
]
FUNCTIONS = [
    "Ref",
    "Condition",
    "Fn::ForEach::L",
    *(
        f"Fn::{name}"
        for name in (
            *("GetAtt", "Sub", "Join", "Split", "Select", "FindInMap", "If", "Equals", "And", "Or", "Not"),
            *("Base64", "Cidr", "ImportValue", "GetAZs", "Length", "ToJsonString", "Transform", "Nonsense"),
        )
    ),
]
SECTIONS = ["Parameters", "Mappings", "Conditions", "Resources", "Outputs", "Transform"]
KEYS = [
    "Type",
    "Properties",
    "Default",
    "AllowedValues",
    "Condition",
    "Value",
    "Export",
    "Name",
    "A",
    "k",
    "DefaultValue",
]
TYPES = ["AWS::S3::Bucket", "AWS::CloudFormation::Stack", "String", "Number", "CommaDelimitedList", "X::MODULE"]

scalars = st.one_of(
    st.sampled_from([*WORDS, *TYPES, "AWS::LanguageExtensions", "{{resolve:ssm:x}}", "10.0.0.0/16"]),
    st.integers(-1, 300),
    st.floats(),
    st.booleans(),
    st.none(),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
        st.builds(lambda name, value: {name: value}, st.sampled_from(FUNCTIONS), inner),
    ),
    max_leaves=12,
)
named = st.dictionaries(st.sampled_from(["A", "B", "P", "Q", "C", "M", "Fn::ForEach::L"]), values, max_size=4)
resources = st.dictionaries(
    st.sampled_from(["A", "B", "D"]),
    st.fixed_dictionaries({"Type": st.sampled_from(TYPES[:2]), "Properties": values}, optional={"Condition": values}),
    max_size=3,
)
templates = st.fixed_dictionaries(
    {"Resources": st.one_of(resources, named, values)},
    optional={name: st.one_of(named, values) for name in SECTIONS if name != "Resources"},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def read(folder: Path, content: bytes) -> Contents:
    file = folder / "t.yaml"
    file.write_bytes(content)
    is_template(file)
    return CloudFormationSource(file, folder).read()


def check(value: Located) -> None:
    assert value.location.file == "t.yaml"
    match value.value:
        case list() as items:
            for item in items:
                check(item)
        case dict() as entries:
            for item in entries.values():
                check(item)


@settings(max_examples=150, deadline=None)
@given(templates)
@example({"Resources": {"A": {"Type": "AWS::S3::Bucket", "Condition": "C"}}, "Conditions": {"C": {"Condition": "C"}}})
@example({"Resources": {"A": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "\x00"}}}})
@example({"Resources": {"A": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "."}}}})
@example({"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"Fn::Cidr": ["10.0.0.0/16", 1, "x"]}}}})
def test_any_template(folder: Path, template: dict[str, Any]) -> None:
    contents = read(folder, json.dumps(template, indent=1).encode())
    for declaration in contents.declarations:
        assert declaration.location.line is not None
        check(declaration.body)
    for unread in contents.unread:
        assert unread.location.file is not None
        assert unread.location.line is not None


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="AB{}[]&*!|>-?:,'\"\\ \n\t#%@<a1", max_size=60))
@example("a: !!binary x\nb: !!set {a}\nc: !!int x\nd: 0b\ne: !<x> y")
@example("a: 1:99:1\nb: 0x\nc: .inf\nd: =\ne: ! x")
def test_any_text(folder: Path, text: str) -> None:
    contents = read(folder, f"Resources:\n  A: {{Type: AWS::X::Y}}\n{text}".encode())
    assert contents.declarations or contents.unread


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes(folder: Path, content: bytes) -> None:
    for unread in read(folder, content).unread:
        assert unread.location.line is not None


def test_functions_inside_functions_do_not_grow(folder: Path) -> None:
    nested: Any = {"Ref": "AWS::Region"}
    for _ in range(20):
        nested = {"Fn::Select": [0, {"Fn::Split": ["-", nested]}]}
    contents = read(folder, json.dumps({"Resources": {"A": {"Type": "X::Y::Z", "Properties": {"V": nested}}}}).encode())
    assert len(str(contents.declarations[0].body.plain)) < 1000


def test_texts_that_double_in_nested_stacks_are_stopped(tmp_path: Path) -> None:
    for level in range(30):
        (tmp_path / f"t{level}.yaml").write_text(
            "Parameters: {P: {Type: String, Default: '" + "x" * 50 + "'}}\n"
            "Resources:\n"
            "  S:\n"
            "    Type: AWS::CloudFormation::Stack\n"
            f"    Properties: {{TemplateURL: t{level + 1}.yaml, Parameters: {{P: !Sub '${{P}}${{P}}'}}}}\n"
        )
    (tmp_path / "t30.yaml").write_text(
        "Parameters: {P: {Type: String}}\nResources: {A: {Type: X::Y::Z, Properties: {P: !Ref P}}}\n"
    )
    last = CloudFormationSource(tmp_path / "t0.yaml", tmp_path).read().declarations[-1]
    assert "longer than" in str(last.body.plain)
