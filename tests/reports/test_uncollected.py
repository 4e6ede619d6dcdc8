"""Types that were not collected are one line, whatever stands beside them."""

from __future__ import annotations

import re

import pytest

from pytest_aisec.reports import terminal
from pytest_aisec.reports.uncollected import in_one_line
from pytest_aisec.verdicts import Verdict
from tests.reports.test_markdown import finding, run

KEY = "AWS::KMS::Key was not collected from aws:: no policy that was selected then reads it"
GROUP = KEY.replace("AWS::KMS::Key", "bedrock-agent:Group")
AWAY = KEY.replace("aws:", "aws:b@all")


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["var.x has no value", "var.x has no value"], ["var.x has no value"]),
        ([KEY, KEY], [KEY]),
        (
            [KEY, f"a; b; {GROUP}", "c"],
            [
                "a; b",
                "c",
                "AWS::KMS::Key, bedrock-agent:Group were not collected from aws:: no policy that was selected then reads them",
            ],
        ),
        ([KEY, AWAY], [KEY, AWAY]),
        ([f"it may be one: {KEY}"], [f"it may be one: {KEY}"]),
    ],
)
def test_types_of_one_source_are_one_line(reasons: list[str], expected: list[str]) -> None:
    assert in_one_line(reasons) == expected
    assert in_one_line(expected) == expected


def test_few_of_many_types_are_shown() -> None:
    (line,) = in_one_line([KEY.replace("Key", f"Key{number}") for number in range(9)], shown=2)
    assert line.startswith("AWS::KMS::Key0, AWS::KMS::Key1 and 7 more types were not collected from aws:: no policy")


def test_the_summary_says_once_what_populations_lack() -> None:
    one, other = (run(trouble=f"the population is not known: {reason}").policies[0] for reason in (KEY, GROUP))
    report = run(finding(Verdict.UNDETERMINED, message=f"{KEY}; var.x has no value; {GROUP}"))
    object.__setattr__(report, "policies", (*report.policies, one, other))
    text = " ".join(terminal.render(report).split())
    assert len(re.findall("the population is not known", text)) == 1
    assert (
        "the population is not known: AWS::KMS::Key, bedrock-agent:Group were not collected from aws:: no policy that was"
        " selected then reads them shut, shut" in text
    )
    assert "var.x has no value; AWS::KMS::Key, bedrock-agent:Group were not collected" in text
