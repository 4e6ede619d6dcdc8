"""Other tools in a run: their findings beside those of the policies."""

from __future__ import annotations

from collections.abc import Sequence

import cfnlint.runner
import pytest

from pytest_aisec import engines
from pytest_aisec.declarations import SourceRecord
from pytest_aisec.engines.cfn_lint import POLICY
from pytest_aisec.findings import Finding, PolicyReport, count_verdicts
from pytest_aisec.gathering import Inputs
from pytest_aisec.plugin import options
from pytest_aisec.verdicts import Verdict
from tests.plugin.conftest import Project, category
from tests.plugin.test_reports import check

assert cfnlint.runner  # imported once: runs inside this process forget what they import

BAD = "Resources:\n  Models:\n    Type: AWS::S3::Bucket\n    Properties: {BucketNam: models}\n"
FLAG = "--aisec-engine=cfn-lint"


class Elsewhere:
    """An engine of two policies, one of which could not look at everything."""

    def judge(self, sources: Sequence[SourceRecord], inputs: Inputs) -> list[PolicyReport]:
        (source,) = sources
        assert inputs.root.is_dir()
        findings = [
            Finding("port-is-shut", verdict, "low", source.id, "aws_s3_bucket.open", "AWS::S3::Bucket", "main.tf", 5,
                    message, "", rule="X_1")
            for verdict, message in ((Verdict.VIOLATED, "X_1: open"), (Verdict.PASSED, ""))
        ]  # fmt: skip
        shut = POLICY._replace(id="port-is-shut", nodeid="aisec::other::port-is-shut", severity="low")
        logs = POLICY._replace(id="logs", nodeid="aisec::other::logs")
        return [
            PolicyReport(shut, tuple(findings), count_verdicts(findings)),
            PolicyReport(logs, (), count_verdicts([]), "it has no opinion"),
        ]


def test_the_names_of_the_option_are_those_of_the_engines() -> None:
    assert set(options.ENGINES) == set(engines.ENGINES)


def test_its_errors_stand_in_the_summary_and_in_the_report_and_fail_the_run(judged: Project) -> None:
    judged.write("bad.yaml", BAD)
    result = judged.run(FLAG, "-v", "--aisec-source=cloudformation:bad.yaml", "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, "aisec::cfn-lint") == "VIOLATED"
    result.stdout.fnmatch_lines(["HIGH template-is-valid", "  - bad.yaml:4  Models", "      E3002: *BucketNam*"])
    bad = (FLAG, "-v", "--aisec-source=cloudformation:bad.yaml", "-k", "is_a_bucket")
    assert judged.run(*bad).ret == pytest.ExitCode.TESTS_FAILED
    lenient = judged.run(*bad, "--aisec-fail-on=critical")
    assert lenient.ret == pytest.ExitCode.OK
    assert category(lenient, "aisec::cfn-lint") == "VIOLATED"
    report = judged.read("out.json")
    check("aisec-findings-1", report)
    (finding,) = [item for item in report["findings"] if item["policy"] == "template-is-valid"]
    assert (finding["rule"], finding["file"], finding["line"]) == ("E3002", "bad.yaml", 4)
    (policy,) = [item for item in report["policies"] if item["id"] == "template-is-valid"]
    assert (policy["violated"], policy["nodeid"]) == (1, "aisec::cfn-lint::template-is-valid")


def test_a_valid_template_passes_and_the_ini_file_can_ask_for_it(project: Project) -> None:
    project.write("pytest.ini", "[pytest]\naisec_engine = cfn-lint\n")
    project.write("good.yaml", BAD.replace("BucketNam", "BucketName"))
    result = project.run("-v", "--aisec-report=json=out.json", "--aisec-evidence=all")
    assert result.ret == pytest.ExitCode.OK
    assert category(result, "aisec::cfn-lint") == "PASSED"
    assert category(result, "aisec::sources-are-read-completely") == "PASSED"
    report = project.read("out.json")
    check("aisec-findings-1", report)
    assert [(item["verdict"], item["address"], item["rule"]) for item in report["findings"]] == [
        ("passed", "good.yaml", "")
    ]


def test_without_a_template_there_is_nothing_to_judge(project: Project) -> None:
    assert category(project.run(FLAG, "-v"), "aisec::cfn-lint") == "NO RESOURCES"


def test_it_is_silent_unless_asked(judged: Project) -> None:
    judged.write("bad.yaml", BAD)
    assert not any("cfn-lint" in line for line in judged.run("-v").outlines)


@pytest.mark.parametrize("selection", [["-k", "test_is_a_bucket"], ["-m", "hipaa"], ["--aisec-severity=low"]])
def test_no_selection_hides_it(judged: Project, selection: list[str]) -> None:
    judged.write("bad.yaml", BAD)
    assert category(judged.run(FLAG, "-v", *selection), "aisec::cfn-lint") == "VIOLATED"


def test_under_xdist_it_runs_once(project: Project) -> None:
    project.write("bad.yaml", BAD)
    result = project.apart(FLAG, "-n1", "--aisec-report=json=out.json", "-p", "xdist")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert [item["rule"] for item in project.read("out.json")["findings"]] == ["E3002"]


def test_an_unknown_tool_is_a_usage_error(project: Project) -> None:
    assert project.run("--aisec-engine=lint").ret == pytest.ExitCode.USAGE_ERROR
    project.write("pytest.ini", "[pytest]\naisec_engine = lint\n")
    assert project.run().ret == pytest.ExitCode.USAGE_ERROR


def test_an_engine_of_several_policies_fits(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.ENGINES, "cfn-lint", Elsewhere)
    result = project.run(FLAG, "--aisec-report=json=out.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*it has no opinion*", "*main.tf:5 aws_s3_bucket.open: X_1: open*"])
    report = project.read("out.json")
    check("aisec-findings-1", report)
    assert {item["id"]: (item["violated"], item["passed"]) for item in report["policies"]} == {
        "port-is-shut": (1, 1),
        "logs": (0, 0),
    }
    assert [item["verdict"] for item in report["findings"]] == ["violated"]
