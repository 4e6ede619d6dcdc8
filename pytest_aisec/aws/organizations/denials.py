"""What a statement of a service control policy denies to all, and which regions it leaves."""

from __future__ import annotations

from fnmatch import fnmatchcase

from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.values import PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import Undetermined

MODEL_CALLS = (
    "bedrock:InvokeModel",
    "bedrock:InvokeModelWithResponseStream",
    "bedrock-agentcore:CreateAgentRuntime",
    "sagemaker:CreateEndpoint",
)
"""Calls by which models run, or are asked, in a region."""

REGION = "aws:requestedregion"
"""The condition key of the region that is asked."""


def left_open(each: PolicyStatement, action: str) -> list[list[str]]:
    """The regions that a statement leaves open to a call, for each test of regions; none at all without one."""
    if not (each.covers(action) and denies_everything(each)):
        return []
    tests = [test for test in each.conditions if test.key == REGION]
    return [[_known(value) for value in test.values] for test in tests] or [[]]


def _known(value: object) -> str:
    if isinstance(value, Unknown):
        raise Undetermined(str(value))
    return str(value)


def fits_one(region: str, left: list[str]) -> bool:
    """A region, or a pattern of them, fits one of those that are left."""
    return any(fnmatchcase(region.lower(), each.lower()) for each in left)


def denies_everything(each: PolicyStatement) -> bool:
    """It denies, whatever the resource, and conditions only spare some: regions, principals, calls of AWS itself."""
    return (
        each.effect == "Deny"
        and each.is_about_every_resource
        and all(_spares_some(test.operator, test.key, test.values) for test in each.conditions)
    )


_OF_AWS = frozenset({"aws:principalisawsservice", "aws:viaawsservice"})


def _spares_some(stated: str, key: str, values: tuple[object, ...]) -> bool:
    """A test leaves out what it names (`StringNotEquals`, `ArnNotLike`), and not everything; or calls that AWS makes.

    Any other test is for some only: whoever does not meet it is not denied.
    """
    operator = stated.lower().rpartition(":")[2]
    if key in _OF_AWS:
        return operator.startswith("bool") and all(str(value).lower() == "false" for value in values)
    if "not" not in operator:
        return False
    if "like" not in operator:
        return True
    for value in values:
        if isinstance(value, Unknown) and not isinstance(value, PartlyKnown | Reference):
            raise Undetermined(str(value))
    return not any(isinstance(value, str) and not value.strip("*?") for value in values)
