"""Annotations: escaped, the worst first, no more than GitHub shows."""

from __future__ import annotations

from dataclasses import replace

from pytest_aisec.reports import github
from pytest_aisec.verdicts import Verdict
from tests.reports.test_markdown import finding, run


def test_a_violation_is_one_escaped_command() -> None:
    (line,) = github.lines(run(finding(Verdict.VIOLATED, message="100%\r::error::x"), finding(Verdict.PASSED)))
    head, _, text = line.removeprefix("::").partition("::")
    assert head == "error file=main.tf,line=3,title=high%3A shut"
    assert text == "Shut.%0Aaws_s3_bucket.a: 100%25%0AFix: fix"


def test_what_an_assertion_alone_says_is_left_out() -> None:
    (line,) = github.lines(run(finding(Verdict.VIOLATED, message="assert False\n where False = x")))
    assert line.endswith("::Shut.%0Aaws_s3_bucket.a%0AFix: fix")


def test_a_file_is_named_from_the_root_of_the_repository() -> None:
    report = replace(run(finding(Verdict.VIOLATED)), run={"folder": "infra/live"})
    assert next(github.lines(report)).startswith("::error file=infra/live/main.tf,line=3,")


def test_what_does_not_fail_the_run_is_a_warning() -> None:
    found = run(*(finding(Verdict.VIOLATED, severity, severity) for severity in ("critical", "high", "low")))
    said = github.lines(replace(found, fail_on="high"))
    assert [line.partition(" ")[0] for line in said] == ["::error", "::error", "::warning"]


def test_the_worst_ten_are_kept_and_the_rest_counted() -> None:
    many = [finding(Verdict.VIOLATED, "low", f"a{number}") for number in range(12)]
    said = list(github.lines(run(*many, finding(Verdict.VIOLATED, "critical", "worst"))))
    assert len(said) == 11
    assert "worst" in said[0]
    assert said[-1] == "::notice::3 more violations have no annotation"
