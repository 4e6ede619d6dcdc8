"""What Security Hub has gathered."""

from __future__ import annotations

from pytest_aisec.aws.securityhub.switched_off import NOT_SUBSCRIBED
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Names, Resource


class Finding(
    Resource,
    live=Listing(
        "securityhub",
        "GetFindings",
        "Findings",
        id="Id",
        parameters={
            "Filters": {
                "RecordState": [{"Value": "ACTIVE", "Comparison": "EQUALS"}],
                "WorkflowStatus": [
                    {"Value": "NEW", "Comparison": "EQUALS"},
                    {"Value": "NOTIFIED", "Comparison": "EQUALS"},
                ],
                "SeverityLabel": [
                    {"Value": "HIGH", "Comparison": "EQUALS"},
                    {"Value": "CRITICAL", "Comparison": "EQUALS"},
                ],
            },
            "MaxResults": 100,
        },
        absent=NOT_SUBSCRIBED,
    ),
    names=Names(live=("Id",)),
):
    """A finding that is high or critical, and that nobody has resolved or suppressed.

    https://docs.aws.amazon.com/securityhub/latest/userguide/finding-workflow-status.html
    """

    title = text(default=None, live="Title")
    product = text(default=None, live="ProductName")
    """Whose finding it is: `GuardDuty`, `Inspector`, `Macie`, `Security Hub`."""
    severity = text(among=("INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"), live="Severity.Label")
    resources = texts(live="Resources.*.Id")
    """The ARNs of what it is about."""
    resource_types = texts(live="Resources.*.Type")
    """`AwsEc2Instance`, `AwsS3Bucket`."""
    created_at = moment(live="CreatedAt")

    @property
    def days_open(self) -> int | None:
        """How many days it has been open, when it was read."""
        return self.days_since(self.created_at)
