"""SAM applications: what is deployed, located in the application."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_aisec.declarations import Contents, Declaration
from pytest_aisec.model.derived import known_parts
from pytest_aisec.sources.cloudformation import CloudFormationSource, sam
from pytest_aisec.values import Location, Reference
from tests.sources.cloudformation.conftest import ReadText
from tests.sources.cloudformation.test_fuzz import KEYS, check, scalars

HERE = Path(__file__).parent / "sam"


@pytest.fixture(scope="module")
def application() -> Contents:
    return CloudFormationSource(HERE / "template.yaml", HERE).read()


def one(contents: Contents, kind: str) -> Declaration:
    (found,) = (declaration for declaration in contents.declarations if declaration.type == kind)
    return found


def at(declaration: Declaration, *path: str | int) -> Any:
    value: Any = declaration.body
    for step in path:
        value = value.value[step]
    return value


def test_what_is_implicit_appears_where_it_comes_from(application: Contents) -> None:
    found = {declaration.type for declaration in application.declarations}
    implicit = {
        "AWS::IAM::Role",
        "AWS::Lambda::Alias",
        "AWS::Lambda::Version",
        "AWS::Lambda::Permission",
        "AWS::Lambda::EventSourceMapping",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Deployment",
        "AWS::ApiGateway::Stage",
    }
    assert implicit < found
    assert not any(kind.startswith("AWS::Serverless") for kind in found)
    function = Location("template.yaml", 15, 3)
    assert {one(application, kind).location for kind in implicit} == {function}
    assert one(application, "AWS::Lambda::Function").location == function
    assert one(application, "AWS::SQS::Queue").location == Location("template.yaml", 40, 3)


@pytest.mark.parametrize(
    ("kind", "path", "plain", "line"),
    [
        ("AWS::Lambda::Function", ("Timeout",), 30, 20),
        ("AWS::Lambda::Function", ("MemorySize",), 512, 9),
        ("AWS::Lambda::Function", ("Runtime",), "python3.12", 8),
        ("AWS::Lambda::Function", ("Environment", "Variables", "SHARED"), "yes", 13),
        ("AWS::Lambda::Function", ("TracingConfig", "Mode"), "Active", 10),
        ("AWS::DynamoDB::Table", ("SSESpecification", "SSEEnabled"), True, 46),
        ("AWS::Lambda::Alias", ("Name",), "live", 5),
        ("AWS::IAM::Role", ("Policies", 1, "PolicyDocument", "Statement", 0, "Action"), "bedrock:InvokeModel", 31),
        ("AWS::IAM::Role", ("AssumeRolePolicyDocument", "Version"), "2012-10-17", 15),
        ("AWS::CloudFormation::Stack", ("TemplateURL",), "./nested.yaml", 50),
    ],
)
def test_values_are_where_the_application_says_them(
    application: Contents, kind: str, path: tuple[str | int, ...], plain: object, line: int
) -> None:
    found = next(declaration for declaration in application.declarations if declaration.type == kind)
    value = at(found, *path)
    assert (value.plain, value.location.file, value.location.line) == (plain, "template.yaml", line)


def test_references_and_unknowns_survive(application: Contents) -> None:
    function = one(application, "AWS::Lambda::Function")
    assert at(function, "Environment", "Variables", "TABLE").value.target == "Table"
    environment, _, region = at(function, "Environment", "Variables", "ENV").value.parts
    assert [option.plain for option in environment.possible] == ["dev", "prod"]
    assert region.reason == "AWS::Region is known at deployment"
    assert isinstance(at(function, "Role").value, Reference)
    assert at(function, "Code", "S3Key").value.reason == "local code is uploaded when it is packaged"
    role = one(application, "AWS::IAM::Role")
    basic = at(role, "ManagedPolicyArns", 0).value
    assert (basic.prefix, basic.parts[1].reason) == ("arn:", "AWS::Partition is known at deployment")
    bucket = at(role, "Policies", 0, "PolicyDocument", "Statement", 0, "Resource", 0).value
    assert [reference.target for reference in bucket.references] == ["Bucket"]


def test_nested_applications(application: Contents) -> None:
    topic = one(application, "AWS::SNS::Topic")
    assert (topic.address, at(topic, "A").value.target) == ("Nested/T", "Inference")
    (unread,) = application.unread
    assert "nested stack Catalogue: its template (none)" in unread.reason


def test_a_written_partition_stays_beside_a_parameter(read: ReadText) -> None:
    text = """\
        Transform: AWS::Serverless-2016-10-31
        Parameters:
          Model: {Type: String, Default: claude}
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.12
              Handler: a.b
              InlineCode: x
              Policies:
                - Statement:
                    - {Effect: Allow, Action: bedrock:InvokeModel, Resource: !Sub "arn:aws:bedrock:*::model/${Model}"}
    """
    role = one(read(text), "AWS::IAM::Role")
    statement = at(role, "Policies", 0, "PolicyDocument", "Statement", 0)
    assert statement.value["Resource"].value == "arn:aws:bedrock:*::model/claude"


POLICIES = """\
Transform: AWS::Serverless-2016-10-31
Conditions: {Never: !Equals [a, b]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: a.b
      InlineCode: x
      Policies:
        - AmazonBedrockFullAccess
        - S3CrudPolicy:
            BucketName: models
        - Statement:
            - Effect: Allow
              Action: bedrock:*
              Resource: "*"
        - arn:aws:iam::aws:policy/PowerUserAccess
        - SQSPollerPolicy: {QueueName: asked}
"""


def test_policies_are_where_they_are_written(read: ReadText) -> None:
    role = one(read(POLICIES), "AWS::IAM::Role")
    assert role.location.line == 4
    assert at(role, "ManagedPolicyArns").location.line == 11
    managed = {str(known_parts(item)): item.location.line for item in at(role, "ManagedPolicyArns").value}
    assert managed == {
        "arn:?:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole": 4,
        "arn:?:iam::aws:policy/AmazonBedrockFullAccess": 11,
        "arn:aws:iam::aws:policy/PowerUserAccess": 18,
    }
    statements = [at(role, "Policies", place, "PolicyDocument", "Statement", 0) for place in range(3)]
    assert [each.location.line for each in statements] == [12, 15, 19]
    assert [each.value["Action"].location.line for each in statements] == [12, 16, 19]


@pytest.mark.parametrize("written", ["AmazonBedrockFullAccess", "{S3CrudPolicy: {BucketName: models}}"])
def test_a_policy_that_is_no_list_is_where_it_is_written(read: ReadText, written: str) -> None:
    text = POLICIES[: POLICIES.index("Policies:")] + f"Policies:\n        {written}\n"
    body: Any = one(read(text), "AWS::IAM::Role").body.value
    made = [item for name in ("ManagedPolicyArns", "Policies") if name in body for item in body[name].value]
    assert sorted(item.location.line for item in made) == [4, 11]


def test_a_given_region_decides_the_partition() -> None:
    contents = CloudFormationSource(HERE / "template.yaml", HERE, {"AWS::Region": "cn-north-1"}).read()
    first = at(one(contents, "AWS::IAM::Role"), "ManagedPolicyArns", 0).plain
    assert first == "arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


SMALL = """\
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters: {Secret: {Type: String, NoEcho: true, Default: hunter2}, Alias: {Type: String, Default: live}}
Conditions: {Never: !Equals [a, b]}
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Good:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: x
      Handler: a.b
      Runtime: python3.12
      AutoPublishAlias: !Ref Alias
      Environment: {Variables: {S: !Ref Secret}}
  Gone:
    Type: AWS::Serverless::Function
    Condition: Never
    Properties: {InlineCode: x, Handler: a.b, Runtime: python3.12}
"""


def test_secrets_conditions_and_what_the_translator_must_know(read: ReadText) -> None:
    contents = read(SMALL)
    assert contents.unread == ()
    function = one(contents, "AWS::Lambda::Function")
    assert at(function, "Environment", "Variables", "S").sensitive
    assert at(one(contents, "AWS::Lambda::Alias"), "Name").plain == "live"
    assert not any(declaration.address.startswith("Gone") for declaration in contents.declarations)


def test_secrets_are_withheld_from_the_translator(read: ReadText, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []
    translate = sam._translate

    def spied(template: dict[str, Any], parameters: dict[str, Any], session: Any) -> dict[str, Any]:
        told.append({"resources": template["Resources"], "parameters": parameters})
        return translate(template, parameters, session)

    monkeypatch.setattr(sam, "_translate", spied)
    for text in (SMALL, SMALL.replace("AutoPublishAlias: !Ref Alias", "AutoPublishAlias: !Ref Secret")):
        for values in ({}, {"Secret": "hunter2"}):
            contents = read(text, **values)
            assert not any("hunter2" in unread.reason for unread in contents.unread)
            assert not any("hunter2" in declaration.address for declaration in contents.declarations)
    assert any(each["parameters"]["Alias"] == "live" for each in told)  # it was told what it may know
    assert "hunter2" not in str(told)


def test_one_bad_resource_does_not_hide_the_others(read: ReadText) -> None:
    contents = read(SMALL + "  Bad:\n    Type: AWS::Serverless::Function\n    Properties: {Nonsense: 1}\n  Text: x\n")
    bad, text = contents.unread
    assert bad.reason.startswith("SAM resource Bad is not expanded: ")
    assert bad.location == Location("t.yaml", 18, 3)
    assert text.reason.startswith("resource Text")
    assert {"Topic", "Good", "GoodRole"} <= {declaration.address for declaration in contents.declarations}


def test_a_function_without_known_alias_is_still_read(read: ReadText) -> None:
    contents = read(SMALL.replace("Default: live", "AllowedValues: [a, b]"))
    (unread,) = contents.unread
    assert unread.reason.startswith("SAM resource Good: AutoPublishAlias is not expanded: ")
    assert unread.location == Location("t.yaml", 12, 7)
    assert unread.types is not None
    assert "AWS::Lambda::Alias" in unread.types
    assert one(contents, "AWS::Lambda::Function").address == "Good"


def test_an_event_is_blamed_on_its_function(read: ReadText) -> None:
    bad = "      Events: {Timer: {Type: Schedule, Properties: {Input: x}}}\n"
    contents = read(SMALL.replace("      Environment:", f"{bad}      Environment:"))
    (unread,) = contents.unread
    assert unread.reason.startswith("SAM resource Good is not expanded: ")
    assert unread.location.line == 6


def test_the_translator_says_nothing_on_the_terminal(read: ReadText, capfd: pytest.CaptureFixture[str]) -> None:
    read(
        SMALL.replace(
            "AutoPublishAlias: !Ref Alias", "AutoPublishAlias: x\n      DeploymentPreference: {Type: AllAtOnce}"
        )
    )
    assert capfd.readouterr() == ("", "")


def test_files_that_are_not_packaged_yet(read: ReadText) -> None:
    contents = read(
        """\
        Transform: AWS::Serverless-2016-10-31
        Globals: {HttpApi: {}, Function: {Timeout: 3}}
        Resources:
          Shared: {Type: AWS::Serverless::Function, Properties: {CodeUri: ./src, Runtime: python3.12, Handler: a.b}}
          Bare: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, Handler: a.b}}
          Uploaded:
            Type: AWS::Serverless::Function
            Properties: {CodeUri: "s3://bucket/key", Runtime: python3.12, Handler: a.b}
          Image: {Type: AWS::Serverless::Function, Properties: {PackageType: Image}}
          Pulled: {Type: AWS::Serverless::Function, Properties: {ImageUri: 1.dkr.ecr.x/y}}
          Layer: {Type: AWS::Serverless::LayerVersion}
          Machine: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: machine.json}}
        """
    )
    assert contents.unread == ()
    found: dict[str, Any] = {each.address: each.body.value for each in contents.declarations}
    upload = "local code is uploaded when it is packaged"
    assert found["Shared"]["Code"].value["S3Key"].value.reason == upload
    assert found["Shared"]["Code"].value["S3Key"].location.line == 4
    assert found["Bare"]["Code"].value["S3Key"].value.reason == upload
    assert found["Uploaded"]["Code"].plain == {"S3Bucket": "bucket", "S3Key": "key"}
    assert found["Image"]["Code"].value["ImageUri"].value.reason == upload
    assert found["Pulled"]["Code"].plain == {"ImageUri": "1.dkr.ecr.x/y"}
    layer = next(each for each in contents.declarations if each.type == "AWS::Lambda::LayerVersion")
    assert at(layer, "Content", "S3Key").value.reason == upload


def test_without_the_translator_the_rest_is_read(read: ReadText, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name.startswith("samtranslator"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    contents = read(SMALL)
    (unread,) = contents.unread
    assert "pip install pytest-aisec[sam]" in unread.reason
    assert unread.location.line == 1
    assert [declaration.address for declaration in contents.declarations] == ["Topic"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sam")


kinds = st.sampled_from(["Function", "Api", "HttpApi", "SimpleTable", "LayerVersion", "StateMachine", "Application"])
names = st.sampled_from([*KEYS, "CodeUri", "Events", "Policies", "Auth", "Handler", "Runtime", "Location", "Role"])
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=6,
)
resources = st.builds(
    lambda kind, properties: {"Type": f"AWS::Serverless::{kind}", "Properties": properties},
    kinds,
    st.one_of(values, st.dictionaries(names, values, max_size=4)),
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["A", "AB", "B"]), resources, min_size=1, max_size=3), values)
def test_any_application(folder: Path, made: dict[str, Any], shared: Any) -> None:
    template = {"Transform": "AWS::Serverless-2016-10-31", "Globals": {"Function": shared}, "Resources": made}
    (folder / "t.yaml").write_text(json.dumps(template, indent=1))
    contents = CloudFormationSource(folder / "t.yaml", folder).read()
    assert contents.declarations or contents.unread
    for declaration in contents.declarations:
        assert declaration.location.line is not None
        check(declaration.body)
