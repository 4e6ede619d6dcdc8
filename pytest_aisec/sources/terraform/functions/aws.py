"""Functions that the AWS provider brings."""

from __future__ import annotations

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.registry import scalar
from pytest_aisec.sources.terraform.types import STRING
from pytest_aisec.values import Located, Value

_PARTS = 6
_NAMES = ("partition", "service", "region", "account_id", "resource")


@scalar("provider::aws::arn_parse", STRING)
def _arn_parse(arn: str) -> Value:
    """https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_parse."""
    parts = arn.split(":", _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != "arn":
        raise Refused(f"{arn!r} is not an ARN")
    return {name: Located(part) for name, part in zip(_NAMES, parts[1:], strict=True)}


@scalar("provider::aws::arn_build", STRING, STRING, STRING, STRING, STRING)
def _arn_build(partition: str, service: str, region: str, account: str, resource: str) -> Value:
    return f"arn:{partition}:{service}:{region}:{account}:{resource}"


@scalar("provider::aws::trim_iam_role_path", STRING)
def _trim_iam_role_path(arn: str) -> Value:
    start, separator, resource = arn.partition(":role/")
    if not separator:
        raise Refused(f"{arn!r} is not the ARN of a role")
    return f"{start}:role/{resource.rpartition('/')[2]}"
