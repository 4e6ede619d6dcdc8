"""Functions that compute: known, partly known and unknown arguments, and cfn-lint's answers beside ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.model.foreign import is_shared
from pytest_aisec.values import JsonText, Location, PartlyKnown, Reference, Unknown
from tests.sources.cloudformation.conftest import ReadText

HEAD = """\
Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
  Name: {Type: String, Default: web}
  Free: {Type: String}
  Zones: {Type: CommaDelimitedList, Default: "a,b,c"}
  FreeZones: {Type: CommaDelimitedList}
Mappings:
  Days:
    dev: {Keep: 7, Tags: [x, y], Only: 1}
    prod:
      Keep: 365
      Tags: [z]
  Regions:
    eu-west-1: {Ami: ami-1}
    us-east-1: {Ami: ami-2}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsFree: !Equals [!Ref Free, x]
Resources:
  Vpc: {Type: AWS::EC2::VPC}
  X:
    Type: AWS::S3::Bucket
    Properties:
"""

KNOWN = [
    ("!Split [',', 'a,b,,c']", ["a", "b", "", "c"]),
    ("!Select [1, [a, b]]", "b"),
    ("!Select ['1', !Split ['-', a-b]]", "b"),
    ("!Select [0, !Ref Zones]", "a"),
    ("!Select [0, [a, !Ref Free]]", "a"),
    ("!FindInMap [Days, prod, Keep]", 365),
    ("!FindInMap [Days, dev, Tags]", ["x", "y"]),
    ("!FindInMap [Days, nope, Keep, {DefaultValue: 1}]", 1),
    ("!FindInMap [!Sub 'Da${!}ys', prod, Keep, {DefaultValue: !Ref Name}]", "web"),
    ("!Base64 text", "dGV4dA=="),
    ("{'Fn::Base64': !Sub '${Name}'}", "d2Vi"),
    ("!Cidr [10.0.0.0/16, 3, 8]", ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]),
    ("!Cidr [10.0.0.0/16, '2', '12']", ["10.0.0.0/20", "10.0.16.0/20"]),
    ("!Cidr ['2001:db8::/56', 2, 64]", ["2001:db8::/64", "2001:db8:0:1::/64"]),
    ("{'Fn::Length': [1, 2, !Ref Free]}", 3),
    ("{'Fn::Length': !Ref Zones}", 3),
    ("{'Fn::ToJsonString': {a: [1, true, !Ref Name]}}", '{"a":[1,true,"web"]}'),
    ("!Join ['-', !FindInMap [Days, dev, Tags]]", "x-y"),
    ("!Join ['', [!Select [0, !Split ['.', 'web.example']], !Sub '-${Name}']]", "web-web"),
]


def evaluate(read: ReadText, expression: str) -> Any:
    contents = read(HEAD + f"      V: {expression}\n")
    assert contents.unread == ()
    body: Any = contents.declarations[1].body.value
    return body["V"]


@pytest.mark.parametrize(("expression", "value"), KNOWN)
def test_known(read: ReadText, expression: str, value: object) -> None:
    assert evaluate(read, expression).plain == value


UNRESOLVED_THERE = ("Base64", "Cidr", "Length", "ToJsonString")
COMMON = [case for case in KNOWN if not any(name in case[0] for name in UNRESOLVED_THERE)]


@pytest.mark.parametrize(("expression", "value"), COMMON)
def test_cfn_lint_resolves_alike(tmp_path: Path, expression: str, value: object) -> None:
    """Its resolver gives every possibility; these have one."""
    from cfnlint.context import create_context_for_template
    from cfnlint.decode import decode
    from cfnlint.helpers import FUNCTIONS
    from cfnlint.jsonschema import CfnTemplateValidator
    from cfnlint.template import Template

    file = tmp_path / "t.yaml"
    file.write_text(HEAD + f"      V: {expression}\n")
    decoded, matches = decode(str(file))
    assert not matches
    template = Template(str(file), decoded, ["us-east-1"])
    context = create_context_for_template(template).evolve(functions=list(FUNCTIONS))
    validator = CfnTemplateValidator({}).evolve(cfn=template, context=context)
    node = decoded["Resources"]["X"]["Properties"]["V"]
    (answer,) = [answer for answer, _, error in validator.resolve_value(node) if error is None]
    assert _texts(answer) == _texts(value)


def _texts(value: object) -> object:
    return [_texts(item) for item in value] if isinstance(value, list) else str(value)


def test_a_mapped_value_is_located_in_the_mapping(read: ReadText) -> None:
    assert evaluate(read, "!FindInMap [Days, prod, Keep]").location == Location(
        "t.yaml", 11, 13, uses=(Location("t.yaml", 24, 10),)
    )


def test_what_a_finite_parameter_decides_changes_with_it(read: ReadText) -> None:
    days = evaluate(read, "!FindInMap [Days, !Ref Env, Keep]").value
    assert (days.identity, [option.plain for option in days.possible]) == ("parameter:Env", [7, 365])
    text = evaluate(read, "!Sub ['${Env}-${Days}', {Days: !FindInMap [Days, !Ref Env, Keep]}]").value
    assert (text.identity, [option.plain for option in text.possible]) == ("parameter:Env", ["dev-7", "prod-365"])
    chosen = evaluate(read, "!If [IsProd, !Ref Env, none]").value
    assert (chosen.identity, [option.plain for option in chosen.possible]) == ("parameter:Env", ["none", "prod"])
    assert evaluate(read, "!Select [!If [IsProd, 0, 0], [a]]").plain == "a"
    free = evaluate(read, "!If [IsFree, 1, 2]").value
    assert (free.identity, [option.plain for option in free.possible]) == (
        'Fn::Equals:[{"?": "parameter:Free", "of": []}, "x"]',
        [1, 2],
    )


def test_what_is_made_of_the_region_alone_is_every_templates(read: ReadText) -> None:
    """Not what a template's own mappings and resources make of it, nor what of its parameters is in it."""

    def named(expression: str) -> str:
        return str(evaluate(read, expression).value.identity)

    assert is_shared(named("!Sub 'arn:${AWS::Region}:${AWS::AccountId}'"))
    assert is_shared(named("!Join ['/', [!Ref AWS::Region, !ImportValue elsewhere]]"))
    assert not is_shared(named("!Sub '${AWS::Region}-${AWS::StackName}'"))
    assert not is_shared(named("!Sub '${AWS::Region}-${Free}'"))
    assert not is_shared(named("!FindInMap [!Ref AWS::Region, a, b]"))
    assert not is_shared(named("!GetAtt [Vpc, !Ref AWS::Region]"))
    assert named("!GetAtt [Vpc, !Ref AWS::Region]") != named("!GetAtt [X, !Ref AWS::Region]")


def test_independent_unknowns_are_combined(read: ReadText) -> None:
    value = evaluate(read, "!If [IsFree, !Ref Env, none]").value
    assert sorted(option.plain for option in value.possible) == ["dev", "none", "prod"]
    assert value.identity != "parameter:Env"


def test_a_list_with_a_removable_item_is_one_of_two_lists(read: ReadText) -> None:
    value = evaluate(read, "[a, !If [IsFree, !GetAtt Vpc.Id, !Ref AWS::NoValue]]").value
    full, short = value.possible
    assert isinstance(full.value[1].value, Reference)
    assert short.plain == ["a"]


def test_a_key_of_a_mapping_can_only_be_one_that_it_has(read: ReadText) -> None:
    value = evaluate(read, "!FindInMap [Regions, !Ref AWS::Region, Ami]").value
    assert [option.plain for option in value.possible] == ["ami-1", "ami-2"]
    assert value.reason == "AWS::Region is known at deployment"
    other = evaluate(read, "!FindInMap [Regions, !Ref AWS::Region, Ami, {DefaultValue: ami-0}]").value
    assert [option.plain for option in other.possible] == ["ami-1", "ami-2", "ami-0"]
    one = evaluate(read, "!FindInMap [Days, !Ref Env, Only]").value
    assert one.possible[0].plain == 1
    assert "the mapping has no Only" in one.possible[1].value.reason


def test_json_text_keeps_its_structure(read: ReadText) -> None:
    known = evaluate(read, "{'Fn::ToJsonString': {a: !Ref Name}}").value
    assert isinstance(known, JsonText)
    assert known.structure.value["a"].location.line == 3  # type: ignore[index,call-overload,union-attr]
    partly = evaluate(
        read, "{'Fn::ToJsonString': {a: !GetAtt Vpc.Arn, b: 1, c: !Sub 'x-${Free}', d: [!Ref Free]}}"
    ).value
    assert isinstance(partly, PartlyKnown)
    assert isinstance(partly.structure, object)
    text = "".join(part if isinstance(part, str) else "?" for part in partly.parts)
    assert text == '{"a":"?","b":1,"c":"x-?","d":[?]}'
    assert json.loads(text.replace("[?]", "[]"))["c"] == "x-?"


def test_unknown_blocks_are_as_many_as_asked_for(read: ReadText) -> None:
    blocks = evaluate(read, "!Cidr [!GetAtt Vpc.CidrBlock, 2, 8]")
    assert [block.value.identity for block in blocks.value] == [
        f'Fn::Cidr:[{{"?": "Vpc.CidrBlock", "of": []}}, 2, 8][{index}]' for index in (0, 1)
    ]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("!Split [',', !Ref Free]", "parameter Free has no value"),
        ("!Select [0, !Ref FreeZones]", "parameter FreeZones has no value"),
        ("!Select [!Ref Free, [a]]", "parameter Free has no value"),
        ("!Select [3, [a]]", "Fn::Select: the list has no item 3"),
        ("!Select [0, a]", "Fn::Select: expects a list"),
        ("!Select [0]", "Fn::Select expects an index and a list, found a list"),
        ("!Split ['', a]", "Fn::Split: the delimiter is empty"),
        ("!Split x", "Fn::Split expects"),
        ("!FindInMap [Nope, a, b]", "Fn::FindInMap: the mapping has no Nope"),
        ("!FindInMap [Days, a]", "Fn::FindInMap expects"),
        ("!FindInMap [!Ref Free, a, b]", "parameter Free has no value"),
        ("!Base64 {a: b}", "Fn::Base64: a list or mapping"),
        ("!Base64 {Ref: Free}", "parameter Free has no value"),
        ("!Cidr [nonsense, 1, 8]", "Fn::Cidr: 'nonsense' does not appear"),
        ("!Cidr [10.0.0.0/30, 9, 1]", "Fn::Cidr: 10.0.0.0/30 has only 2 blocks"),
        ("!Cidr [10.0.0.0/16, 999, 8]", "Fn::Cidr: the count 999 is not between 1 and 256"),
        ("!Cidr x", "Fn::Cidr expects"),
        ("!GetAZs ''", "the availability zones of the account are known at deployment"),
        ("!Select [0, !GetAZs {Ref: AWS::Region}]", "the availability zones of the account are known"),
        ("!ImportValue net-vpc", "the export net-vpc of another stack is known at deployment"),
        ("!GetStackOutput {StackName: net, OutputName: Vpc}", "the output Vpc of the stack net is known at deployment"),
        ("!GetStackOutput {StackName: !Ref Free, OutputName: Vpc}", "the output of another stack is known at"),
        ("!GetStackOutput x", "Fn::GetStackOutput expects a StackName and an OutputName, found the text 'x'"),
        ("!ImportValue {'Fn::Sub': '${Free}-vpc'}", "parameter Free has no value"),
        ("{'Fn::Length': a}", "Fn::Length: expects a list"),
        ("{'Fn::Length': !Ref FreeZones}", "parameter FreeZones has no value"),
        ("{'Fn::ToJsonString': !Ref Free}", "parameter Free has no value"),
        ("{'Fn::Transform': {Name: AWS::Include}}", "the macro AWS::Include is not expanded"),
        ("{'Fn::ForEach::L': [X, [a], {}]}", "Fn::ForEach::L needs the transform AWS::LanguageExtensions"),
    ],
)
def test_unknown_with_its_reason(read: ReadText, expression: str, reason: str) -> None:
    value = evaluate(read, expression).value
    assert isinstance(value, Unknown)
    assert value.reason.startswith(reason)
    assert value.location.file == "t.yaml"


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ("!Equals [a, a]", True),
        ("!Equals [true, 'true']", True),
        ("!Equals [!Ref Name, Web]", False),
        ("!Equals [!Ref Free, !Ref Free]", True),
        ("!Equals [!Ref Env, staging]", False),
        ("!Equals [!Ref Zones, [a, b, c]]", True),
        ("!Not [!Equals [a, b]]", True),
        ("!And [!Equals [a, a], !Equals [a, b]]", False),
        ("!Or [!Equals [a, a], !Equals [a, b]]", True),
        ("!And [!Equals [!Ref Free, x], !Equals [a, b]]", False),
        ("!Or [!Equals [!Ref Free, x], !Equals [a, a]]", True),
        ("!Or [{Condition: IsProd}, !Not [{Condition: IsProd}]]", True),
        ("!And [{Condition: IsProd}, !Equals [!Ref Env, dev]]", False),
        ("!And [!Equals [!Ref Free, x], !Equals [a, a]]", None),
        ("{Condition: IsProd}", None),
        ("!Equals [a]", None),
        ("!Not []", None),
        ("!And []", None),
        ("!Foo [a]", None),
        ("{Condition: C}", None),
        ("text", None),
    ],
)
def test_conditions(read: ReadText, condition: str, truth: bool | None) -> None:
    head = HEAD.replace("Conditions:\n", f"Conditions:\n  C: {condition}\n")
    contents = read(head + "      V: 1\n    Condition: C\n")
    found = [declaration for declaration in contents.declarations if declaration.address == "X"]
    assert len(found) == (0 if truth is False else 1)
    if truth is not False:
        assert (found[0].conditional is None) == (truth is True)


def test_where_a_conditional_resource_exists_its_parameter_fits(read: ReadText) -> None:
    head = HEAD.replace("[dev, prod]}", "[dev, prod, live]}").replace(
        "IsProd: !Equals [!Ref Env, prod]",
        "IsProd: !Equals [!Ref Env, prod]\n  IsDev: !Equals [!Ref Env, dev]\n  NotDev: !Not [!Equals [!Ref Env, dev]]",
    )
    body = "      Env: !Ref Env\n      Dev: !If [IsDev, 1, 0]\n      Prod: !If [IsProd, 1, 0]\n"
    contents = read(head + body + "    Condition: IsProd\n")
    assert contents.declarations[1].body.plain == {"Env": "prod", "Dev": 0, "Prod": 1}
    contents = read(head + body + "    Condition: NotDev\n")
    found: Any = contents.declarations[1].body.value
    assert [option.plain for option in found["Env"].value.possible] == ["prod", "live"]
    assert found["Dev"].plain == 0
    assert [option.plain for option in found["Prod"].value.possible] == [1, 0]
    assert found["Env"].value.identity == found["Prod"].value.identity != "parameter:Env"
