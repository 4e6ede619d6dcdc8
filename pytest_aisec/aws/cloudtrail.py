"""AWS CloudTrail."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pytest_aisec.aws import kms, logs, s3
from pytest_aisec.model.attribute import REQUIRED, PerDialect, boolean, items_of, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import known_parts, never, only
from pytest_aisec.model.links import blocks, fellows, link, links
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.paths import call
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement
from pytest_aisec.verdicts import Undetermined

WHOLE = r"[^/]*/?$"
"""The ARN of a bucket, or the beginning of those of all its objects: nothing of their names."""

_EVERY_BUCKET = re.compile(r"arn:[^:]*:s3(:::)?")

_SELECTORS = call("cloudtrail", "GetEventSelectors", {"TrailName": "TrailARN"})


class DataResource(Block):
    """Whose data events a classic selector takes in."""

    type = text()
    values = texts()
    buckets = links(
        lambda: s3.Bucket,
        terraform=only("values", WHOLE),
        cloudformation=only("Values", WHOLE),
        live=only("Values", WHOLE),
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

    @statement
    def takes_management_events(self) -> bool:
        """It takes in management events, and leaves out no service."""
        return self.management_events and not self.excluded_sources

    @answer
    def takes_changes_of(self, source: str) -> bool:
        """It takes in management events of a service (`s3.amazonaws.com`) that change something."""
        writes = self.management_events and self.read_write_type != "ReadOnly"
        return writes and source not in self.excluded_sources


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
    buckets = links(
        lambda: s3.Bucket,
        terraform=only("starts_with", WHOLE),
        cloudformation=only("StartsWith", WHOLE),
        live=only("StartsWith", WHOLE),
        reads=s3.bucket_name,
    )
    left_out = links(
        lambda: s3.Bucket,
        terraform=only("not_starts_with", WHOLE),
        cloudformation=only("NotStartsWith", WHOLE),
        live=only("NotStartsWith", WHOLE),
        reads=s3.bucket_name,
    )

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


class EventDataStore(
    Resource,
    terraform="aws_cloudtrail_event_data_store",
    cloudformation="AWS::CloudTrail::EventDataStore",
    live=Listing(
        "cloudtrail",
        "ListEventDataStores",
        "EventDataStores[].{EventDataStoreArn: EventDataStoreArn}",
        id="EventDataStoreArn",
        describe=Call("cloudtrail", "GetEventDataStore", {"EventDataStore": "EventDataStoreArn"}),
    ),
    names=Names(cloudformation=("EventDataStoreArn",), live=("EventDataStoreArn",)),
):
    """A store of CloudTrail Lake, which can be asked in SQL.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventDataStore.html
    """

    takes_events_in = boolean(
        default=True,
        switch=switch(
            ENABLED=True,
            STARTING_INGESTION=True,
            CREATED=True,
            PENDING_DELETION=False,
            STOPPING_INGESTION=False,
            STOPPED_INGESTION=False,
        ),
        terraform=never("what it takes in is seen once it is there"),
        cloudformation=never("what it takes in is seen once it is there"),
        live="Status",
    )
    advanced_selectors = blocks(
        AdvancedEventSelector, terraform="advanced_event_selector", cloudformation="AdvancedEventSelectors"
    )

    @answer
    def records_use_of(self, kind: str) -> bool:
        """It takes in every use of a type of resource."""
        return self.takes_events_in and takes_all_use(self.advanced_selectors, kind)

    @answer
    def records_objects_of(self, bucket: s3.Bucket) -> bool:
        """It takes in who reads and who writes the objects of a bucket."""
        return self.takes_events_in and all(
            any(selector.takes_objects_of(bucket, only_reads) for selector in self.advanced_selectors)
            for only_reads in ("true", "false")
        )

    @statement
    def records_management_events(self) -> bool:
        """It takes in calls that manage things; without selectors it takes in those only."""
        if not self.takes_events_in:
            return False
        return not self.advanced_selectors or any(
            each.takes((*_CALL, ("readOnly", "false"))) for each in self.advanced_selectors
        )


_CALL = (("eventCategory", "Management"), ("eventSource", "bedrock.amazonaws.com"))
_EVERY_CALL = tuple(
    (("eventCategory", "Management"), ("eventSource", f"{service}.amazonaws.com"))
    for service in ("bedrock", "kms", "rdsdata")
)
"""Calls that have to be on record: those of the services that a trail can leave out are among them. Deleting the key of
a model is a call of AWS KMS, and what is asked of a vector store in Aurora is one of the Data API."""


class Trail(
    Resource,
    terraform="aws_cloudtrail",
    cloudformation="AWS::CloudTrail::Trail",
    live=Listing("cloudtrail", "DescribeTrails", "trailList", id="TrailARN"),
    names=Names(terraform=("name",), cloudformation=("TrailName",), live=("TrailARN", "Name")),
):
    """A trail: the account's record of API calls."""

    multi_region = boolean(default=False, terraform="is_multi_region_trail", cloudformation="IsMultiRegionTrail")
    log_file_validation = boolean(
        default=False,
        terraform="enable_log_file_validation",
        cloudformation="EnableLogFileValidation",
        live="LogFileValidationEnabled",
    )
    logging = boolean(
        default=PerDialect(terraform=True, cloudformation=REQUIRED, live=REQUIRED),
        terraform="enable_logging",
        cloudformation="IsLogging",
        live=call("cloudtrail", "GetTrailStatus", {"Name": "TrailARN"}) / "IsLogging",
    )
    """On unless Terraform says otherwise; CloudFormation wants it said.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudtrail-trail.html
    """
    bucket = link(lambda: s3.Bucket, terraform="s3_bucket_name", cloudformation="S3BucketName")
    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KMSKeyId", live="KmsKeyId")
    log_group = link(
        lambda: logs.LogGroup,
        terraform="cloud_watch_logs_group_arn",
        cloudformation="CloudWatchLogsLogGroupArn",
        reads=lambda arn: arn.removesuffix(":*"),
    )
    of_the_organization = boolean(
        default=False, terraform="is_organization_trail", cloudformation="IsOrganizationTrail"
    )
    selectors = blocks(
        EventSelector,
        terraform="event_selector",
        cloudformation="EventSelectors",
        live=_SELECTORS / "EventSelectors",
    )
    advanced_selectors = blocks(
        AdvancedEventSelector,
        terraform="advanced_event_selector",
        cloudformation="AdvancedEventSelectors",
        live=_SELECTORS / "AdvancedEventSelectors",
    )
    beside = fellows(lambda: Trail)
    lakes = fellows(lambda: EventDataStore)

    @statement
    def can_be_watched(self) -> bool:
        """It writes to a log group, on which filters and alarms can stand, or a lake takes in the same calls."""
        return self.log_group is not None or any(lake.records_management_events for lake in self.lakes)

    @statement
    def records_management_events_everywhere(self) -> bool:
        """It is on, in every region, for management events of every service that read and that write."""
        if not (self.logging and self.multi_region):
            return False
        if self.advanced_selectors:
            return all(
                any(selector.takes((*call, ("readOnly", only_reads))) for selector in self.advanced_selectors)
                for only_reads in ("true", "false")
                for call in _EVERY_CALL
            )
        if not self.selectors:
            return True
        kinds = [each.read_write_type for each in self.selectors if each.takes_management_events]
        return "All" in kinds or {"ReadOnly", "WriteOnly"} <= set(kinds)

    @answer
    def records_change(self, service: str, name: str) -> bool:
        """It is on, and takes in a call of a service that changes something: `records_change("s3", "PutBucketPolicy")`.

        Calls reach rules of EventBridge only where a trail takes them in.
        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
        """
        if not self.logging:
            return False
        source = f"{service}.amazonaws.com"
        if self.advanced_selectors:
            told = ("eventCategory", "Management"), ("eventSource", source), ("eventName", name), ("readOnly", "false")
            return any(each.takes((*told, ("eventType", "AwsApiCall"))) for each in self.advanced_selectors)
        return not self.selectors or any(each.takes_changes_of(source) for each in self.selectors)

    @answer
    def records_objects_of(self, bucket: s3.Bucket) -> bool:
        """It is on, and takes in who reads and who writes the objects of a bucket."""
        if not self.logging:
            return False
        reads = any(each.read_write_type != "WriteOnly" and _is_about(each, bucket) for each in self.selectors)
        writes = any(each.read_write_type != "ReadOnly" and _is_about(each, bucket) for each in self.selectors)
        return (reads or self._takes(bucket, "true")) and (writes or self._takes(bucket, "false"))

    @answer
    def records_use_of(self, kind: str) -> bool:
        """It is on, and takes in every use of what CloudTrail calls a type of resource: `AWS::Bedrock::Guardrail`."""
        return self.logging and takes_all_use(self.advanced_selectors, kind)

    def _takes(self, bucket: s3.Bucket, only_reads: str) -> bool:
        return any(selector.takes_objects_of(bucket, only_reads) for selector in self.advanced_selectors)


def _is_about(selector: EventSelector, bucket: s3.Bucket) -> bool:
    return any(
        each.type == "AWS::S3::Object" and (each.takes_every_bucket or bucket in each.buckets)
        for each in selector.data_resources
    )
