"""AI buckets: training data, model artefacts, retrieval sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial

from pytest_aisec.analysis.identity import statements_held, trusted_ai_service
from pytest_aisec.analysis.membership import Member, Named, member_if
from pytest_aisec.analysis.roles.actors import actors, existence, role_as_read
from pytest_aisec.analysis.roles.registry import Role, finds
from pytest_aisec.aws import bedrock, bedrock_agent, iam, s3, sagemaker
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import Resource
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import PartlyKnown, Unknown
from pytest_aisec.verdicts import choose

_NAMERS: tuple[tuple[type[Resource], str, str], ...] = (
    (sagemaker.Model, "artefact_buckets", "{} loads its weights from it"),
    (sagemaker.EndpointConfig, "written_buckets", "{} keeps what it is asked in it"),
    (sagemaker.FeatureGroup, "offline_bucket", "{} keeps features in it"),
    (sagemaker.TrainingJob, "input_buckets", "{} trains on it"),
    (sagemaker.TrainingJob, "output_buckets", "{} writes to it"),
    (bedrock_agent.DataSource, "bucket", "{} takes documents from it"),
    (bedrock.CustomModel, "buckets", "{} was trained with it"),
    (bedrock.ModelInvocationLogging, "buckets", "{} logs in it what models are asked"),
)
"""What names AI buckets, by which link, and why."""


@finds(Role.AI_BUCKET, among=(s3.Bucket,))
def ai_buckets(inventory: Inventory) -> Iterator[Member]:
    """The buckets that models load from or are trained with, and those that the roles of the AI estate name.

    Jobs are often started by programs, and declared are only the role that SageMaker assumes for them and the bucket.
    """
    named, buckets = Named(), inventory.of(s3.Bucket)
    for kind, link, reason in _NAMERS:
        for namer in inventory.of(kind):
            named.add(namer, partial(_linked, namer, link), reason.format(namer.address))
    for actor, doubt in actors(inventory):
        named.add(actor, partial(_buckets_of_actor, actor, buckets), f"the role of {actor.address} names it", doubt)
    for role in inventory.of(iam.Role) if buckets else []:
        trusting = member_if(role, partial(trusted_ai_service, role))
        if trusting is not None and not trusting.doubt:
            why = f"{role.address}, which {trusting.reason} may assume, names it"
            named.add(role, partial(_buckets_of_role, role, buckets), why, existence(role))
    for bucket in buckets:
        member = named.member(bucket, partial(_may_name, bucket))
        if member is not None:
            yield member


def _linked(namer: Resource, link: str) -> Iterator[s3.Bucket]:
    found = getattr(namer, link)
    if isinstance(found, s3.Bucket):
        yield found
    elif found is not None:
        yield from found


def _buckets_of_actor(actor: Resource, buckets: list[s3.Bucket]) -> Iterator[s3.Bucket]:
    """The buckets that the policies of an actor's role name. A role that was not read names none that we know."""
    role = role_as_read(actor)
    if role is None:
        return
    yield from _buckets_of_role(role, buckets)


def _buckets_of_role(role: iam.Role, buckets: list[s3.Bucket]) -> Iterator[s3.Bucket]:
    for statement in statements_held(role, read_only=True):
        about_s3 = any(action == "*" or action.lower().startswith("s3:") for action in statement.actions)
        if about_s3 or statement.other_actions:
            for pattern in certain_items(statement.resources):
                yield from _matching(pattern, role, buckets)
            yield from statement.buckets


def _matching(pattern: str, role: iam.Role, buckets: list[s3.Bucket]) -> Iterator[s3.Bucket]:
    """The buckets that a pattern with wildcards names; one that fits every bucket names none in particular."""
    found = re.match(r"arn:[^:]*:s3:::([^/*?]+[*?][^/]*)", pattern)
    for bucket in buckets if found else []:
        assert found is not None
        own = own_name(bucket)
        if bucket.declaration.source != role.declaration.source or (own and not fnmatchcase(own, found[1])):
            continue
        why = f"the name of {bucket.address} is not known, and {pattern} may fit it"
        if own or choose(("fits", bucket.key, pattern), (False, True), why):
            yield bucket


def own_name(bucket: s3.Bucket) -> str | None:
    """The name of a bucket, where it is known."""
    own = step_into(bucket.body, ["bucket"]).value or step_into(bucket.body, ["BucketName"]).value
    own = own or step_into(bucket.body, ["Name"]).value
    return own if isinstance(own, str) else None


def _may_name(bucket: s3.Bucket, unknown: Unknown) -> bool:
    """Whether an unknown resource pattern can be about this bucket; one whose known parts are others cannot."""
    if not isinstance(unknown, PartlyKnown):
        return not unknown.is_set
    own = own_name(bucket)
    name = own or "any-name"
    pattern = _bucket_pattern(unknown, any_name=own is None)
    return any(pattern.fullmatch(f"{beginning}{name}") for beginning in BUCKET_BEGINNINGS)


BUCKET_BEGINNINGS = ("arn:aws:s3:::", "arn:aws-cn:s3:::", "arn:aws-us-gov:s3:::", "s3://", "")


def _bucket_pattern(unknown: PartlyKnown, *, any_name: bool) -> re.Pattern[str]:
    """What a partly known text can say up to the end of the bucket's name.

    An unknown part inside an ARN is one field of it; at the beginning, or in the name, it is anything.
    """
    known, pieces = "", []
    for part in unknown.parts:
        if isinstance(part, Unknown):
            pieces.append("[^:]*" if known.startswith("arn:") and ":s3:::" not in known else ".*")
            continue
        known += part
        name, slash, _ = part.partition("/") if not part.startswith("s3://") else part.partition("\0")
        pieces.append(re.escape(name))
        if slash:
            break
    return re.compile("".join(pieces) + (".*" if any_name else ""))
