"""Firewall Manager refuses in several ways; only some of them say that an account has no policies to tell of."""

from __future__ import annotations

import pytest

from pytest_aisec.aws import fms
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.given import read, unread

pytestmark = pytest.mark.usefixtures("account")


@pytest.mark.parametrize(
    ("code", "message", "seen"),
    [
        ("AccessDeniedException", "No default admin could be found for account 123456789012 in Region us-east-1", True),
        ("AccessDeniedException", "Account: 123456789012 is not currently delegated by AWS FM.", True),
        (
            "AccessDeniedException",
            "Operation ListPolicies is only available to AWS Firewall Manager Administrators.",
            True,
        ),
        ("AccessDeniedException", "User: arn:aws:iam::1:user/a is not authorized to perform: fms:ListPolicies", False),
        ("InvalidOperationException", "the region is not enabled for the administrator", False),
    ],
)
def test_an_account_that_does_not_administer_it_has_no_policies(
    answers: Answers, code: str, message: str, seen: bool
) -> None:
    estate = read(answers, fms.Policy, fms__ListPolicies=Refusal(code, message))
    assert estate.of(fms.Policy) == []
    assert unread(estate) == (frozenset() if seen else frozenset({"AWS::FMS::Policy"}))
