"""AWS CloudFormation: which resources of an account come from a stack."""

from __future__ import annotations

from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.resource import Names, Resource


class Stack(
    Resource,
    live=Listing("cloudformation", "ListStacks", "StackSummaries[?StackStatus != 'DELETE_COMPLETE']", id="StackId"),
    names=Names(live=("StackId", "StackName")),
):
    """A stack that is there. Its parameters and outputs are not read.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSummary.html
    """

    status = text(live="StackStatus")
    drift = text(
        default=None,
        among=("DRIFTED", "IN_SYNC", "UNKNOWN", "NOT_CHECKED"),
        live="DriftInformation.StackDriftStatus",
    )


class StackResource(
    Resource,
    live=Listing(
        "cloudformation",
        "ListStackResources",
        "StackResourceSummaries[?PhysicalResourceId && ResourceStatus != 'DELETE_COMPLETE']",
        id="join(' ', [ResourceType, PhysicalResourceId])",
        per="cloudformation:Stack",
        per_parameters={"StackName": "StackId"},
    ),
):
    """What a stack has made, by its type and its name in the account.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackResourceSummary.html
    """

    kind = text(live="ResourceType")
    physical_id = text(live="PhysicalResourceId")
    logical_id = text(live="LogicalResourceId")
    drift = text(
        default=None,
        among=("IN_SYNC", "MODIFIED", "DELETED", "NOT_CHECKED", "UNKNOWN", "UNSUPPORTED"),
        live="DriftInformation.StackResourceDriftStatus",
    )
