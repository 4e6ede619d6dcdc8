"""Jobs of Macie, and the buckets that they look into."""

from __future__ import annotations

from pytest_aisec.aws import s3
from pytest_aisec.model.attribute import PerDialect, boolean, integer, text, texts, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import blocks, links
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Block, Names, Resource, statement


class JobBuckets(Block):
    """Buckets that a job looks into, of one account."""

    buckets = links(lambda: s3.Bucket, terraform="buckets", cloudformation="buckets", live="buckets")


class BucketCriterion(Block):
    """What a property of a bucket has to be for a job to take it, or to leave it out.

    https://docs.aws.amazon.com/macie/latest/APIReference/jobs.html
    """

    about = text(default="TAG", terraform="simple_criterion.key", live="simpleCriterion.key")
    """`S3_BUCKET_NAME`, `ACCOUNT_ID` and the like; tags are none."""
    comparator = text(default="EQ", terraform="simple_criterion.comparator", live="simpleCriterion.comparator")
    values = texts(terraform="simple_criterion.values", live="simpleCriterion.values")


class Scope(Block):
    """What narrows a job to some objects: names, sizes, dates or tags."""


_CRITERIA = "s3_job_definition.bucket_criteria"
_LIVE_CRITERIA = "s3JobDefinition.bucketCriteria"
_SCOPE = "s3_job_definition.scoping"
_LIVE_SCOPE = "s3JobDefinition.scoping"


class ClassificationJob(
    Resource,
    terraform="aws_macie2_classification_job",
    live=Listing(
        "macie2",
        "ListClassificationJobs",
        "items",
        id="jobId",
        describe=Call("macie2", "DescribeClassificationJob", {"jobId": "jobId"}),
        absent=("AccessDeniedException: Macie is not enabled",),
    ),
    names=Names(terraform=("job_id", "job_arn"), live=("jobId", "jobArn")),
):
    """A job that looks for sensitive data in buckets. CloudFormation has none.

    https://docs.aws.amazon.com/macie/latest/APIReference/jobs.html
    """

    schedule = text(among=("ONE_TIME", "SCHEDULED"), terraform="job_type", live="jobType")
    status = text(
        among=("RUNNING", "PAUSED", "CANCELLED", "COMPLETE", "IDLE", "USER_PAUSED"),
        default=PerDialect(terraform="RUNNING", cloudformation="RUNNING", live=unstated("the status is not told")),
        terraform="job_status",
        live="jobStatus",
    )
    sampling_percentage = integer(default=100, terraform="sampling_percentage", live="samplingPercentage")
    selects_by_criteria = boolean(
        terraform=present("s3_job_definition.bucket_criteria"), live=present("s3JobDefinition.bucketCriteria")
    )
    taken_criteria = blocks(
        BucketCriterion, terraform=f"{_CRITERIA}.includes.and", live=f"{_LIVE_CRITERIA}.includes.and"
    )
    left_out_criteria = blocks(
        BucketCriterion, terraform=f"{_CRITERIA}.excludes.and", live=f"{_LIVE_CRITERIA}.excludes.and"
    )
    definitions = blocks(
        JobBuckets, terraform="s3_job_definition.bucket_definitions", live="s3JobDefinition.bucketDefinitions"
    )

    scopes = blocks(
        Scope,
        terraform=every(f"{_SCOPE}.includes.and", f"{_SCOPE}.excludes.and"),
        live=every(f"{_LIVE_SCOPE}.includes.and", f"{_LIVE_SCOPE}.excludes.and"),
    )
    begins_with_what_is_there = boolean(
        default=unstated("whether it looks at what was there before it is not stated (initial_run)"),
        terraform="initial_run",
        live="initialRun",
    )

    @statement
    def goes_on(self) -> bool:
        """It runs again and again, on all objects, new and old, and nobody stopped it."""
        running = self.status in {"RUNNING", "IDLE"} and self.schedule == "SCHEDULED"
        return running and self.begins_with_what_is_there and self._looks_at_everything()

    def _looks_at_everything(self) -> bool:
        return self.sampling_percentage == 100 and not self.scopes  # noqa: PLR2004 -- percent
