"""Parameter files, nested stacks, exports, loops: what more than one file or copy makes."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.declarations import Contents
from pytest_aisec.sources.cloudformation import (
    CloudFormationSource,
    cloudformation_sources,
    find_templates,
    is_template,
)
from pytest_aisec.values import Location, Reference, Unknown
from tests.sources.cloudformation.conftest import ReadText


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(textwrap.dedent(text))


def bodies(contents: Contents) -> dict[str, Any]:
    return {declaration.address: declaration.body.value for declaration in contents.declarations}


PARAMETERS = {
    "cli.json": [{"ParameterKey": "Env", "ParameterValue": "prod"}, {"ParameterKey": "Old", "UsePreviousValue": True}],
    "deploy.json": ["Env=prod"],
    "pipeline.json": {"Parameters": {"Env": "prod"}, "Tags": {"a": "b"}},
    "plain.json": {"Env": "prod"},
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameter_files(tmp_path: Path, name: str) -> None:
    write(
        tmp_path,
        t="""\
        Parameters: {Env: {Type: String}, Days: {Type: Number, Default: 1}}
        Resources: {A: {Type: AWS::SNS::Topic, Properties: {Env: !Ref Env, Days: !Ref Days}}}
        """,
    )
    (tmp_path / name).write_text(json.dumps(PARAMETERS[name], indent=1))
    template, files = tmp_path / "t.yaml", [tmp_path / name]
    found = bodies(CloudFormationSource(template, tmp_path, {"Days": "30"}, files).read())["A"]
    assert (found["Env"].plain, found["Days"].plain) == ("prod", 30)
    assert found["Env"].location.file == name
    assert found["Env"].location.uses[0].file == "t.yaml"
    assert bodies(CloudFormationSource(template, tmp_path, {"Env": "dev"}, files).read())["A"]["Env"].plain == "dev"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[\n{}]", 2, "expected a ParameterKey and a ParameterValue"),
        ("[\n{ParameterKey: A}]", 2, "parameter A: expected a ParameterValue"),
        ("text", 1, "expected parameters as a list or a mapping"),
        ("A:\n", 1, "parameter A: expected a value"),
        ("{", 1, "not valid YAML or JSON"),
        ("A: [[1]]", 1, "parameter A: expected texts"),
    ],
)
def test_bad_parameter_files(tmp_path: Path, text: str, line: int, reason: str) -> None:
    write(tmp_path, t="Resources: {A: {Type: AWS::SNS::Topic}}", p=text)
    (unread,) = CloudFormationSource(tmp_path / "t.yaml", tmp_path, {}, [tmp_path / "p.yaml"]).read().unread
    assert unread.reason.startswith(reason)
    assert (unread.location.file, unread.location.line) == ("p.yaml", line)


PARENT = """\
Parameters: {Env: {Type: String, AllowedValues: [dev, prod]}}
Conditions: {IsProd: !Equals [!Ref Env, prod]}
Resources:
  Key: {Type: AWS::KMS::Key}
  Net:
    Type: AWS::CloudFormation::Stack
    Condition: IsProd
    Properties:
      TemplateURL: ./child.yaml
      Parameters:
        KeyArn: !GetAtt Key.Arn
        Name: !Ref Env
        Cidr: !Ref AWS::NoValue
  Host:
    Type: AWS::EC2::Instance
    Properties:
      SubnetId: !GetAtt Net.Outputs.Subnet
      Name: !Sub "${Net.Outputs.Name}"
      Nope: !GetAtt Net.Outputs.Nope
"""
CHILD = """\
Parameters:
  KeyArn: {Type: String}
  Name: {Type: String}
  Cidr: {Type: String, Default: 10.0.0.0/16}
  Free: {Type: String}
Resources:
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {Key: !Ref KeyArn, Name: !Ref Name, Cidr: !Ref Cidr, Free: !Ref Free, Vpc: !Ref Vpc}
  Vpc: {Type: AWS::EC2::VPC}
Outputs:
  Subnet: {Value: !Ref Subnet}
  Name: {Value: !Sub "x-${Name}"}
"""


def test_nested_stacks_are_followed(tmp_path: Path) -> None:
    write(tmp_path, parent=PARENT, child=CHILD)
    contents = CloudFormationSource(tmp_path / "parent.yaml", tmp_path).read()
    assert contents.unread == ()
    found = bodies(contents)
    assert list(found) == ["Key", "Net", "Net/Subnet", "Net/Vpc", "Host"]
    subnet, host = found["Net/Subnet"], found["Host"]
    assert subnet["Key"].value.target == "Key", "a parameter keeps what the parent refers to"
    assert [option.plain for option in subnet["Name"].value.possible] == ["dev", "prod"]
    assert subnet["Cidr"].plain == "10.0.0.0/16", "a parameter that the parent does not pass has its default"
    assert subnet["Free"].value.identity == "parameter:Net/Free"
    assert (subnet["Vpc"].value.target, subnet["Vpc"].location.file) == ("Net/Vpc", "child.yaml")
    assert isinstance(host["SubnetId"].value, Reference)
    assert host["SubnetId"].value.target == "Net/Subnet"
    assert host["SubnetId"].location == Location("child.yaml", 12, 19, uses=(Location("parent.yaml", 17, 17),))
    assert [option.plain for option in host["Name"].value.possible] == ["x-dev", "x-prod"]
    assert "has no output Nope" in host["Nope"].value.reason
    conditional = {declaration.address for declaration in contents.declarations if declaration.conditional}
    assert conditional == {"Net", "Net/Subnet", "Net/Vpc"}


def test_nested_stacks_outside_of_what_is_read_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "credentials").write_text("aws_secret_access_key = hunter2")
    repository = tmp_path / "repository"
    (repository / "stacks").mkdir(parents=True)
    (repository / "shared.yaml").write_text("Resources: {}")
    nest = "Resources:\n  S: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: {}}}}}"
    write(repository / "stacks", a=nest.format("../shared.yaml"), b=nest.format("../../credentials"))
    assert CloudFormationSource(repository / "stacks/a.yaml", repository).read().unread == ()
    (unread,) = CloudFormationSource(repository / "stacks/b.yaml", repository).read().unread
    assert unread.reason == "nested stack S: its template ../../credentials lies outside of what is read"
    assert CloudFormationSource(repository / "stacks/a.yaml", tmp_path / "elsewhere").read().unread != ()


def test_texts_that_grow_at_each_level_end(tmp_path: Path) -> None:
    name = '"' + "x" * 1000 + '"'
    for _ in range(3):
        name = '!Sub ["' + "${a}" * 1000 + '", {a: ' + name + "}]"
    write(tmp_path, t="Resources:\n  B: {Type: 'AWS::S3::Bucket', Properties: {BucketName: " + name + "}}")
    found = bodies(CloudFormationSource(tmp_path / "t.yaml", tmp_path).read())["B"]["BucketName"].value
    assert isinstance(found, Unknown)
    assert "makes a text longer than" in found.reason


def test_a_stack_that_is_not_there_is_not_read_if_it_never_exists(tmp_path: Path) -> None:
    write(tmp_path, parent=PARENT)
    parent = tmp_path / "parent.yaml"
    (unread,) = CloudFormationSource(parent, tmp_path, {"Env": "prod"}).read().unread
    assert unread.reason == "nested stack Net: its template ./child.yaml is not a local file"
    assert unread.location.line == 9
    assert unread.mentions == frozenset({"Key"})
    found = bodies(CloudFormationSource(parent, tmp_path, {"Env": "prod"}).read())
    assert found["Host"]["SubnetId"].value.attribute == "Outputs.Subnet"
    assert CloudFormationSource(parent, tmp_path, {"Env": "dev"}).read().unread == ()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://s3.amazonaws.com/b/t.yaml", "https://s3.amazonaws.com/b/t.yaml is not a local file"),
        ("!Sub '${AWS::Region}.yaml'", "(AWS::Region is known at deployment"),
        ("t.yaml", "nests itself"),
        ("bad.yaml", "duplicate key 'A'"),
    ],
)
def test_stacks_that_cannot_be_followed(tmp_path: Path, url: str, reason: str) -> None:
    text = f"Resources: {{S: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {url}}}}}}}"
    write(tmp_path, t=text.replace("!Sub '", "!Sub '"), bad="A: 1\nA: 2\n")
    (unread,) = CloudFormationSource(tmp_path / "t.yaml", tmp_path).read().unread
    assert reason in unread.reason


def test_stacks_that_grow_without_end_are_stopped(tmp_path: Path) -> None:
    twice = "Resources:\n" + "".join(
        f"  S{n}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: NEXT}}}}\n" for n in (1, 2)
    )
    for level in range(12):
        write(tmp_path, **{f"t{level}": twice.replace("NEXT", f"t{level + 1}.yaml")})
    write(tmp_path, t12="Resources: {A: {Type: AWS::SNS::Topic}}")
    contents = CloudFormationSource(tmp_path / "t0.yaml", tmp_path).read()
    assert any("more than 500" in unread.reason for unread in contents.unread)


def test_imports_find_the_exports_of_the_run(tmp_path: Path) -> None:
    write(
        tmp_path,
        net="""\
        Parameters: {Env: {Type: String}}
        Resources: {Vpc: {Type: AWS::EC2::VPC}}
        Outputs:
          Vpc: {Value: !Ref Vpc, Export: {Name: net-vpc}}
          Env: {Value: !Sub "e-${Env}", Export: {Name: net-env}}
          Cidr: {Value: 10.0.0.0/8, Export: {Name: !Sub "net-cidr"}}
          Own: {Value: x, Export: {Name: !Sub "${AWS::StackName}-own"}}
          Again: {Value: !ImportValue app-x, Export: {Name: net-again}}
        """,
        app="""\
        Resources:
          A:
            Type: AWS::SNS::Topic
            Properties:
              Vpc: !ImportValue net-vpc
              Env: !ImportValue {'Fn::Sub': net-env}
              Cidr: !ImportValue net-cidr
              None: !ImportValue other-cidr
        Outputs:
          X: {Value: !ImportValue net-again, Export: {Name: app-x}}
        """,
    )
    app, _net = cloudformation_sources(find_templates(tmp_path), tmp_path)
    found = bodies(app.read())["A"]
    assert (found["Vpc"].value.target, found["Vpc"].value.attribute) == ("cloudformation:net.yaml#Vpc", "Ref")
    assert found["Vpc"].location == Location("net.yaml", 4, 16, uses=(Location("app.yaml", 5, 12),))
    assert found["Env"].value.parts[1].identity == "cloudformation:net.yaml#parameter:Env"
    assert found["Cidr"].plain == "10.0.0.0/8"
    assert found["None"].value.reason == "the export other-cidr of another stack is known at deployment"


LOOPS = """\
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: "a-1,b"}
  Free: {Type: CommaDelimitedList}
Resources:
  Fn::ForEach::Topics:
    - Name
    - !Ref Names
    - Topic&{Name}:
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Sub "t-${Name}"
          Display: !Ref Name
          Fn::ForEach::Settings:
            - Setting
            - [X, Y]
            - Set${Setting}: !Sub "${Name}${Setting}${AWS::Region}"
"""


def test_loops_are_written_out(read: ReadText) -> None:
    contents = read(LOOPS)
    assert contents.unread == ()
    found = bodies(contents)
    assert list(found) == ["Topica1", "Topicb"]
    topic = found["Topica1"]
    assert (topic["TopicName"].plain, topic["Display"].plain) == ("t-a-1", "a-1")
    assert topic["SetX"].value.prefix == "a-1X"
    assert topic["SetY"].location.line == 17
    assert contents.declarations[0].location == Location("t.yaml", 9, 7)


def test_loops_are_written_out_as_cfn_lint_does(tmp_path: Path) -> None:
    from cfnlint.decode import decode
    from cfnlint.template import Template

    (tmp_path / "t.yaml").write_text(LOOPS)
    decoded, _ = decode(str(tmp_path / "t.yaml"))
    template = Template(str(tmp_path / "t.yaml"), decoded, ["us-east-1"])
    assert template.transform() == []
    theirs = template.template["Resources"]
    contents = CloudFormationSource(tmp_path / "t.yaml", tmp_path).read()
    assert {declaration.address for declaration in contents.declarations} == set(theirs)
    for declaration in contents.declarations:
        assert isinstance(declaration.body.value, dict)
        assert set(declaration.body.value) == set(theirs[declaration.address]["Properties"])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("!Ref Names", "!Ref Free", "loops over what is not known: parameter Free has no value"),
        ("Topic&{Name}", "Topic", "makes Topic twice"),
        ("AWS::LanguageExtensions", "[]", "needs the transform AWS::LanguageExtensions"),
        ("    - !Ref Names\n", "", "expects a name, a collection and a mapping"),
    ],
)
def test_loops_that_cannot_be_written_out(read: ReadText, old: str, new: str, reason: str) -> None:
    contents = read(LOOPS.replace(old, new))
    assert contents.declarations == ()
    (unread,) = contents.unread
    assert reason in unread.reason
    assert unread.location.line in {5, 6}
    assert unread.types == (frozenset({"AWS::SNS::Topic"}) if "    - !Ref" not in old else None)


def test_loops_in_loops_are_stopped(read: ReadText) -> None:
    inner = "{X: {Type: AWS::SNS::Topic}}"
    for level in range(6):
        inner = f"{{'Fn::ForEach::L{level}': [V{level}, [{','.join('abcdefgh')}], {inner}]}}"
    (unread,) = read(f"Transform: AWS::LanguageExtensions\nResources: {inner}").unread
    assert "makes X twice" in unread.reason or "more than" in unread.reason


def test_templates_are_found(tmp_path: Path) -> None:
    files = {
        "parent.yaml": PARENT,
        "child.yaml": CHILD,
        "old.template": '{"AWSTemplateFormatVersion": "2010-09-09"}',
        "sam.yml": "Transform:\n  - AWS::Serverless-2016-10-31\nResources: {}\n",
        "broken.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nResources: [\n",
        "flow.yaml": "{Resources: {A: {Type: AWS::SNS::Topic}}",
        "plain.json": '{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}',
        "not/resources.yaml": "Resources:\n  - a\n",
        "not/serverless.yml": "resources:\n  Resources:\n    A:\n      Type: AWS::SNS::Topic\n",
        "not/list.json": '[{"Resources": 1}]',
        "not/inner.json": '{"a": {"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}}',
        "not/text.txt": PARENT,
        "not/kubernetes.yaml": "kind: ConfigMap\ndata:\n  t: |\n    AWSTemplateFormatVersion: x\n",
        ".hidden/t.yaml": CHILD,
        "node_modules/t.yaml": CHILD,
        "venv2/pyvenv.cfg": "",
        "venv2/t.yaml": CHILD,
        "loop/a.yaml": PARENT.replace("./child", "./b"),
        "loop/b.yaml": PARENT.replace("./child", "./a"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = [path.relative_to(tmp_path).as_posix() for path in find_templates(tmp_path)]
    assert found == [
        "broken.yaml",
        "flow.yaml",
        "loop/a.yaml",
        "loop/b.yaml",
        "old.template",
        "parent.yaml",
        "plain.json",
        "sam.yml",
    ]
    assert is_template(tmp_path / "child.yaml")
    assert not is_template(tmp_path / "absent.yaml")
    assert not is_template(tmp_path)


def test_a_parameter_that_may_not_be_passed_may_have_its_default(tmp_path: Path) -> None:
    write(
        tmp_path,
        parent=PARENT.replace("Cidr: !Ref AWS::NoValue", "Cidr: !If [Free, 10.1.0.0/16, !Ref AWS::NoValue]"),
        child=CHILD,
    )
    parent = tmp_path / "parent.yaml"
    text = parent.read_text().replace("Conditions: {", "Conditions: {Free: !Equals [!Ref AWS::Region, x], ")
    parent.write_text(text)
    cidr = bodies(CloudFormationSource(parent, tmp_path).read())["Net/Subnet"]["Cidr"].value
    assert [option.plain for option in cidr.possible] == ["10.1.0.0/16", "10.0.0.0/16"]


def test_a_nested_stack_has_its_own_name_in_the_same_region(tmp_path: Path) -> None:
    child = CHILD.replace("Free: !Ref Free", "Free: !Sub '${AWS::StackName} ${AWS::Region}'")
    write(tmp_path, parent=PARENT, child=child)
    given = {"AWS::StackName": "parent", "AWS::Region": "eu-west-1"}
    free = bodies(CloudFormationSource(tmp_path / "parent.yaml", tmp_path, given).read())["Net/Subnet"]["Free"].value
    assert free.reason == "AWS::StackName is known at deployment"
    assert free.parts[1] == " eu-west-1"


def test_an_export_that_two_templates_make_is_not_found(tmp_path: Path) -> None:
    export = "Resources: {A: {Type: X::Y::Z}}\nOutputs: {V: {Value: %s, Export: {Name: same}}}\n"
    write(tmp_path, a=export % 1, b=export % 2, c="Resources: {C: {Type: X::Y::Z, Properties: {V: !ImportValue same}}}")
    *_, source = cloudformation_sources(find_templates(tmp_path), tmp_path)
    assert "the export same of another stack" in bodies(source.read())["C"]["V"].value.reason
