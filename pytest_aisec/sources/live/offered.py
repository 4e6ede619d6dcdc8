"""Which services a region does not have."""

from __future__ import annotations

import botocore.session

from pytest_aisec.sources.live.failures import Kind
from pytest_aisec.sources.live.found import Failed

_OTHER_ENDPOINTS = ("use_fips_endpoint", "use_dualstack_endpoint")


def is_nowhere(session: botocore.session.Session, failed: Failed) -> bool:
    """Whether a listing failed because its service does not exist in the region, so that nothing can hide there.

    Two witnesses must agree: the name of its endpoint does not exist, while the region's own (STS) does, and botocore's
    table of endpoints has the service in other regions, of whichever partition, but not here. Where other endpoints are
    asked than the ordinary ones (FIPS, dual stack), that one of those is missing says nothing.
    """
    if failed.failure.kind is not Kind.NO_HOST or any(map(session.get_config_variable, _OTHER_ENDPOINTS)):
        return False
    service = failed.collected.listing.service
    partitions = session.get_available_partitions()
    offered = {region for each in partitions for region in session.get_available_regions(service, each)}
    return bool(offered) and failed.region not in offered


def partition_of(session: botocore.session.Session, region: str) -> str:
    """The partition that a region belongs to; `aws` for one that nobody knows."""
    try:
        return str(session.get_partition_for_region(region))
    except Exception:  # noqa: BLE001 - a misspelt region shows when it is called
        return "aws"
