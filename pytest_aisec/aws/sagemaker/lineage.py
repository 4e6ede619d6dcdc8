"""What came from what: the lineage of data, jobs and models."""

from __future__ import annotations

from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.resource import Resource


class Association(
    Resource,
    live=Listing(
        "sagemaker",
        "ListAssociations",
        "AssociationSummaries",
        id="join(' ', [SourceArn, AssociationType || '-', DestinationArn])",
    ),
):
    """That one artifact, action or context of lineage is connected with another. Files declare none.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AssociationSummary.html
    """

    source = text(live="SourceArn")
    destination = text(live="DestinationArn")
    kind = text(default=None, live="AssociationType")
    """`ContributedTo`, `AssociatedWith`, `DerivedFrom`, `Produced` or `SameAs`."""
