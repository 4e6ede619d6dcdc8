"""Which events trails and lakes take in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pytest_aisec.aws import s3
from pytest_aisec.model.attribute import boolean, items_of, text, texts
from pytest_aisec.model.derived import Only, known_parts, only_at
from pytest_aisec.model.links import blocks, links
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.paths import path_of
from pytest_aisec.model.resource import Block, answer, statement
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import Undetermined

WHOLE = r"[^/]*/?$"
"""The ARN of a bucket, or the beginning of those of all its objects: nothing of their names."""

_EVERY_BUCKET = Regex(r"arn:[^:]*:s3(:::)?")


_EMPTY_PREFIX = r"[^/]*/$"
_WITHOUT_A_SLASH = frozenset({"arn", "id", "bucket", "Arn", "Ref"})


class _EveryObject(Only):
    """Those values of a classic selector that mean every object of a bucket: its ARN and a slash, as far as is known.

    The slash begins an empty prefix; the ARN alone is refused, and no object of the bucket is recorded.
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html,
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail
    """

    def _fits(self, item: Located) -> bool:
        last = item.value.parts[-1] if isinstance(item.value, PartlyKnown) else item.value
        if isinstance(last, Reference) and last.attribute in _WITHOUT_A_SLASH:
            return False
        return re.match(WHOLE if isinstance(last, Unknown) else _EMPTY_PREFIX, known_parts(item)) is not None


class DataResource(Block):
    """Whose data events a classic selector takes in."""

    type = text()
    values = texts()
    buckets = links(
        lambda: s3.Bucket,
        terraform=_EveryObject(path_of("values"), WHOLE),
        cloudformation=_EveryObject(path_of("Values"), WHOLE),
        live=_EveryObject(path_of("Values"), WHOLE),
        reads=s3.bucket_name,
    )
    """Those of which it takes in every object."""

    @statement
    def takes_every_bucket(self) -> bool:
        """It names no bucket, but all of them, in whatever partition."""
        stated = DataResource.values.locate(self)
        known = [known_parts(each) for each in items_of(stated)]
        if any(map(_EVERY_BUCKET.fullmatch, known)):
            DataResource.values.note(self, stated, known)
            return True
        return any(_EVERY_BUCKET.fullmatch(value) for value in certain_items(self.values))


class EventSelector(Block):
    """A classic selector of events.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
    """

    read_write_type = text(among=("All", "ReadOnly", "WriteOnly"), default="All")
    management_events = boolean(
        default=True, terraform="include_management_events", cloudformation="IncludeManagementEvents"
    )
    excluded_sources = texts(
        terraform="exclude_management_event_sources", cloudformation="ExcludeManagementEventSources"
    )
    """Services whose management events it leaves out: AWS KMS, and the Data API of RDS, can be."""
    data_resources = blocks(DataResource, terraform="data_resource", cloudformation="DataResources")

    @answer
    def takes_calls_of(self, source: str, only_reads: str) -> bool:
        """It takes in management events of a service (`s3.amazonaws.com`) that read (`"true"`), or that do not."""
        others = "WriteOnly" if only_reads == "true" else "ReadOnly"
        return self.management_events and self.read_write_type != others and source not in self.excluded_sources


class FieldSelector(Block):
    """A condition of an advanced selector; its lists are alternatives.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
    """

    field = text()
    equals = texts()
    starts_with = texts()
    ends_with = texts()
    not_equals = texts()
    not_starts_with = texts()
    not_ends_with = texts()
    buckets = links(lambda: s3.Bucket, **only_at("starts_with", "StartsWith", WHOLE), reads=s3.bucket_name)
    left_out = links(lambda: s3.Bucket, **only_at("not_starts_with", "NotStartsWith", WHOLE), reads=s3.bucket_name)

    @answer
    def takes(self, value: str) -> bool:
        """The condition holds for a value of its field."""
        wanted = (
            any(value == each for each in self.equals)
            or any(value.startswith(each) for each in self.starts_with)
            or any(value.endswith(each) for each in self.ends_with)
        )
        refused = (
            any(value == each for each in self.not_equals)
            or any(value.startswith(each) for each in self.not_starts_with)
            or any(value.endswith(each) for each in self.not_ends_with)
        )
        return not refused and (wanted or not (self.equals or self.starts_with or self.ends_with))


class AdvancedEventSelector(Block):
    """An advanced selector: all of its conditions have to hold."""

    fields = blocks(FieldSelector, terraform="field_selector", cloudformation="FieldSelectors")

    @answer
    def takes(self, event: tuple[tuple[str, str], ...]) -> bool:
        """It takes in an event, given as pairs of field and value; a condition on another field is not met for sure."""
        known = dict(event)
        return all(condition.field in known and condition.takes(known[condition.field]) for condition in self.fields)

    @answer
    def takes_objects_of(self, bucket: s3.Bucket, only_reads: str) -> bool:
        """It takes in what happens to the objects of a bucket."""
        known = {"eventCategory": "Data", "resources.type": "AWS::S3::Object", "readOnly": only_reads}
        return all(
            _names(condition, bucket)
            if condition.field == "resources.ARN"
            else condition.field in known and condition.takes(known[condition.field])
            for condition in self.fields
        )


def _names(condition: FieldSelector, bucket: s3.Bucket) -> bool:
    if condition.not_equals or condition.not_ends_with or condition.ends_with:
        raise Undetermined(f"{condition} leaves some objects out")
    left_out = FieldSelector.not_starts_with.locate(condition).value
    if not left_out:
        return bucket in condition.buckets
    if bucket in condition.left_out:
        return False
    if not isinstance(left_out, list) or len(condition.left_out) < len(left_out) or condition.starts_with:
        raise Undetermined(f"{condition} leaves some objects out")
    return True


def takes_all_use(selectors: Sequence[AdvancedEventSelector], kind: str) -> bool:
    """Whether selectors together take in what reads and what writes one type of resource.

    Raises Undetermined for those that take in some resources of the type, or some calls: which is not followed.
    """
    event = (("eventCategory", "Data"), ("resources.type", kind))
    if all(
        any(selector.takes((*event, ("readOnly", only_reads))) for selector in selectors)
        for only_reads in ("true", "false")
    ):
        return True
    if any(_takes_some(selector, event) for selector in selectors):
        raise Undetermined(f"selectors take in a part of what happens to {kind}: which part is not followed")
    return False


def _takes_some(selector: AdvancedEventSelector, event: tuple[tuple[str, str], ...]) -> bool:
    known = dict(event)
    stated = [condition for condition in selector.fields if condition.field in known]
    others = [condition.field for condition in selector.fields if condition.field not in {*known, "readOnly"}]
    return bool(others) and all(condition.takes(known[condition.field]) for condition in stated)


def is_about(selector: EventSelector, bucket: s3.Bucket) -> bool:
    """Whether a classic selector takes in every object of a bucket."""
    return any(
        each.type == "AWS::S3::Object" and (each.takes_every_bucket or bucket in each.buckets)
        for each in selector.data_resources
    )
