"""Amazon Macie."""

from __future__ import annotations

from pytest_aisec.aws import s3
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import REQUIRED, PerDialect, boolean, integer, text, texts, unstated
from pytest_aisec.model.calls import Batch, Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never, present
from pytest_aisec.model.links import blocks, fellows, link, links
from pytest_aisec.model.paths import call, every, unmapped
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement
from pytest_aisec.verdicts import NotApplicable


class Session(
    Resource,
    terraform="aws_macie2_account",
    cloudformation="AWS::Macie::Session",
    live=Listing(
        "macie2",
        "GetMacieSession",
        "[@]",
        id="join(' ', ['Macie in', $source.Region])",
        absent=("AccessDeniedException: Macie is not enabled",),
    ),
):
    """Macie in one region of the account.

    https://docs.aws.amazon.com/macie/latest/APIReference/macie.html
    """

    enabled = boolean(
        default=PerDialect(terraform=True, cloudformation=True, live=unstated("the status is not told")),
        switch=switch(ENABLED=True, PAUSED=False),
        terraform="status",
        cloudformation="Status",
        live="status",
    )
    discovers_by_itself = boolean(
        default=unstated("automated discovery is switched on beside it, in no file"),
        switch=switch(ENABLED=True, DISABLED=False),
        terraform=never("the provider has no resource for it"),
        cloudformation=never("the template cannot set it"),
        live=call("macie2", "GetAutomatedDiscoveryConfiguration") / "status",
    )
    """Whether Macie samples every bucket by itself, beside the jobs."""
    tells_security_hub = boolean(
        default=unstated("whether it tells Security Hub is decided beside it, in no file"),
        terraform=never("the provider has no resource for it"),
        cloudformation=never("the template cannot set it"),
        live=call("macie2", "GetFindingsPublicationConfiguration")
        / "securityHubConfiguration.publishClassificationFindings",
    )
    exports = fellows(lambda: ResultStore)

    @statement
    def keeps_its_results(self) -> bool:
        """What jobs found is kept in a bucket, and not for ninety days only."""
        if self.dialect is Dialect.CLOUDFORMATION:
            raise NotApplicable("CloudFormation cannot say where results are kept")
        return bool(self.exports)


class ResultStore(
    Resource,
    terraform="aws_macie2_classification_export_configuration",
    live=Listing(
        "macie2",
        "GetClassificationExportConfiguration",
        "[configuration.s3Destination][*]",
        id="join(' ', ['results of Macie in', $source.Region])",
        absent=("AccessDeniedException: Macie is not enabled",),
    ),
):
    """Where the results of all jobs of a region go.

    https://docs.aws.amazon.com/macie/latest/user/discovery-results-repository-s3.html
    """


class ClassificationScope(
    Resource,
    live=Listing(
        "macie2",
        "ListClassificationScopes",
        "classificationScopes",
        id="join(' ', ['scope of discovery in', $source.Region])",
        describe=Call("macie2", "GetClassificationScope", {"id": "id"}),
        absent=("AccessDeniedException: Macie is not enabled",),
    ),
):
    """Which buckets Macie leaves out when it samples by itself. Neither files nor templates can say.

    https://docs.aws.amazon.com/macie/latest/APIReference/classification-scopes-id.html
    """

    excluded = links(lambda: s3.Bucket, live="s3.excludes.bucketNames")


class JobBuckets(Block):
    """Buckets that a job looks into, of one account."""

    buckets = links(lambda: s3.Bucket, terraform="buckets", cloudformation="buckets", live="buckets")


class BucketCriterion(Block):
    """What a property of a bucket has to be for a job to take it, or to leave it out.

    https://docs.aws.amazon.com/macie/latest/APIReference/jobs.html
    """

    key = text(default="TAG", terraform="simple_criterion.key", live="simpleCriterion.key")
    """`S3_BUCKET_NAME`, `ACCOUNT_ID` and the like; tags are no key."""
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


class Finding(
    Resource,
    live=Listing(
        "macie2",
        "ListFindings",
        "findingIds[].{id: @, findingIds: [@]}",
        id="id",
        parameters={
            "findingCriteria": {
                "criterion": {"archived": {"eq": ["false"]}, "severity.description": {"eq": ["High"]}},
            }
        },
        describe=Call(
            "macie2", "GetFindings", {"findingIds": "findingIds"}, batch=Batch("findingIds", 50, "findings", "id")
        ),
        described="findings[0]",
        absent=("AccessDeniedException: Macie is not enabled",),
    ),
    names=Names(live=("id",)),
):
    """A finding of high severity that nobody has archived; what was found in objects is not told.

    https://docs.aws.amazon.com/macie/latest/user/findings-severity.html
    """

    kind = text(default=None, live="type")
    """`SensitiveData:S3Object/Credentials`, `Policy:IAMUser/S3BucketPublic`."""
    severity = text(among=("Low", "Medium", "High"), live="severity.description")
    bucket = link(lambda: s3.Bucket, live="resourcesAffected.s3Bucket.name")
    created_at = moment(live="createdAt")

    @property
    def days_open(self) -> int | None:
        """How many days it has been open, when it was read."""
        return self.days_since(self.created_at)


_OFF = ("AccessDeniedException: Macie is not enabled",)


class AllowList(
    Resource,
    cloudformation="AWS::Macie::AllowList",
    live=Listing(
        "macie2",
        "ListAllowLists",
        "allowLists",
        id="id",
        describe=Call("macie2", "GetAllowList", {"id": "id"}),
        absent=_OFF,
    ),
    names=Names(cloudformation=("Id",), live=("id", "arn")),
):
    """Text that Macie passes over. Terraform has none.

    https://docs.aws.amazon.com/macie/latest/user/allow-lists.html
    """

    pattern = text(default=None, cloudformation="Criteria.Regex", live="criteria.regex")
    """The expression whose matches are passed over; None where words in a bucket say what is."""
    bucket = link(
        lambda: s3.Bucket, cloudformation="Criteria.S3WordsList.BucketName", live="criteria.s3WordsList.bucketName"
    )


class CustomDataIdentifier(
    Resource,
    terraform="aws_macie2_custom_data_identifier",
    cloudformation="AWS::Macie::CustomDataIdentifier",
    live=Listing(
        "macie2",
        "ListCustomDataIdentifiers",
        "items",
        id="id",
        describe=Call("macie2", "GetCustomDataIdentifier", {"id": "id"}),
        absent=_OFF,
    ),
    names=Names(cloudformation=("Id",), live=("id", "arn")),
):
    """What else Macie is to find: an expression, and words that stand near it.

    https://docs.aws.amazon.com/macie/latest/user/custom-data-identifiers.html
    """

    pattern = text(terraform="regex", cloudformation="Regex", live="regex")
    keywords = texts(terraform="keywords", cloudformation="Keywords", live="keywords")
    ignored = texts(terraform="ignore_words", cloudformation="IgnoreWords", live="ignoreWords")


class Criterion(Block):
    """What a field of a finding has to be, as Terraform has it."""

    field = text(terraform="field")
    values = texts(terraform=every("eq", "eq_exact_match"))


class FindingsFilter(
    Resource,
    terraform="aws_macie2_findings_filter",
    cloudformation="AWS::Macie::FindingsFilter",
    live=Listing(
        "macie2",
        "ListFindingsFilters",
        "findingsFilterListItems",
        id="id",
        describe=Call("macie2", "GetFindingsFilter", {"id": "id"}),
        described='{action: action, buckets: findingCriteria.criterion."resourcesAffected.s3Bucket.name".eq}',
        absent=_OFF,
    ),
    names=Names(cloudformation=("Id",), live=("id", "arn")),
):
    """A saved search, or a rule by which findings are put away unseen.

    https://docs.aws.amazon.com/macie/latest/APIReference/findingsfilters-id.html
    """

    archives = boolean(
        default=PerDialect(terraform=REQUIRED, cloudformation=unstated("the template does not say"), live=REQUIRED),
        switch=switch(ARCHIVE=True, NOOP=False),
        terraform="action",
        cloudformation="Action",
        live="action",
    )
    """Whether it puts findings away; otherwise it is a search only."""
    criteria = blocks(
        Criterion,
        terraform="finding_criteria.criterion",
        cloudformation=never("its criteria have names"),
        live=never("its criteria have names"),
    )
    told_buckets = texts(
        terraform=never("its criteria are a list"),
        cloudformation=unmapped("names of criteria with dots are not read from templates"),
        live="buckets",
    )

    @answer
    def may_hide(self, bucket: str) -> bool:
        """It puts findings about a bucket away: it names it, or none; what else it asks for is not looked at."""
        if not self.archives:
            return False
        names = [*self.told_buckets, *self._declared_buckets()]
        return not names or bucket in names

    def _declared_buckets(self) -> list[str]:
        return [name for each in self.criteria if each.field == _BUCKET for name in each.values]


_BUCKET = "resourcesAffected.s3Bucket.name"
