"""Rules by which objects in buckets come to an end."""

from __future__ import annotations

from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import present
from pytest_aisec.model.paths import either
from pytest_aisec.model.resource import Block, statement


class LifecycleRule(Block):
    """A rule by which objects come to an end."""

    enabled = boolean(switch=switch(Enabled=True, Disabled=False), terraform="status", cloudformation="Status")
    expires = boolean(
        terraform=present(either("expiration.days", "expiration.date")),
        cloudformation=present(either("ExpirationInDays", "ExpirationDate")),
        live=present(either("Expiration.Days", "Expiration.Date")),
    )
    beginning = text(
        default="",
        terraform=either("filter.prefix", "filter.and.prefix", "prefix"),
        cloudformation="Prefix",
        live=either("Filter.Prefix", "Filter.And.Prefix", "Prefix"),
    )
    """What the names of the objects begin with that it is about."""
    is_about_some = boolean(
        terraform=present(
            either(
                "filter.tag",
                "filter.object_size_greater_than",
                "filter.object_size_less_than",
                "filter.and.tags",
                "filter.and.object_size_greater_than",
                "filter.and.object_size_less_than",
            )
        ),
        cloudformation=present(either("TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan")),
        live=present(
            either(
                "Filter.Tag",
                "Filter.ObjectSizeGreaterThan",
                "Filter.ObjectSizeLessThan",
                "Filter.And.Tags",
                "Filter.And.ObjectSizeGreaterThan",
                "Filter.And.ObjectSizeLessThan",
            )
        ),
    )
    """Whether it is about objects of some tags or sizes only."""

    @statement
    def ends_what_it_is_about(self) -> bool:
        """It is on, and deletes objects after some time, of whatever tags and sizes."""
        return self.enabled and self.expires and not self.is_about_some
