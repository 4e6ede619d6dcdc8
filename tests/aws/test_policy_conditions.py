"""Which conditions really leave out most callers, and whom they leave."""

from __future__ import annotations

import pytest

from pytest_aisec.aws.policy_conditions import Condition, conditions_in, spares_known_callers_only
from pytest_aisec.values import located


@pytest.mark.parametrize(
    ("operator", "key", "value", "expected"),
    [
        ("StringEquals", "aws:principalorgid", "o-1", True),
        ("StringEquals", "aws:principalorgid", "${aws:ResourceOrgID}", True),
        ("StringLike", "aws:principalorgid", "o-*", False),
        ("ForAnyValue:StringLike", "aws:principalorgpaths", "o-1/r-1/*", True),
        ("ForAnyValue:StringLike", "aws:principalorgpaths", "*/r-1/*", False),
        ("StringLike", "aws:principalaccount", "1*", False),
        ("ArnLike", "aws:principalarn", "arn:aws:iam::*:role/deploy", False),
        ("ArnLike", "aws:principalarn", "arn:aws:iam::123456789012:role/deploy-*", True),
        ("ArnLike", "aws:principalarn", "*:role/deploy", False),
        ("ArnLike", "aws:sourcearn", "arn:aws:s3:::*", False),
        ("ArnLike", "aws:sourcearn", "arn:aws:s3:::models", True),
        ("StringLike", "aws:userid", "*:deploy", False),
        ("StringLike", "aws:userid", "AROAEXAMPLE:*", True),
        ("StringLike", "aws:sourcevpce", "vpce-*", False),
        ("StringEquals", "aws:sourcevpce", "vpce-1", True),
        ("IpAddress", "aws:sourceip", "128.0.0.0/1", False),
        ("IpAddress", "aws:sourceip", "10.0.0.0/8", True),
        ("IpAddress", "aws:sourceip", "2000::/3", False),
        ("StringEquals", "sts:externalid", "secret", False),
        ("StringEqualsIfExists", "aws:principalorgid", "o-1", False),
    ],
)
def test_narrowing(operator: str, key: str, value: str, expected: bool) -> None:
    assert Condition(operator, key, (value,)).narrows is expected


@pytest.mark.parametrize("operator", ["StringEqualsIfExists", "ForAllValues:StringEquals"])
@pytest.mark.parametrize(("null", "expected"), [("false", True), ("true", False), (None, False)])
def test_tests_that_are_made_only_where_the_key_is_there(operator: str, null: str | None, expected: bool) -> None:
    stated = {operator: {"aws:PrincipalOrgID": "o-1"}}
    if null is not None:
        stated["Null"] = {"aws:PrincipalOrgID": null}
    assert any(each.narrows for each in conditions_in(located(stated))) is expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}, True),
        (
            {
                "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
            },
            True,
        ),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-1", "aws:RequestedRegion": "eu-west-1"}}, False),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, False),
        ({"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}, False),
        ({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}}, False),
        ({}, False),
    ],
)
def test_denials_that_spare_known_callers_only(stated: dict[str, dict[str, str]], expected: bool) -> None:
    assert spares_known_callers_only(conditions_in(located(stated))) is expected
