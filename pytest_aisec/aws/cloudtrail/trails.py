"""Trails and the lakes of CloudTrail."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_aisec.aws import kms, logs, s3
from pytest_aisec.aws.cloudtrail.selectors import AdvancedEventSelector, EventSelector, is_about, takes_all_use
from pytest_aisec.model.attribute import REQUIRED, PerDialect, boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, fellows, link
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.paths import call
from pytest_aisec.model.resource import Names, Resource, answer, statement
from pytest_aisec.verdicts import Undetermined

_SELECTORS = call("cloudtrail", "GetEventSelectors", {"TrailName": "TrailARN"})
_STATUS = call("cloudtrail", "GetTrailStatus", {"Name": "TrailARN"})
_UNSEEN = never("whether it arrives is seen once it is on")


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

    spans_regions = True
    multi_region = boolean(
        default=True,
        terraform="multi_region_enabled",
        cloudformation="MultiRegionEnabled",
        live="MultiRegionEnabled",
    )
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
    def records_objects_of(self, bucket: s3.Bucket, only_reads: str) -> bool:
        """It takes in who reads (`"true"`), or who writes (`"false"`), the objects of a bucket."""
        if not self.takes_events_in or is_elsewhere(self, bucket):
            return False
        return any(selector.takes_objects_of(bucket, only_reads) for selector in self.advanced_selectors)

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
    (f"{service}.amazonaws.com", only_reads)
    for service in ("bedrock", "kms", "rdsdata")
    for only_reads in ("true", "false")
)
"""Calls that have to be on record: those of the services that a trail can leave out are among them. Deleting the key of
a model is a call of AWS KMS, and what is asked of a vector store in Aurora is one of the Data API."""


class Trail(
    Resource,
    terraform="aws_cloudtrail",
    cloudformation="AWS::CloudTrail::Trail",
    live=Listing("cloudtrail", "DescribeTrails", "trailList", id="TrailARN", region="HomeRegion"),
    names=Names(terraform=("name",), cloudformation=("TrailName",), live=("TrailARN", "Name")),
):
    """A trail: the account's record of API calls."""

    spans_regions = True
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
        live=_STATUS / "IsLogging",
    )
    """On unless Terraform says otherwise; CloudFormation wants it said.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudtrail-trail.html
    """
    failure = text(default="", terraform=_UNSEEN, cloudformation=_UNSEEN, live=_STATUS / "LatestDeliveryError")
    """Why the last files did not get into its bucket (`AccessDenied`); empty where they did.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
    """
    failure_of_log_group = text(
        default="", terraform=_UNSEEN, cloudformation=_UNSEEN, live=_STATUS / "LatestCloudWatchLogsDeliveryError"
    )
    """The same of its log group."""
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
    def writes(self) -> bool:
        """It is on, and what it takes in arrives in its bucket."""
        if self.logging and self.failure:
            raise Undetermined(f"the last files of {self.address} did not get into its bucket: {self.failure}")
        return self.logging

    @statement
    def writes_to_its_log_group(self) -> bool:
        """It has one, and what it takes in arrives there."""
        if self.log_group is not None and self.failure_of_log_group:
            raise Undetermined(f"{self.address} did not reach its log group lately: {self.failure_of_log_group}")
        return self.log_group is not None

    @statement
    def can_be_watched(self) -> bool:
        """It writes to a log group, on which filters and alarms can stand, or a lake takes in the same calls."""
        here = (lake for lake in self.lakes if not is_elsewhere(lake, self))
        return any(lake.records_management_events for lake in here) or self.writes_to_its_log_group

    @statement
    def records_every_call(self) -> bool:
        """It is on, in every region, for management events of every service that read and that write."""
        return all(self._records_everywhere(*call) for call in _EVERY_CALL)

    @answer
    def records_everywhere(self, source: str, only_reads: str) -> bool:
        """It is on, in every region, for management events of a service that read (`"true"`), or that do not."""
        return self._records_everywhere(source, only_reads)

    def _records_everywhere(self, source: str, only_reads: str) -> bool:
        if not (self.multi_region and self.writes):
            return False
        if self.advanced_selectors:
            told = ("eventCategory", "Management"), ("eventSource", source), ("readOnly", only_reads)
            return any(selector.takes(told) for selector in self.advanced_selectors)
        return not self.selectors or any(each.takes_calls_of(source, only_reads) for each in self.selectors)

    @answer
    def records_change(self, service: str, name: str) -> bool:
        """It is on, and takes in a call of a service that changes something: `records_change("s3", "PutBucketPolicy")`.

        Calls reach rules of EventBridge only where a trail takes them in, whether or not its files arrive.
        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
        """
        if not self.logging:
            return False
        source = f"{service}.amazonaws.com"
        if self.advanced_selectors:
            told = ("eventCategory", "Management"), ("eventSource", source), ("eventName", name), ("readOnly", "false")
            return any(each.takes((*told, ("eventType", "AwsApiCall"))) for each in self.advanced_selectors)
        return not self.selectors or any(each.takes_calls_of(source, "false") for each in self.selectors)

    @answer
    def records_objects_of(self, bucket: s3.Bucket, only_reads: str) -> bool:
        """It is on, and takes in who reads (`"true"`), or who writes (`"false"`), the objects of a bucket."""
        if is_elsewhere(self, bucket) or not self.writes:
            return False
        others = "WriteOnly" if only_reads == "true" else "ReadOnly"
        if any(each.read_write_type != others and is_about(each, bucket) for each in self.selectors):
            return True
        return any(selector.takes_objects_of(bucket, only_reads) for selector in self.advanced_selectors)

    @answer
    def records_use_of(self, kind: str) -> bool:
        """It is on, and takes in every use of what CloudTrail calls a type of resource: `AWS::Bedrock::Guardrail`."""
        return self.writes and takes_all_use(self.advanced_selectors, kind)


def record_every_call(trails: Sequence[Trail], *, of_the_organization: bool = False) -> bool:
    """Whether trails together record management events of every service, in every region, that read and that write.

    `of_the_organization`: only those of every account count.
    """

    def counts(each: Trail) -> bool:
        return each.of_the_organization or not of_the_organization

    if any(counts(each) and each.records_every_call for each in certain_items(trails)):
        return True
    return all(any(counts(each) and each.records_everywhere(*call) for each in trails) for call in _EVERY_CALL)


def is_elsewhere(recording: Trail | EventDataStore, resource: Resource) -> bool:
    """Whether a trail or a lake is for one region only, in which a resource is known not to be."""
    own, other = recording.declaration.region, resource.declaration.region
    return bool(own and other and own != other) and not recording.multi_region
