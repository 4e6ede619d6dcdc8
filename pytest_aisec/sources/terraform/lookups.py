"""By which texts data sources look up what is only known when Terraform runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from pytest_aisec.values import Located, PartlyKnown, Unknown

_BY_NAME = {
    ("data.aws_iam_policy", "arn"): ("name", ("arn:", None, ":iam::", None, ":policy/", None, "{}")),
    ("data.aws_iam_policy", "id"): ("name", ("arn:", None, ":iam::", None, ":policy/", None, "{}")),
    ("data.aws_kms_alias", "arn"): ("name", ("arn:", None, ":kms:", None, ":", None, ":{}")),
    ("data.aws_kms_alias", "target_key_arn"): ("name", ("arn:", None, ":kms:", None, ":", None, ":key/", None)),
    ("data.aws_kms_alias", "target_key_id"): ("name", ()),
    ("data.aws_kms_key", "arn"): ("key_id", ("arn:", None, ":kms:", None, ":", None, ":key/", None)),
    ("data.aws_kms_key", "id"): ("key_id", ()),
}
"""Of the attributes that follow from a name that is stated: the argument that states it, and their form."""


_BESIDE = {
    "data.aws_cloudwatch_event_bus": ("name", {"arn", "id"}),
    "data.aws_iam_role": ("name", {"arn", "id"}),
    "data.aws_kinesis_stream": ("name", {"arn", "id"}),
    "data.aws_lambda_function": ("function_name", {"arn", "id", "invoke_arn", "qualified_arn", "qualified_invoke_arn"}),
    "data.aws_lb": ("name", {"arn", "id", "dns_name"}),
    "data.aws_route53_zone": ("name", {"arn", "id", "zone_id"}),
    "data.aws_s3_bucket": ("bucket", {"arn", "id"}),
    "data.aws_secretsmanager_secret": ("name", {"arn", "id"}),
    "data.aws_security_group": ("name", {"arn", "id"}),
    "data.aws_service_discovery_service": ("name", {"arn", "id"}),
    "data.aws_sfn_state_machine": ("name", {"arn", "id"}),
    "data.aws_sns_topic": ("name", {"arn", "id"}),
    "data.aws_sqs_queue": ("name", {"arn", "id", "url"}),
}
"""The argument with the name by which a data source finds something, and its attributes that name what it found.

A region of an account has each of these names once, so that a resource of that name in the same configuration is it.
Of security groups a VPC has: a lookup by nothing but the name fails where several have it.
"""

OF_ALL_REGIONS = frozenset({"data.aws_iam_policy", "data.aws_iam_role", "data.aws_route53_zone", "data.aws_s3_bucket"})
"""Data sources that find the same wherever they look."""

_NARROWING = ("vpc_id", "filter", "tags")
"""Arguments that say which of several with the same name is meant."""


def looked_up(path: tuple[str, str], configured: Callable[[str], Located | None], unknown: Unknown) -> Unknown:
    """An attribute (a kind, its name) of what a data source finds by a name that is stated: set, and what it looks for.

    `unknown` stands for the parts of it that are not known, and for an attribute of which nothing is. A policy is found
    among those of AWS and of the account, and only one may have the name, unless a path narrows it.
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy,
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/kms_alias
    """
    beside, attributes = _BESIDE.get(path[0], ("", set()))
    if path[1] in attributes:
        named = configured(beside)
        if named is None or not isinstance(named.value, str) or any(map(configured, _NARROWING)):
            return unknown
        return replace(unknown, sought=(str(named.value),))
    argument, form = _BY_NAME.get(path, ("", ()))
    stated = configured(argument) if argument else None
    if stated is None or not isinstance(stated.value, str) or configured("path_prefix") is not None:
        return unknown
    if argument == "key_id" and not stated.value.startswith("alias/"):
        return unknown
    name = str(stated.value)
    if not form:
        return replace(unknown, is_set=True, sought=(name,))
    identity = unknown.identity or ""
    missing = [
        Unknown(reason=unknown.reason, location=unknown.location, identity=f"{identity}[{place}]", is_set=True)
        for place in range(len(form))
    ]
    return PartlyKnown(
        reason=unknown.reason,
        location=unknown.location,
        identity=unknown.identity,
        is_set=True,
        sought=(name,),
        parts=tuple(missing[place] if part is None else part.format(name) for place, part in enumerate(form)),
    )


def sought(kind: str, configured: Callable[[str], Located | None]) -> tuple[str, ...]:
    """The names of the image that a data source asks for, or of the parameter; nothing for other kinds.

    Patterns are given as they stand, and of text with unknown parts what is known.
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ami
    """
    match kind:
        case "data.aws_ami":
            return (*_texts(configured("name_regex")), *_filtered(configured("filter")))
        case "data.aws_ssm_parameter":
            return tuple(_texts(configured("name")))
    return ()


def _filtered(filters: Located | None) -> Iterator[str]:
    for each in filters.value if filters is not None and isinstance(filters.value, list) else ():
        entries = each.value if isinstance(each.value, dict) else {}
        name = entries.get("name")
        if name is not None and name.value == "name":
            yield from _texts(entries.get("values"))


def _texts(found: Located | None) -> Iterator[str]:
    match found.value if found is not None else None:
        case list() as items:
            for item in items:
                yield from _texts(item)
        case PartlyKnown(parts=parts):
            yield "".join("?" if isinstance(part, Unknown) else part for part in parts)
        case str() as text:
            yield text
