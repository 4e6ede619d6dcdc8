"""Live AWS as a source: read-only collection through the API."""

from pytest_aisec.sources.live.aws import LiveSource
from pytest_aisec.sources.live.executors import NoExecutor, check_address, connected
from pytest_aisec.sources.live.guard import Guard, RefusedCall
from pytest_aisec.sources.live.location import Place, format_location, parse_location
from pytest_aisec.sources.live.organization import live_sources, organization_sources
from pytest_aisec.sources.live.permissions import policies_for
from pytest_aisec.sources.live.role import Role

__all__ = [
    "Guard",
    "LiveSource",
    "NoExecutor",
    "Place",
    "RefusedCall",
    "Role",
    "check_address",
    "connected",
    "format_location",
    "live_sources",
    "organization_sources",
    "parse_location",
    "policies_for",
]
