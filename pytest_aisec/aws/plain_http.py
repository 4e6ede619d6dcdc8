"""Policies of buckets that refuse what does not come over TLS."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.values import Unknown
from pytest_aisec.verdicts import Undetermined

_ANY_ACTION = ("s3:AnActionThatIsToCome", "s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject")


def refuses_plain_http(statements: Iterable[PolicyStatement]) -> bool:
    """Everybody is denied every action, on the bucket and on all of its objects, that does not come over TLS."""
    refused = [name for each in statements if _refuses_plain_http(each) for name in each.resource_patterns]
    return any(map(_is_bucket, refused)) and any(map(_is_every_object, refused))


def _refuses_plain_http(each: PolicyStatement) -> bool:
    """No other condition may narrow it: a request has to meet all of them to be denied."""
    if (
        each.effect != "Deny"
        or not all(map(each.covers, _ANY_ACTION))
        or not any(account == "*" for account in each.accounts)
    ):
        return False
    tests = each.conditions
    return bool(tests) and all(
        test.key == "aws:securetransport" and "not" not in test.operator.lower() and _is_false(test.values)
        for test in tests
    )


def _is_bucket(pattern: str) -> bool:
    """A pattern in a bucket's own policy, which can be about nothing else, takes in the bucket itself."""
    return "/" not in pattern


def _is_every_object(pattern: str) -> bool:
    name, _, key = pattern.partition("/")
    return key == "*" or (not key and name.endswith("*"))


def _is_false(values: tuple[object, ...]) -> bool:
    for value in values:
        if isinstance(value, Unknown):
            raise Undetermined(str(value))
    return bool(values) and all(value is False or str(value).lower() == "false" for value in values)
