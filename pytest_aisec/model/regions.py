"""In which regions a resource has its fellows."""

from __future__ import annotations

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Unknown


def fellow_regions(near: Resource, kind: type[Resource]) -> frozenset[str] | None:
    """The regions in which resources of a kind stand beside one; None where it does not matter in which they are.

    What files declare in no known region may be in any.
    """
    region = near.declaration.region
    if not region or kind.spans_regions or not _is_regional(kind) or not _is_in_a_region(type(near)):
        return None
    return frozenset((region,)) if near.dialect is Dialect.LIVE else frozenset((region, ""))


def unreached(near: Resource, kind: type[Resource], reached: str) -> Unknown | None:
    """Why resources of a kind may stand beside one unseen, if nothing of its region was read.

    `reached`: the regions that were read, with commas between them; empty where it is not a matter of regions.
    """
    regions = fellow_regions(near, kind)
    if not reached or regions is None or not regions.isdisjoint(reached.split(",")):
        return None
    return Unknown(reason=f"{near.declaration.region}, where {near.address} is, was not read")


def _is_regional(kind: type[Resource]) -> bool:
    return kind.listing is not None and kind.listing.scope != "account"


def _is_in_a_region(kind: type[Resource]) -> bool:
    """An account lists all of its buckets at once, and each is in a region for all that."""
    return _is_regional(kind) or (kind.listing is not None and kind.listing.region is not None)
