"""The tags of an account's resources, in one listing for all services."""

from __future__ import annotations

from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import blocks
from pytest_aisec.model.resource import Block, Resource


class Tag(Block):
    """A tag: a key, and what it says."""

    name = text(live="Key")
    value = text(default="", live="Value")


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
    tags = blocks(Tag, live="Tags")

    @property
    def keys_that_say_something(self) -> list[str]:
        """The keys of its tags, but of those whose value is empty."""
        return [each.name for each in self.tags if each.value]
