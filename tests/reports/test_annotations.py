"""Annotations: escaped, the worst first, no more than GitHub shows."""

from __future__ import annotations

from pytest_aisec.reports import github
from pytest_aisec.verdicts import Verdict
from tests.reports.test_markdown import finding, run


def test_a_violation_is_one_escaped_command() -> None:
    (line,) = github.lines(run(finding(Verdict.VIOLATED, message="100%\n::error::x"), finding(Verdict.PASSED)))
    assert line == "::error file=main.tf,line=3,title=high%3A shut::aws_s3_bucket.a: 100%25%0A::error::x"


def test_the_worst_ten_are_kept_and_the_rest_counted() -> None:
    many = [finding(Verdict.VIOLATED, "low", f"a{number}") for number in range(12)]
    said = list(github.lines(run(*many, finding(Verdict.VIOLATED, "critical", "worst"))))
    assert len(said) == 11
    assert "worst" in said[0]
    assert said[-1] == "::notice::3 more violations have no annotation"
