"""Live AWS as a source: read-only collection through the API."""

from pytest_aisec.sources.live.aws import LiveSource
from pytest_aisec.sources.live.guard import Guard, RefusedCall
from pytest_aisec.sources.live.location import format_location, parse_location

__all__ = ["Guard", "LiveSource", "RefusedCall", "format_location", "parse_location"]
