"""In which order findings are shown."""

from __future__ import annotations

from pytest_aisec.findings import Finding, Policy, PolicyReport, RunReport, SourceReport, count_verdicts
from pytest_aisec.reports.order import in_order
from pytest_aisec.verdicts import Verdict


def finding(source: str, file: str | None, line: int | None, address: str) -> Finding:
    return Finding("shut", Verdict.VIOLATED, "high", source, address, "AWS::S3::Bucket", file, line, "no", "fix")


def test_files_come_before_accounts_by_source_file_and_line() -> None:
    expected = [
        finding("terraform:b", "b/main.tf", 9, "x"),
        finding("terraform:b", "b/other.tf", 2, "z"),
        finding("terraform:b", "b/other.tf", 10, "y"),
        finding("terraform:a", "a/main.tf", 1, "w"),
        finding("aws:", None, None, "arn:1"),
        finding("aws:", None, None, "arn:2"),
    ]
    passed = Finding("shut", Verdict.PASSED, "high", "terraform:a", "p", "AWS::S3::Bucket", "a", 1, "", "")
    found = (*reversed(expected), passed)
    judged = PolicyReport(Policy("shut", "t", "Shut.", "high", {}), found, count_verdicts(list(found)))
    sources = tuple(
        SourceReport(name, name.partition(":")[0], ".", 1) for name in ("terraform:b", "aws:", "terraform:a")
    )
    assert in_order(judged, Verdict.VIOLATED, RunReport({}, sources, (judged,))) == expected
