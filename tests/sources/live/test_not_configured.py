"""One code of a service means several things: its words tell whether nothing is configured, or nothing was told."""

from __future__ import annotations

import pytest

from pytest_aisec.aws import guardduty, lambda_
from pytest_aisec.verdicts import Undetermined
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read, unread

pytestmark = pytest.mark.usefixtures("account")

FUNCTION = {"FunctionName": "f", "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}
ORGANIZATION = "guardduty:OrganizationConfiguration"


def statements(answers: Answers, message: str) -> list[object]:
    refusal = Refusal("ResourceNotFoundException", message, 404)
    estate = read(answers, lambda_.Function, lambda__ListFunctions={"Functions": [FUNCTION]}, lambda__GetPolicy=refusal)
    (found,) = estate.of(lambda_.Function)
    return list(found.statements)


@pytest.mark.parametrize(
    "message", ["The resource you requested does not exist.", "No policy is associated with the given resource."]
)
def test_a_function_without_a_policy(answers: Answers, message: str) -> None:
    assert statements(answers, message) == []


def test_a_function_that_is_gone_is_not_one_without_a_policy(answers: Answers) -> None:
    with pytest.raises(Undetermined, match="ResourceNotFoundException: lambda:GetPolicy"):
        statements(answers, f"Function not found: {FUNCTION['FunctionArn']}")


@pytest.mark.parametrize(
    ("message", "is_told"),
    [
        ("The request is rejected because an invalid or out-of-range value is specified as an input parameter.", True),
        ("The request failed because you do not have required AWS Organization master permission.", True),
        ("The request is rejected because the caller is not registered as a delegated administrator.", True),
        ("The request is rejected because the input detectorId is not owned by the current account.", False),
    ],
)
def test_only_the_administrator_of_guardduty_has_a_configuration(answers: Answers, message: str, is_told: bool) -> None:
    estate = read(
        answers,
        guardduty.OrganizationConfiguration,
        guardduty__ListDetectors={"DetectorIds": ["d"]},
        guardduty__GetDetector={"ServiceRole": "arn:r", "Status": "ENABLED"},
        guardduty__DescribeOrganizationConfiguration=Refusal("BadRequestException", message),
    )
    assert list(estate.of(guardduty.OrganizationConfiguration)) == []
    assert (ORGANIZATION not in unread(estate)) == is_told
