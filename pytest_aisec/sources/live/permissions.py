"""The IAM permissions that a plan needs, and the least-privilege policies that grant them."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from pytest_aisec.model.calls import Collected
from pytest_aisec.sources.live.guard import REGION_LISTINGS, Operation, declared_operations
from pytest_aisec.sources.live.location import ALL, Place

SIZE_LIMIT = 6144
"""Characters in a managed policy, blanks aside: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
READ_LEVELS = frozenset({"List", "Read"})
NO_PERMISSION_NEEDED = frozenset({("sts", "GetCallerIdentity")})
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""

OF_OTHERS = frozenset(
    {
        "amplify:GetWebACLForResource",
        "apprunner:DescribeWebAclForService",
        "appsync:GetWebACLForResource",
        "cognito-idp:GetWebACLForResource",
        "ec2:GetVerifiedAccessInstanceWebAcl",
    }
)
"""What `GetWebACLForResource` takes where it is asked of something else than a load balancer, which nothing does.

https://docs.aws.amazon.com/waf/latest/developerguide/security_iam_service-with-iam.html
"""


@functools.cache
def _table() -> dict[str, Any]:
    text = files("pytest_aisec.sources.live").joinpath("iam_actions.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


@functools.cache
def _levels(prefix: str) -> dict[str, str]:
    named = _table()["levels"].get(prefix, {})
    return {action.lower(): level for level, actions in named.items() for action in actions.split()}


def access_level(action: str) -> str | None:
    """`List`, `Read`, `Write`, `Tagging`, `Permissions management`; None for an action the table does not have."""
    prefix, _, name = action.partition(":")
    return _levels(prefix.lower()).get(name.lower())


def actions_for(service: str, operation: str) -> tuple[str, ...]:
    """The IAM actions that permit an operation, the operation's own first.

    An operation that is newer than the table gets the name that AWS gives nearly all: the prefix and its own name.
    """
    exception = _table()["operations"].get(f"{service}:{operation}")
    if exception is not None:
        return tuple(exception)
    return (f"{_table()['prefixes'].get(service, service)}:{operation}",)


def permissions(plan: Sequence[Collected], *, all_regions: bool = False) -> tuple[str, ...]:
    """Every action that collecting the plan needs, sorted; with those that list the enabled regions, if asked."""
    operations: set[Operation] = set(declared_operations(plan)) - NO_PERMISSION_NEEDED
    if all_regions:
        operations.add(REGION_LISTINGS[0])
    return tuple(sorted({action for each in operations for action in actions_for(*each)} - OF_OTHERS))


def iam_policies(actions: Iterable[str]) -> list[dict[str, Any]]:
    """Policies that allow exactly these actions on everything, as few as the size limit permits.

    Listing and describing know no resource in advance, hence `*`.
    """
    policies: list[dict[str, Any]] = []
    for action in sorted(set(actions)):
        if policies:
            policies[-1]["Statement"][0]["Action"].append(action)
            if _size(policies[-1]) <= SIZE_LIMIT:
                continue
            policies[-1]["Statement"][0]["Action"].pop()
        policies.append(_policy(action, len(policies) + 1))
    return policies


def policies_for(plan: Sequence[Collected], places: Iterable[Place]) -> list[dict[str, Any]]:
    """What reading these places takes: first what is granted where the resources are, then what only callers need.

    A caller that assumes roles is allowed those and no others, and to list accounts where an organization is read.
    """
    places = tuple(places)
    found = iam_policies(permissions(plan, all_regions=any(ALL in place.regions for place in places)))
    statements = []
    if any(place.organization for place in places):
        listing = actions_for("organizations", "ListAccounts")
        statements.append({"Sid": "ListAccounts", "Effect": "Allow", "Action": list(listing), "Resource": "*"})
    roles = {place.role for place in places if place.role}
    roles |= {f"arn:*:iam::*:role/{place.organization}" for place in places if place.organization}
    if roles:
        assumed = {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Resource": sorted(roles)}
        statements.append({"Sid": "AssumeRoles", **assumed})
    if statements:
        found.append({"Version": "2012-10-17", "Statement": statements})
    return found


def _policy(action: str, number: int) -> dict[str, Any]:
    statement = {"Sid": f"PytestAisec{number}", "Effect": "Allow", "Action": [action], "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _size(policy: dict[str, Any]) -> int:
    return len(json.dumps(policy, separators=(",", ":")))
