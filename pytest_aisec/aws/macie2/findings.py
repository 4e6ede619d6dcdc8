"""What Macie found, and what is passed over or put away of it."""

from __future__ import annotations

from pytest_aisec.aws import s3
from pytest_aisec.model.attribute import REQUIRED, PerDialect, boolean, text, texts, unstated
from pytest_aisec.model.calls import Batch, Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.paths import every, unmapped
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Block, Names, Resource, answer


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
