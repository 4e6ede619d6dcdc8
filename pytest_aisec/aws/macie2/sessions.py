"""Macie in an account, and what it does by itself."""

from __future__ import annotations

from pytest_aisec.aws import s3
from pytest_aisec.aws.macie2.jobs import ClassificationJob
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import PerDialect, boolean, text, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import fellows, links
from pytest_aisec.model.paths import call
from pytest_aisec.model.resource import Resource, statement
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
    administrators = fellows(lambda: Administrator)
    jobs = fellows(lambda: ClassificationJob)

    @statement
    def keeps_its_results(self) -> bool:
        """What jobs found is kept in a bucket, and not for ninety days only.

        What the jobs of an administrator find in an account's buckets, that administrator keeps.
        """
        if self.dialect is Dialect.CLOUDFORMATION:
            raise NotApplicable("CloudFormation cannot say where results are kept")
        if self.exports:
            return True
        if self.dialect is Dialect.LIVE and any(each.looks_after for each in self.administrators) and not self.jobs:
            raise NotApplicable("it has no jobs of its own: who administers Macie keeps what is found")
        return False


class Administrator(
    Resource,
    live=Listing(
        "macie2",
        "GetAdministratorAccount",
        "[administrator][?accountId]",
        id="join(' ', ['administrator of Macie in', $source.Region])",
        absent=("AccessDeniedException: Macie is not enabled", "ResourceNotFoundException"),
    ),
):
    """The account that administers Macie in another one, whose buckets its jobs look into, unseen from there.

    https://docs.aws.amazon.com/macie/latest/APIReference/administrator.html
    """

    account = text(live="accountId")
    status = text(default="", live="relationshipStatus")

    @statement
    def looks_after(self) -> bool:
        """The accounts belong together now."""
        return self.status == "Enabled"


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
