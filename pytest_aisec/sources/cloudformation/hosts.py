"""Hosts that templates take out of addresses: the third part of one that is split at its slashes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pytest_aisec.sources.cloudformation.decode import Node
from pytest_aisec.sources.cloudformation.unknowns import concatenated
from pytest_aisec.values import Located, Location, PartlyKnown, Reference, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.cloudformation.evaluate import Evaluator

_SCHEMES = ("https://", "http://")


def host_taken_out(evaluator: Evaluator, argument: Node, at: Location) -> Located | None:
    """What `Select [2, Split ['/', ADDRESS]]` leaves of an address that is not wholly known; None for all else.

    That is how the CDK names the host of a function URL or an API as the origin of a distribution.
    """
    address = _split_for_its_host(evaluator, argument)
    match address.value if address is not None else None:
        case Reference() as known:
            named = f'split("/", {known.target}.{known.attribute})[2]'
            host = Unknown(reason=known.reason, location=known.location, identity=named, is_set=known.is_set)
            return Located(host, at)
        case PartlyKnown(parts=parts, prefix=prefix) if prefix.startswith(_SCHEMES):
            kept = list(_host_of(parts))
            if all(isinstance(each, str) or _has_no_slash(each) for each in kept):
                return concatenated([Located(each, at) for each in kept], at)
    return None


def _split_for_its_host(evaluator: Evaluator, argument: Node) -> Located | None:
    index, items = argument.items
    split = items.entries.get("Fn::Split")
    if split is None or str(index.value) != "2" or [each.value for each in split.items[:1]] != ["/"]:
        return None
    return evaluator.value(split.items[1]) if len(split.items) == 2 else None  # noqa: PLR2004 -- its arguments


def _host_of(parts: Sequence[str | Unknown]) -> Iterator[str | Unknown]:
    first, *others = parts
    assert isinstance(first, str)
    rest: list[str | Unknown] = [first.partition("://")[2], *others]
    for part in rest:
        if isinstance(part, str) and "/" in part:
            yield part.partition("/")[0]
            return
        yield part


def _has_no_slash(unknown: Unknown) -> bool:
    """Ids of resources, and what CloudFormation says of region and partition, have none."""
    return isinstance(unknown, Reference) or (unknown.identity or "").startswith("AWS::")
