"""Functions with known, partly known and unknown arguments."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.values import Location, PartlyKnown, Reference, Unknown
from tests.sources.cloudformation.conftest import ReadText, leaf, only

HEAD = """\
Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
  Name:
    Type: String
    Default: web
  Free: {Type: String}
  Secret: {Type: String, NoEcho: true, Default: hunter2}
  Zones: {Type: CommaDelimitedList, Default: "a, b,c"}
  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /aws/image}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsWeb: !Equals [!Ref Name, web]
  Never: !Not [Condition: IsWeb]
Resources:
  Key: {Type: AWS::KMS::Key}
  Gone: {Type: AWS::KMS::Key, Condition: Never}
  X:
    Type: AWS::S3::Bucket
    Properties:
"""


def evaluate(read: ReadText, expression: str, **parameters: str) -> Any:
    contents = read(HEAD + f"      V: {expression}\n", **parameters)
    assert contents.unread == ()
    body: Any = contents.declarations[1].body.value
    return body.get("V")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("!Ref Name", "web"),
        ("{Ref: Name}", "web"),
        ("!Ref Zones", ["a", "b", "c"]),
        ("!Sub 'a-${Name}-${!Name}'", "a-web-${Name}"),
        ("!Sub ['${A}-${Name}', {A: !Ref Name}]", "web-web"),
        ("{'Fn::Sub': '${Name}'}", "web"),
        ("!Join ['-', [a, !Ref Name, 1, true]]", "a-web-1-true"),
        ("!Join ['-', !Ref Zones]", "a-b-c"),
        ("{'Fn::Join': ['', []]}", ""),
        ("!If [IsWeb, 1, 2]", 1),
        ("!If [Never, 1, 2]", 2),
        ("[1, !Ref AWS::NoValue, 2]", [1, 2]),
        ("{Condition: {StringEquals: {a: b}}}", {"Condition": {"StringEquals": {"a": "b"}}}),
        ("2012-10-17", "2012-10-17"),
    ],
)
def test_known(read: ReadText, expression: str, value: object) -> None:
    assert evaluate(read, expression).plain == value


def test_no_value_removes_the_property(read: ReadText) -> None:
    assert evaluate(read, "!Ref AWS::NoValue") is None
    assert evaluate(read, "!If [IsWeb, !Ref AWS::NoValue, 1]") is None
    assert evaluate(read, "!If [IsProd, !Ref AWS::NoValue, !Ref AWS::NoValue]") is None


def test_a_default_is_located_where_it_is_written(read: ReadText) -> None:
    assert evaluate(read, "!Ref Name").location == Location("t.yaml", 5, 14, uses=(Location("t.yaml", 20, 10),))
    assert evaluate(read, "!Sub '${Name}'").location.line == 5


def test_a_mapping_is_located_at_its_key_and_an_item_of_a_list_where_it_starts(read: ReadText) -> None:
    assert evaluate(read, "\n        A: 1").location == Location("t.yaml", 20, 7)
    assert evaluate(read, "\n        - A: 1").value[0].location == Location("t.yaml", 21, 11)


@pytest.mark.parametrize("expression", ["!Ref Key", "{Ref: Key}", "!Sub '${Key}'", "!Join ['', [!Ref Key]]"])
def test_a_reference_keeps_its_target(read: ReadText, expression: str) -> None:
    assert evaluate(read, expression).value == Reference(
        reason="Key.Ref is known after deployment",
        location=Location("t.yaml", 15, 3),
        target="Key",
        attribute="Ref",
        identity="Key.Ref",
        is_set=True,
    )


@pytest.mark.parametrize(
    "expression", ["!GetAtt Key.Arn", "!GetAtt [Key, Arn]", "{'Fn::GetAtt': Key.Arn}", "!Sub '${Key.Arn}'"]
)
def test_an_attribute_keeps_its_target(read: ReadText, expression: str) -> None:
    value = evaluate(read, expression).value
    assert (value.target, value.attribute, value.is_set) == ("Key", "Arn", True)
    assert value.reason == "Key.Arn is known after deployment"


@pytest.mark.parametrize(
    "expression",
    [
        "!Sub '${Key.Arn}/${Name}-${Free}'",
        "!Join ['', [!GetAtt Key.Arn, /, !Ref Name, '-', !Ref Free]]",
    ],
)
def test_text_keeps_its_known_parts(read: ReadText, expression: str) -> None:
    value = evaluate(read, expression).value
    assert isinstance(value, PartlyKnown)
    key, middle, free = value.parts
    assert isinstance(key, Reference)
    assert middle == "/web-"
    assert free == Unknown(
        reason="parameter Free has no value", location=Location("t.yaml", 6, 3), identity="parameter:Free"
    )
    assert value.is_set


def test_a_parameter_without_value_has_its_allowed_values(read: ReadText) -> None:
    value = evaluate(read, "!Ref Env").value
    assert value.reason == "parameter Env has no value"
    assert value.identity == "parameter:Env"
    assert value.location == Location("t.yaml", 2, 3)
    assert [choice.plain for choice in value.possible] == ["dev", "prod"]
    assert value.possible[1].location == Location("t.yaml", 2, 44)
    assert [choice.plain for choice in evaluate(read, "!Sub 'a-${Env}'").value.possible] == ["a-dev", "a-prod"]
    assert evaluate(read, "!Ref Env", Env="prod").plain == "prod"


def test_a_value_that_is_not_allowed_is_not_believed(read: ReadText) -> None:
    value = evaluate(read, "!Ref Env", Env="staging").value
    assert "'staging', which is not one of its AllowedValues" in value.reason
    assert len(value.possible) == 2


def test_if_on_an_unknown_condition_can_be_both(read: ReadText) -> None:
    value = evaluate(read, "!If [IsProd, !If [IsProd, 3, 1], 1]").value
    assert value.reason == "condition IsProd is unknown: parameter Env has no value"
    assert value.identity == "parameter:Env", "what a parameter decides changes together with it"
    assert [choice.plain for choice in value.possible] == [1, 3]
    assert evaluate(read, "!If [IsProd, same, same]").plain == "same"
    absent = evaluate(read, "!If [IsProd, 3, !Ref AWS::NoValue]").value
    assert [choice.plain for choice in absent.possible] == [None, 3]
    assert not absent.is_set


def test_secrets_stay_marked(read: ReadText) -> None:
    assert evaluate(read, "!Ref Secret").sensitive
    assert evaluate(read, "!Sub 'x${Secret}'").sensitive
    assert evaluate(read, "'{{resolve:secretsmanager:a:SecretString:b}}'").sensitive
    assert not evaluate(read, "'{{resolve:ssm:a}}'").sensitive
    assert not evaluate(read, "!Ref Name").sensitive


@pytest.mark.parametrize(
    ("expression", "reason", "is_set"),
    [
        ("!Ref AWS::Region", "AWS::Region is known at deployment", True),
        ("!Ref Image", "parameter Image is read from Systems Manager at deployment", True),
        ("'{{resolve:ssm:/a:1}}'", "{{resolve:ssm:/a:1}} is resolved at deployment", True),
        ("!Ref Nothing", "Nothing is neither a parameter nor a resource of the template", False),
        ("!Ref Gone", "Gone does not exist, because its condition is false", False),
        ("!Foo 1", "Fn::Foo is not a function that can be evaluated", False),
        ("{'Fn::Sub': a, B: 1}", "Fn::Sub stands beside other keys", False),
        ("!If [Nope, 1, 2]", "condition Nope is not declared", True),
        ("!Ref [a]", "Ref expects a name, found a list", False),
        ("!GetAtt {a: b}", "Fn::GetAtt expects a resource and an attribute, found a mapping", False),
        ("!Sub [a]", "Fn::Sub expects", False),
        ("!Sub '${Zones}'", "Fn::Sub: a list or mapping stands where a text is expected", False),
        ("!Join [a]", "Fn::Join expects", False),
        ("!Join [',', {a: b}]", "Fn::Join expects a list", False),
        ("!If [IsWeb, 1]", "Fn::If expects", False),
    ],
)
def test_unknown_with_its_reason(read: ReadText, expression: str, reason: str, is_set: bool) -> None:
    value = evaluate(read, expression).value
    assert isinstance(value, Unknown)
    assert value.reason.startswith(reason)
    assert value.is_set is is_set
    assert value.location.file == "t.yaml"


def test_pseudo_parameters_can_be_given(read: ReadText) -> None:
    given = {"AWS::Region": "cn-north-1"}
    assert evaluate(read, "!Sub 'arn:${AWS::Partition}:x:${AWS::Region}.${AWS::URLSuffix}'", **given).plain == (
        "arn:aws-cn:x:cn-north-1.amazonaws.com.cn"
    )


def test_values_from_a_command_line_lie_where_they_are_asked_for(read: ReadText) -> None:
    text = """\
Parameters:
  Name: {Type: String}
  Names: {Type: CommaDelimitedList, Default: a}
Resources:
  X:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Ref Name
      Tags: !Ref Names
      Region: !Ref AWS::Region
      Partition: !Ref AWS::Partition
"""
    bucket = only(read(text, Name="n", Names="b,c", **{"AWS::Region": "eu-west-1"}))
    places = {name: leaf(bucket, name).location for name in ("BucketName", "Region", "Partition")}
    assert {name: (place.file, place.line) for name, place in places.items()} == {
        "BucketName": ("t.yaml", 2),
        "Region": ("t.yaml", 10),
        "Partition": ("t.yaml", 11),
    }
    assert [use.line for use in places["BucketName"].uses] == [8]
    assert [leaf(bucket, "Tags", index).location.line for index in (0, 1)] == [3, 3]


def test_a_parameter_that_can_have_one_value_has_it(read: ReadText) -> None:
    text = """\
Parameters:
  Days: {Type: Number, AllowedValues: ["30"]}
Resources:
  X:
    Type: AWS::S3::Bucket
    Properties: {Days: !Ref Days}
"""
    found = leaf(only(read(text)), "Days")
    assert (found.value, found.location.line) == (30, 2)


def test_conditional_resources(read: ReadText) -> None:
    contents = read(
        HEAD + "      V: !If [IsProd, yes, no]\n    Condition: IsProd\n"
        "  Y:\n    Type: AWS::S3::Bucket\n    Condition: IsWeb\n"
    )
    key, bucket, other = contents.declarations
    assert key.conditional is None
    assert other.conditional is None
    assert bucket.conditional is not None
    assert bucket.conditional.reason == "condition IsProd is unknown: parameter Env has no value"
    assert bucket.conditional.location == Location("t.yaml", 2, 3)
    assert leaf(bucket, "V").plain is True, "where the resource exists, its condition is true"
