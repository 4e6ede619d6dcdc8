"""The summary of a step: nothing of it is markup by accident, and it fits."""

from __future__ import annotations

from dataclasses import replace

from pytest_aisec.findings import (
    ControlReport,
    Finding,
    FrameworkReport,
    Policy,
    PolicyReport,
    RunReport,
    SourceReport,
    count_verdicts,
)
from pytest_aisec.reports import markdown
from pytest_aisec.verdicts import Verdict


def finding(verdict: Verdict, severity: str = "high", address: str = "aws_s3_bucket.a", message: str = "no") -> Finding:
    return Finding("shut", verdict, severity, "terraform:.", address, "AWS::S3::Bucket", "main.tf", 3, message, "fix")


def run(*findings: Finding, trouble: str = "", unread: tuple[dict[str, object], ...] = ()) -> RunReport:
    policy = Policy("shut", "t.py::test_shut", "Shut.", "high", {})
    judged = PolicyReport(policy, findings, count_verdicts(list(findings)), trouble)
    return RunReport({}, (SourceReport("terraform:.", "terraform", ".", 1, unread),), (judged,))


def test_each_verdict_that_needs_attention_has_a_table() -> None:
    text = markdown.render(run(finding(Verdict.UNDETERMINED, message="var.x"), finding(Verdict.VIOLATED)))
    assert "1 resource in terraform:., judged by 1 policy: 1 violation " in text
    assert "1 undetermined" in text
    assert "### high: shut\n\nShut.\n\nFix: fix\n\n| where | resource | found |\n|---|---|---|\n" in text
    assert "| main.tf:3 | aws&#95;s3&#95;bucket.a | no |" in text
    assert "| shut | main.tf:3 | aws&#95;s3&#95;bucket.a | var.x |" in text
    assert text.index("## Violations") < text.index("## Undetermined")
    assert "## Errors" not in text


def test_what_violates_one_policy_is_in_one_table() -> None:
    text = markdown.render(run(*(finding(Verdict.VIOLATED, address=each) for each in "ba")))
    assert "|---|---|---|\n| main.tf:3 | a | no |\n| main.tf:3 | b | no |" in text
    assert text.count("### ") == text.count("Fix: ") == 1


def test_what_was_not_read_or_judged_is_said() -> None:
    unread: dict[str, object] = {"file": "bad.tf", "line": 2, "reason": "syntax"}
    text = markdown.render(run(trouble="no population", unread=(unread,)))
    assert "* bad.tf:2 syntax" in text
    assert "* shut: no population" in text


def test_text_is_not_markup() -> None:
    text = markdown.render(run(finding(Verdict.VIOLATED, message="a|b <img src=x> `c` @team [x](y)")))
    row = next(line for line in text.splitlines() if "main.tf:3" in line)
    assert row.count("|") == 4
    assert not set("<`@[]()") & set(row)


def test_a_long_summary_is_cut_with_the_most_severe_kept_and_a_notice() -> None:
    many = [finding(Verdict.VIOLATED, "low", f"é{number}", "é" * 900) for number in range(2000)]
    text = markdown.render(run(*many, finding(Verdict.VIOLATED, "critical", "worst")))
    assert len(text.encode()) <= markdown.LIMIT
    shown = text.count("| main.tf:3 | é")
    assert "| worst |" in text
    assert 0 < shown < 2000
    assert f"**{2000 - shown:,} more findings are not shown" in text


def test_controls_that_were_asked_for_have_a_table() -> None:
    controls = (
        ControlReport("CC6.6", "Boundaries", "violated", ("shut",), 2),
        ControlReport("CC1.1", "Values", "not testable by configuration", (), 0),
    )
    report = replace(run(finding(Verdict.VIOLATED)), frameworks=(FrameworkReport("soc2", "SOC 2", controls),))
    text = markdown.render(report)
    assert "| CC6.6 | Boundaries | violated | 1 of 2 policies: shut |" in text
    assert "| CC1.1 | Values | not testable by configuration |  |" in text


def test_what_is_waived_says_why_and_where() -> None:
    waived = finding(Verdict.WAIVED)._replace(waived="checkov: a cache (main.tf:4)")
    assert "| checkov: a cache &#40;main.tf:4&#41; |" in markdown.render(run(waived))


def test_what_fails_a_strict_run_is_said() -> None:
    open_ = run(finding(Verdict.UNDETERMINED, message="var.x"))
    assert "The run fails" not in markdown.render(open_)
    assert "## Undetermined\n\nThe run fails for it" in markdown.render(replace(open_, fails_open=True))
