"""Event patterns match as EventBridge says, and say so where the event does not tell."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.analysis.event_patterns import lets_through

EVENT: dict[str, Any] = {
    "source": "aws.x",
    "detail": {"severity": 8, "name": "DeleteThing", "on": True, "found": [{"id": "a"}, {"id": "b"}]},
}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({}, True),
        ({"source": ["aws.x"]}, True),
        ({"source": ["aws.y", "aws.x"]}, True),
        ({"source": ["aws.y"]}, False),
        ({"source": []}, False),
        ({"source": [{"prefix": "aws."}]}, True),
        ({"source": [{"prefix": {"equals-ignore-case": "AWS."}}]}, True),
        ({"source": [{"suffix": ".y"}]}, False),
        ({"source": [{"equals-ignore-case": "AWS.X"}]}, True),
        ({"source": [{"wildcard": "a*x"}]}, True),
        ({"source": [{"wildcard": "a*y"}]}, False),
        ({"source": [{"exists": True}]}, True),
        ({"source": [{"exists": False}]}, False),
        ({"source": [{"anything-but": "aws.x"}]}, False),
        ({"source": [{"anything-but": ["aws.y"]}]}, True),
        ({"source": [{"anything-but": {"prefix": "aws."}}]}, False),
        ({"detail": {"severity": [8]}}, True),
        ({"detail": {"severity": ["8"]}}, False),
        ({"detail": {"on": [True]}}, True),
        ({"detail": {"on": [1]}}, False),
        ({"detail": {"severity": [{"numeric": [">=", 7, "<", 9]}]}}, True),
        ({"detail": {"severity": [{"numeric": [">", 8]}]}}, False),
        ({"detail": {"other": ["a"]}}, None),
        ({"detail": {"other": {"deeper": ["a"]}}}, None),
        ({"source": ["aws.y"], "detail": {"other": ["a"]}}, False),
        ({"$or": [{"source": ["aws.y"]}, {"detail": {"name": ["DeleteThing"]}}]}, True),
        ({"$or": [{"source": ["aws.y"]}, {"detail": {"other": ["a"]}}]}, None),
        ({"source": {"deeper": ["a"]}}, False),
        ({"detail": {"found": {"id": ["b"]}}}, True),
        ({"detail": {"found": {"id": ["c"]}}}, False),
        ({"detail": {"found": {"other": ["c"]}}}, None),
    ],
)
def test_match(pattern: dict[str, Any], expected: bool | None) -> None:
    assert lets_through(pattern, EVENT) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": "aws.x"},
        {"source": [{"like": "aws"}]},
        {"source": [{"prefix": "a", "suffix": "b"}]},
        {"source": [{}]},
        {"source": [{"prefix": 7}]},
        {"source": [{"prefix": {"ignoring-case": "aws"}}]},
        {"detail": {"severity": [{"numeric": [">=", "7"]}]}},
        {"detail": {"severity": [{"numeric": ["over", 7]}]}},
        {"detail": {"severity": [{"numeric": [">=", 7, "<"]}]}},
        {"detail": {"severity": [{"numeric": 7}]}},
    ],
)
def test_what_eventbridge_does_not_have_is_an_error(pattern: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"expected|no operator|zip"):
        lets_through(pattern, EVENT)
