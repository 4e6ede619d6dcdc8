"""Everything that the platform's resources say, read through the model, in words that do not depend on the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import Setting
from pytest_aisec.model.partly import PartlyKnownList
from pytest_aisec.model.paths import Unmapped
from pytest_aisec.model.resource import Block, Resource, Statement, View
from pytest_aisec.model.surroundings import Referrers
from pytest_aisec.values import Located
from pytest_aisec.verdicts import Undetermined
from tests.estates.names import LIVE_ONLY, Found, Twins, Variant, resources

UNREAD = "(unread)"
"""The name of whatever a link leads to outside the source."""

OWN = "(AWS's own)"
"""The name of whatever AWS makes without being told."""


@dataclass(frozen=True)
class Unsaid:
    """What a source cannot tell; equal to nothing but compatible with everything."""

    reason: str = field(compare=False)

    def __repr__(self) -> str:
        return f"<unknown: {self.reason}>"


@dataclass(frozen=True)
class Part:
    """A block: its fields, by name."""

    fields: tuple[tuple[str, Any], ...]

    def __repr__(self) -> str:
        return f"{{{', '.join(f'{name}={value!r}' for name, value in self.fields)}}}"


def names_in(inventory: Inventory, variant: Variant) -> dict[str, str]:
    """Address -> estate name (the address in Terraform), for every resource that the platform has by itself."""
    alone = [twins for twins in resources(variant) if twins.part_of is None]
    return {resource.address: name for resource in inventory for name in _names(resource, alone) if name is not None}


def _names(resource: Resource, alone: Sequence[Twins]) -> Iterator[str]:
    if resource.dialect != "live":
        yield from (twins.terraform for twins in alone if resource.address in twins.addresses())
        return
    plain = resource.body.plain
    assert isinstance(plain, dict)
    yield from (
        twins.terraform
        for twins in alone
        if twins.type == resource.type and twins.live is not None and twins.live.fits(plain)
    )
    known: tuple[Found, ...] = LIVE_ONLY.get(resource.type, ())
    yield from (OWN for found in known if found.fits(plain))


_READABLE = (Setting, Referrers, Statement, property)


def attributes(kind: type[View]) -> dict[str, Any]:
    """Everything that policies can read of a kind, by name: settings, links back, statements, properties."""
    found: dict[str, Any] = {}
    for parent in reversed(kind.__mro__):
        if parent not in (View, Resource, Block, object):
            found.update({name: value for name, value in vars(parent).items() if isinstance(value, _READABLE)})
    return found


def read(view: View, names: Mapping[str, str]) -> dict[str, Any]:
    """The value of every attribute that the dialect can express; what is not known is `Unsaid`."""
    return {
        name: _read(view, name, names)
        for name, value in attributes(type(view)).items()
        if not (isinstance(value, Setting) and isinstance(value.path(view.dialect), Unmapped))
    }


def _read(view: View, name: str, names: Mapping[str, str]) -> Any:
    try:
        return _plain(getattr(view, name), names)
    except Undetermined as unknown:
        return Unsaid("; ".join(unknown.reasons))


def _plain(value: Any, names: Mapping[str, str]) -> Any:
    match value:
        case Resource():
            return UNREAD if value.unseen is not None else names.get(value.address, value.address)
        case Block():
            return Part(tuple(sorted(read(value, names).items())))
        case PartlyKnownList():
            return [*(_plain(item, names) for item in value.known), Unsaid(str(value._unknown))]
        case str() | None | bool() | int() | float():
            return value
        case Located():
            return _plain(value.plain, names)
        case Mapping():
            return {str(key): _plain(item, names) for key, item in sorted(value.items())}
        case list() | tuple() | set() | frozenset() | Sequence():
            return [_plain(item, names) for item in value]
    return repr(value)
