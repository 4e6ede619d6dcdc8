"""CloudFormation templates in a run: what is said of bad ones, what is passed over, and how parameters reach them."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Project, category

ITEM = "aisec::sources-are-read-completely"
POLICY = "def test_blocked(bucket: s3.Bucket): assert bucket.public_acls_blocked"
BUCKET = "{Type: AWS::S3::Bucket}"
TOWER = "".join(f"  l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 9))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        pytest.param(f"Resources:\n  A: {BUCKET}\n  A: {BUCKET}\n", 3, "duplicate key 'A': first on line 2", id="key"),
        pytest.param(
            "Resources:\n  A:\n    Type: AWS::S3::Bucke\n", 3, "did you mean AWS::S3::Bucket?", id="unknown type"
        ),
        pytest.param(
            "Resources:\n  A: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref B}}\n"
            "  B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref A}}\n",
            2,
            "resources refer to each other in a circle: A -> B -> A",
            id="circle",
        ),
        pytest.param(
            f"Conditions:\n  C: !Not [!Condition C]\nResources:\n  A: {BUCKET}\n",
            2,
            "in a circle: C -> C",
            id="condition",
        ),
        pytest.param(
            f"Metadata:\n  l0: &l0 [x]\n{TOWER}Resources:\n  A: {BUCKET}\n", 8, "aliases stand for", id="laughs"
        ),
        pytest.param("Resources:\n  A: {Type: AWS::S3::Bucket}\n\tB: 1\n", 3, "not valid YAML or JSON", id="tab"),
        pytest.param(
            'AWSTemplateFormatVersion: "2010-09-09"\nResources: [a]\n',
            2,
            "expected Resources to be",
            id="not a mapping",
        ),
        pytest.param("Transform: AWS::Include\n", 1, "expected Resources to be a mapping, found nothing", id="nothing"),
        pytest.param(
            "Transform: Corp\nResources:\n  A: {Type: AWS::S3::Bucket}\n",
            1,
            "transform Corp is not expanded",
            id="macro",
        ),
        pytest.param("Resources:\n  A: {Type: Corp::S3::Bucket::MODULE}\n", 2, "is not expanded", id="module"),
    ],
)
def test_what_cannot_be_read_fails_the_run_with_its_line(project: Project, text: str, line: int, said: str) -> None:
    project.policies(POLICY)
    (project.path / "main.tf").unlink()
    project.write("t.yaml", text)
    result = project.run("-v", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, ITEM) == "NOT READ"
    (source,) = project.read("out.json")["sources"]
    assert [(item["file"], item["line"]) for item in source["unread"]] == [("t.yaml", line)]
    assert said in source["unread"][0]["reason"]
    assert any(f"t.yaml:{line}" in shown for shown in result.outlines)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("values.yaml", "replicas: 2\n"),
        ("deployment.yaml", "apiVersion: v1\nkind: Deployment\nspec: {Resources: {a: 1}}\n"),
        ("kustomization.yaml", "Resources:\n  - a.yaml\n"),
        ("openapi.json", '{"openapi": "3.0", "components": {"schemas": {"Resources": {"Type": "AWS::X::Y"}}}}'),
        ("serverless.yml", "service: x\nresources:\n  Resources:\n    A: {Type: AWS::S3::Bucket}\n"),
        ("broken.yaml", "a: [\n"),
        ("empty.json", ""),
        ("manifest.json", '{"manifest_version": 3}'),
    ],
)
def test_what_is_no_template_is_passed_over(project: Project, name: str, text: str) -> None:
    project.policies(POLICY.replace("assert", "assert True or"))
    project.write(name, text)
    report = project.report()
    assert report["run"]["sources_asked"] == ["terraform:."]
    assert [source["unread"] for source in report["sources"]] == [[]]


def test_what_is_asked_for_by_name_is_never_passed_over(project: Project) -> None:
    project.policies(POLICY)
    project.write("values.yaml", "replicas: 2\n")
    result = project.run("-v", "--aisec-source=cloudformation:values.yaml")
    assert category(result, ITEM) == "NOT READ"


PARAMETERS = """\
Parameters:
  Block: {Type: String, AllowedValues: ["true", "false"]}
Conditions:
  Abroad: !Not [!Equals [!Ref AWS::Region, eu-west-1]]
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration: {BlockPublicAcls: !If [Abroad, !Ref Block, true]}
"""


@pytest.mark.parametrize(
    ("arguments", "outcome"),
    [
        ([], "UNDETERMINED"),
        (["--aisec-param=Block=true"], "PASSED"),
        (["--aisec-param=Block=false"], "UNDETERMINED"),
        (["--aisec-param=AWS::Region=eu-west-1"], "PASSED"),
        (["--aisec-param=Block=false", "--aisec-param=AWS::Region=us-east-1"], "VIOLATED"),
        (["--aisec-param-file=cli.json"], "PASSED"),
        (["--aisec-param-file=pipeline.json"], "PASSED"),
        (["--aisec-param-file=plain.yaml"], "PASSED"),
        (["--aisec-param-file=plain.yaml", "--aisec-param-file=other.yaml"], "UNDETERMINED"),
        (["--aisec-param-file=plain.yaml", "--aisec-param=Block=false"], "UNDETERMINED"),
    ],
)
def test_parameters_decide(project: Project, arguments: list[str], outcome: str) -> None:
    project.policies(POLICY)
    project.write("t.yaml", PARAMETERS)
    project.write("cli.json", '[{"ParameterKey": "Block", "ParameterValue": "true"}]')
    project.write("pipeline.json", '{"Parameters": {"Block": "true"}}')
    project.write("plain.yaml", "Block: true\n")
    project.write("other.yaml", "Block: false\n")
    result = project.run("-v", "--aisec-source=cloudformation:t.yaml", *arguments)
    assert category(result, "test_blocked") == outcome


def test_the_ini_file_gives_parameters_and_the_command_line_wins(project: Project) -> None:
    project.policies(POLICY)
    project.write("t.yaml", PARAMETERS)
    project.write(
        "pytest.ini",
        "[pytest]\naisec_source = cloudformation:t.yaml\naisec_param =\n  AWS::Region=eu-west-1\n",
    )
    assert category(project.run("-v"), "test_blocked") == "PASSED"
    assert category(project.run("-v", "--aisec-param=Block=false"), "test_blocked") == "UNDETERMINED"


CONDITIONAL = """\
Parameters:
  Env: {Type: String}
Conditions:
  IsProduction: !Equals [!Ref Env, prod]
Resources:
  Data:
    Type: AWS::S3::Bucket
    Condition: IsProduction
    Properties:
      PublicAccessBlockConfiguration: {BlockPublicAcls: !If [IsProduction, BLOCKED, false]}
"""


@pytest.mark.parametrize(
    ("blocked", "environment", "outcome"),
    [
        ("false", [], "UNDETERMINED"),
        ("true", [], "PASSED"),
        ("false", ["--aisec-param=Env=prod"], "VIOLATED"),
        ("true", ["--aisec-param=Env=prod"], "PASSED"),
        ("false", ["--aisec-param=Env=dev"], "NO RESOURCES"),
    ],
)
def test_what_perhaps_exists_violates_perhaps(
    project: Project, blocked: str, environment: list[str], outcome: str
) -> None:
    project.policies(POLICY)
    project.write("t.yaml", CONDITIONAL.replace("BLOCKED", blocked))
    result = project.run("-v", "--aisec-allow=empty", "--aisec-source=cloudformation:t.yaml", *environment)
    assert category(result, "test_blocked") == outcome


def test_a_parameter_without_a_value_is_a_usage_error(project: Project) -> None:
    assert project.run("--aisec-param=AWS::Region").ret == pytest.ExitCode.USAGE_ERROR


def test_a_secret_is_shown_nowhere(project: Project) -> None:
    project.policies("def test_named(bucket: s3.Bucket): assert bucket['BucketName'] is None")
    project.write(
        "t.yaml",
        "Parameters:\n  Secret: {Type: String, NoEcho: true, Default: hunter2}\n"
        "Resources:\n  A: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub 'x-${Secret}', VersioningConfiguration: {Status: !Ref Secret}}}\n",
    )
    source = "--aisec-source=cloudformation:t.yaml"
    result = project.run("-v", source, "--aisec-report=json=out.json", "--aisec-snapshot=s.json")
    assert category(result, "test_named") == "VIOLATED"
    shown = "\n".join([*result.outlines, *((project.path / name).read_text() for name in ("out.json", "s.json"))])
    assert "hunter2" not in shown
    assert "(sensitive)" in shown
    assert "hunter2" not in "\n".join(project.run(source, "--aisec-explain=A").outlines)
