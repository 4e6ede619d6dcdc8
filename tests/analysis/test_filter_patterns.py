"""Filter patterns count as CloudWatch Logs says, and say so where the event does not tell."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.analysis.event_patterns import ABSENT
from pytest_aisec.analysis.filter_patterns import counts

EVENT: dict[str, Any] = {
    "eventName": "DeleteTrail",
    "eventSource": "cloudtrail.amazonaws.com",
    "errorCode": ABSENT,
    "severity": 8,
    "dry": False,
}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{ $.eventName = DeleteTrail }", True),
        ('{$.eventName="DeleteTrail"}', True),
        ("{ $.eventName = StopLogging }", False),
        ("{ ($.eventName = StopLogging) || ($.eventName = DeleteTrail) }", True),
        ("{ ($.eventName = StopLogging) || ($.eventName = Other) }", False),
        ("{ $.eventName = DeleteTrail && $.eventSource = s3.amazonaws.com }", False),
        ("{ $.eventName = X || $.eventName = DeleteTrail && $.severity = 8 }", True),
        ("{ ($.eventName = X || $.eventName = DeleteTrail) && $.severity = 7 }", False),
        ("{ $.eventName = Delete* }", True),
        ('{ $.eventName = "*Trail" }', True),
        ("{ $.eventName = *trail }", False),
        ("{ $.eventName = %Delete.+% }", True),
        ("{ $.eventName = %^Stop% }", False),
        ("{ $.eventName != %^Stop% }", True),
        ("{ $.eventSource = %" + "(.*)" * 12 + "X% }", None),
        ("{ $.eventSource != %(a|t+)+[X]% }", True),
        ("{ $.eventName != StopLogging }", True),
        ("{ $['eventName'] = DeleteTrail }", True),
        ("{ $.severity >= 7 && $.severity < 9 }", True),
        ("{ $.severity > 8 }", False),
        ("{ $.errorCode NOT EXISTS }", True),
        ("{ $.errorCode = AccessDenied }", False),
        ("{ $.errorCode != AccessDenied }", None),
        ("{ $.errorCode EXISTS }", False),
        ("{ $.dry IS FALSE }", True),
        ("{ $.dry IS TRUE }", False),
        ("{ $.userIdentity.type = Root }", None),
        ("{ $.eventName = StopLogging && $.userIdentity.type = Root }", False),
        ("{ $.eventName = DeleteTrail || $.userIdentity.type = Root }", True),
        ("", True),
        ("DeleteTrail", True),
        ("StopLogging", None),
        ("?StopLogging ?DeleteTrail", True),
        ("-DeleteTrail", False),
        ("[a, b]", None),
    ],
)
def test_count(pattern: str, expected: bool | None) -> None:
    assert counts(pattern, EVENT) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.eventName = }",
        "{ $.eventName = a",
        "{ ($.a = b }",
        "{ a = b }",
        "{ $.a b c }",
        "{ $.a = b ) }",
        "{ $.a & b }",
        "{ $.eventName = %(% }",
    ],
)
def test_what_is_no_pattern_is_an_error(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"filter pattern|regular expression"):
        counts(pattern, EVENT)
