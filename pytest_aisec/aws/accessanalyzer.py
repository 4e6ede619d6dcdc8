"""IAM Access Analyzer."""

from __future__ import annotations

from pytest_aisec.model.attribute import REQUIRED, PerDialect, text, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import fixed
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Names, Resource


class Analyzer(
    Resource,
    terraform="aws_accessanalyzer_analyzer",
    cloudformation="AWS::AccessAnalyzer::Analyzer",
    live=Listing("accessanalyzer", "ListAnalyzers", "analyzers", id="arn"),
    names=Names(terraform=("analyzer_name",), cloudformation=("Arn", "AnalyzerName"), live=("name", "arn")),
):
    """What looks, in one region, for access from outside or that nobody uses.

    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html
    """

    kind = text(
        among=(
            "ACCOUNT",
            "ORGANIZATION",
            "ACCOUNT_UNUSED_ACCESS",
            "ORGANIZATION_UNUSED_ACCESS",
            "ACCOUNT_INTERNAL_ACCESS",
            "ORGANIZATION_INTERNAL_ACCESS",
        ),
        default=PerDialect(terraform="ACCOUNT", cloudformation=REQUIRED, live=REQUIRED),
        terraform="type",
        cloudformation="Type",
    )
    status = text(
        among=("ACTIVE", "CREATING", "DISABLED", "FAILED"),
        default=unstated("the status is not told"),
        terraform=fixed("ACTIVE"),
        cloudformation=fixed("ACTIVE"),
        live="status",
    )
    """Whether it works; whoever declares one means it to."""

    @property
    def sees_outsiders(self) -> bool:
        """It looks for access from outside of the account or the organization."""
        return self.kind in {"ACCOUNT", "ORGANIZATION"}

    @property
    def sees_unused_access(self) -> bool:
        """It looks for access that nobody uses."""
        return self.kind.endswith("_UNUSED_ACCESS")

    @property
    def is_of_an_organization(self) -> bool:
        """It looks into every account of the organization."""
        return self.kind.startswith("ORGANIZATION")


class Finding(
    Resource,
    live=Listing(
        "accessanalyzer",
        "ListFindingsV2",
        "findings",
        id="id",
        parameters={"filter": {"status": {"eq": ["ACTIVE"]}}},
        per="AWS::AccessAnalyzer::Analyzer",
        per_parameters={"analyzerArn": "arn"},
    ),
    names=Names(live=("id",)),
):
    """Something that an analyzer found and that nobody has archived.

    https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_FindingSummaryV2.html
    """

    kind = text(default=None, live="findingType")
    """`ExternalAccess`, `UnusedIAMRole`."""
    about = text(default=None, live="resource")
    """The ARN of what can be reached from outside, or is not used."""
    resource_type = text(default=None, live="resourceType")
    created_at = moment(live="createdAt")

    @property
    def days_open(self) -> int | None:
        """How many days it has been open, when it was read."""
        return self.days_since(self.created_at)
