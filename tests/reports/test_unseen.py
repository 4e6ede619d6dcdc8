"""What accounts did not tell is said once, and counted."""

from __future__ import annotations

from pytest_aisec.findings import RunReport, SourceReport
from pytest_aisec.reports.terminal import render
from pytest_aisec.reports.unseen import across_regions

REGIONS = [f"eu-west-{number}" for number in range(1, 7)]


def test_the_same_denial_in_many_regions_is_one_line() -> None:
    denied = [f"AccessDenied: ec2:DescribeVpcs in {region}" for region in REGIONS]
    assert across_regions(denied) == [
        "AccessDenied: ec2:DescribeVpcs in eu-west-1, eu-west-2, eu-west-3, eu-west-4 and 2 more regions"
    ]
    assert across_regions(denied[:5]) == [
        "AccessDenied: ec2:DescribeVpcs in eu-west-1, eu-west-2, eu-west-3, eu-west-4, eu-west-5"
    ]
    assert across_regions(denied[:1] * 2) == denied[:1]


def test_what_differs_in_more_than_the_region_stays_apart() -> None:
    reasons = [
        "Throttling: ec2:DescribeVpcs in us-east-1 (slow), after a part was read",
        "Throttling: ec2:DescribeVpcs in us-east-1 (slow)",
        "AccessDenied: ec2:DescribeVpcs in us-east-1",
        "module.x in us-east-1 is not downloaded",
    ]
    assert across_regions(reasons) == reasons
    assert across_regions([reasons[0], reasons[0].replace("us-east-1", "us-gov-west-1")]) == [
        "Throttling: ec2:DescribeVpcs in us-east-1, us-gov-west-1 (slow), after a part was read"
    ]


def test_the_summary_folds_and_counts() -> None:
    unread = tuple(
        {"file": None, "line": None, "reason": f"AccessDenied: kms:ListKeys in {region}"} for region in REGIONS
    )
    source = SourceReport("aws:", "aws", "", 3, unread, {"could not see": "9"})
    text = render(RunReport({}, (source,), ()))
    assert text.count("kms:ListKeys") == 1
    assert "6 not read, could not see 9 answers of the API" in text
