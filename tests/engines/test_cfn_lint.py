"""What cfn-lint says of templates, as findings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_aisec.engines import cfn_lint
from pytest_aisec.engines.cfn_lint import CfnLint
from pytest_aisec.findings import Finding, PolicyReport
from pytest_aisec.gathering import Inputs, discover, gather
from pytest_aisec.verdicts import Verdict

CDK = Path(__file__).parents[1] / "sources" / "cloudformation" / "cdk" / "cdk.out"
GOOD = "Resources:\n  Models:\n    Type: AWS::S3::Bucket\n"
BAD = """\
Parameters:
  Size: {Type: Strin}
Resources:
  Models:
    Type: AWS::S3::Bucket
    Properties:
      BucketNam: models
      VersioningConfiguration:
        Status: Enable
Outputs:
  Arn: {Value: !GetAtt Models.Nothing}
"""


def judge(folder: Path, **parameters: str) -> PolicyReport:
    inputs = Inputs(folder, parameters={name.replace("__", "::"): value for name, value in parameters.items()})
    (report,) = CfnLint().judge(gather(discover(folder), inputs).sources, inputs)
    return report


def said(report: PolicyReport) -> list[tuple[str, str, str | None, int | None]]:
    assert [item.rule for item in report.findings if item.verdict is not Verdict.VIOLATED] == [""] * (
        len(report.findings) - report.counts["violated"]
    )
    return [
        (item.rule, item.address, item.file, item.line) for item in report.findings if item.verdict is Verdict.VIOLATED
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))  # no configuration file of the developer's
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_error_is_a_violation_at_its_line_with_its_rule(folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD)
    report = judge(folder)
    assert report.policy.id == "template-is-valid"
    assert said(report) == [
        ("E2002", "Parameters/Size", "bad.yaml", 2),
        ("E3002", "Models", "bad.yaml", 7),
        ("E3030", "Models", "bad.yaml", 9),
        ("E6101", "Outputs/Arn", "bad.yaml", 11),
    ]
    found = next(item for item in report.findings if item.rule == "E3030")
    assert (found.type, found.source) == ("AWS::S3::Bucket", "cloudformation:bad.yaml")
    assert found.message == "E3030: 'Enable' is not one of ['Enabled', 'Suspended']"
    assert all(len(item.message) < 320 for item in report.findings)
    assert report.counts["violated"] == 4
    assert not report.trouble


def test_warnings_are_not_errors_and_a_valid_template_has_passed(folder: Path) -> None:
    (folder / "good.yaml").write_text("Parameters:\n  Unused: {Type: String}\n" + GOOD)
    (finding,) = judge(folder).findings
    assert (finding.verdict, finding.address) == (Verdict.PASSED, "good.yaml")


def test_a_template_that_cannot_be_decoded_is_a_violation(folder: Path) -> None:
    (folder / "broken.yaml").write_text("AWSTemplateFormatVersion: 2010-09-09\nResources:\n  A: [\n")
    assert [(rule, file) for rule, _, file, _ in said(judge(folder))] == [("E0000", "broken.yaml")]


def test_nested_templates_and_cdk_output_are_looked_at_once(folder: Path) -> None:
    shutil.copytree(CDK, folder / "cdk.out")
    template = next((folder / "cdk.out").glob("*.nested.template.json"))
    template.write_text(template.read_text().replace('"SSEAlgorithm"', '"SSEAlgorith"'))
    report = judge(folder)
    assert {item.file for item in report.findings} == {
        path.relative_to(folder).as_posix() for path in (folder / "cdk.out").rglob("*.template.json")
    }
    (wrong, *_) = [item for item in report.findings if item.verdict is Verdict.VIOLATED]
    assert wrong.address == "Platform/Storage/Artifacts/Resource"
    assert wrong.file == f"cdk.out/{template.name}"


def test_what_is_said_of_a_sam_resource_is_about_what_it_becomes(folder: Path) -> None:
    text = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Infer:\n    Type: AWS::Serverless::Function\n"
    properties = "Handler: a.b, Runtime: python3.12, InlineCode: x, KmsKeyArn: !Ref Nope"
    (folder / "app.yaml").write_text(f"{text}    Properties: {{{properties}}}\n")
    found = judge(folder).findings
    assert "E1020" in {item.rule for item in found}
    assert {(item.address, item.type, item.line) for item in found} == {("Infer", "AWS::Lambda::Function", 5)}


def test_the_region_decides_which_types_there_are(folder: Path) -> None:
    (folder / "good.yaml").write_text(GOOD.replace("S3::Bucket", "S3::NoBucket"))
    (finding,) = judge(folder, AWS__Region="eu-west-1").findings
    assert finding.message.endswith("does not exist in 'eu-west-1'")


def test_its_configuration_holds_and_what_it_leaves_out_has_not_passed(folder: Path) -> None:
    (folder / "bad.yaml").write_text(BAD)
    (folder / "left.yaml").write_text(BAD)
    (folder / ".cfnlintrc").write_text(
        f"ignore_checks: [E3002, E3030, E2002]\nignore_templates: ['{folder}/left.yaml']\n"
    )
    report = judge(folder)
    assert [rule for rule, *_ in said(report)] == ["E6101"]
    left: list[Finding] = [item for item in report.findings if item.file == "left.yaml"]
    assert [(item.verdict, item.message) for item in left] == [
        (Verdict.NOT_APPLICABLE, "left out by the configuration of cfn-lint")
    ]


def test_a_name_that_looks_like_a_pattern_is_a_name(folder: Path) -> None:
    (folder / "a[1].yaml").write_text(BAD)
    assert [address for _, address, _, _ in said(judge(folder))] == [
        "Parameters/Size",
        "Models",
        "Models",
        "Outputs/Arn",
    ]


def test_why_it_could_not_judge_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "good.yaml").write_text(GOOD)
    report = judge(folder, AWS__Region="nowhere-1")
    assert "nowhere-1" in report.trouble
    assert report.findings == ()
    monkeypatch.setitem(sys.modules, "cfnlint.runner", None)
    assert "cfn-lint did not end well: ModuleNotFoundError" in judge(folder).trouble


def test_a_template_that_is_gone_is_said(folder: Path) -> None:
    (folder / "good.yaml").write_text(GOOD)
    inputs = Inputs(folder)
    sources = gather(discover(folder), inputs).sources
    (folder / "good.yaml").unlink()
    (report,) = CfnLint().judge(sources, inputs)
    assert report.trouble == "not there to be looked at: good.yaml"


def test_without_a_template_it_is_not_imported(folder: Path) -> None:
    (folder / "main.tf").write_text('resource "aws_vpc" "main" {}\n')
    program = f"""
import sys
from pathlib import Path
from {cfn_lint.__name__} import CfnLint
from pytest_aisec.gathering import Inputs, discover, gather
inputs = Inputs(Path("."))
assert CfnLint().judge(gather(discover(inputs.root), inputs).sources, inputs) == []
assert "cfnlint" not in sys.modules
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(Path(cfn_lint.__file__).parents[2])},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
