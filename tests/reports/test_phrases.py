"""An assertion is said in words where it is plain which side of it was read."""

from __future__ import annotations

import pytest

from pytest_aisec.findings import Evidence
from pytest_aisec.reports import told
from pytest_aisec.reports.phrases import in_words
from pytest_aisec.verdicts import Verdict
from tests.reports.test_markdown import finding

MORE = "\n  \n  Left contains {} more items, first extra item: {}\n  Use -v to get more diff"


@pytest.mark.parametrize(
    ("message", "read", "expected"),
    [
        ("assert 'PUBLIC' == 'VPC'\n +  where 'PUBLIC' = x.mode", "PUBLIC", 'has to be "VPC", is "PUBLIC"'),
        ("assert 'VPC' == 'PUBLIC'", "PUBLIC", 'has to be "VPC", is "PUBLIC"'),
        ("assert 'PUBLIC' == 'VPC'", None, None),
        ("assert 7 >= 30", 7, "has to be at least 30, is 7"),
        ("assert 30 <= 7", 7, "has to be at least 30, is 7"),
        ("assert 1 > 1.5", 1, "has to be more than 1.5, is 1"),
        ("assert 1 > 2", True, None),
        ("assert 'ALL' != 'ALL'", "ALL", 'must not be "ALL"'),
        ("assert 'NONE' in {'B', 'A'}", "NONE", 'has to be one of "A", "B"; is "NONE"'),
        ("assert 'A' in ['B', 'C']", ["B", "C"], 'has to contain "A", has "B", "C"'),
        ("assert 'A' in ['B', ...]", "A", None),
        ("assert 'A' in [aws_vpc.a]", "A", None),
        ("assert ['DRAFT'] == []", None, "amiss: DRAFT"),
        ("assert ['a', 'b'] == []", None, "amiss: a, b"),
        ("assert ['ow...er'] == []\n  Left contains one more item: 'owner'", None, "amiss: owner"),
        ("assert ['owner', 'da...', 'approval'] == []" + MORE.format(4, "'owner'"), None, "amiss: owner and 3 more"),
        ("assert ['owner', ...] == []", None, None),
        ("assert [aws_iam_role.a] == []\n  Left contains one more item: aws_iam_role.a", None, "amiss: aws_iam_role.a"),
        ("assert [aws_iam_role.a] == []", None, None),
        ("assert (30 == 0 or 30 >= 365)", 30, None),
        ("keys must rotate", 30, None),
        ("", None, None),
    ],
)
def test_what_is_required_and_what_there_is(message: str, read: object, expected: str | None) -> None:
    item = Evidence("mode", read, "main.tf", 3, None)
    violated = finding(Verdict.VIOLATED, message=message)._replace(evidence=(item,))
    assert in_words(violated) == expected
    if expected is not None:
        assert told.said(violated) == expected
