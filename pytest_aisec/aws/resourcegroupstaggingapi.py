"""The tags of an account's resources, in one listing for all services."""

from __future__ import annotations

from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.resource import Resource


class TaggedResource(
    Resource,
    live=Listing(
        "resourcegroupstaggingapi", "GetResources", "ResourceTagMappingList", id="join(' ', ['tags of', ResourceARN])"
    ),
):
    """The tags of one resource; what never had any is not listed.

    https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
    """

    arn = text(live="ResourceARN")
    keys = texts(live="Tags.*.Key")
