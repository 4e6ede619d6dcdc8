"""Why a resource plays the roles it plays, and its attributes as policies read them."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.analysis.roles import roles_of
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.attribute import Setting
from pytest_aisec.model.evidence import MASKED, unrecorded
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Unknown, holds_secret, known_text
from pytest_aisec.verdicts import Undetermined


def render(resource: Resource, inventory: Inventory) -> str:
    """The explanation of one resource, as text."""
    return "\n".join(_lines(resource, inventory))


def _lines(resource: Resource, inventory: Inventory) -> Iterator[str]:
    yield f"{resource.address}  {resource.location}"
    yield f"  type    {resource.type} ({resource.declaration.type} in {resource.declaration.source})"
    if resource.declaration.conditional is not None:
        yield f"  exists  only perhaps: {resource.declaration.conditional}"
    roles = list(roles_of(resource, inventory))
    for role, member in roles:
        doubt = f", if {'; '.join(member.doubt)}" if member.doubt else ""
        yield f"  role    {role.value}: {member.reason}{doubt}"
    if not roles:
        yield "  role    none in the AI estate"
    if type(resource) is Resource:
        yield "  no class describes this type; read it by path: resource['path.to.setting']"
    for name, setting in type(resource).settings().items():
        with unrecorded():
            value = MASKED if _is_secret(resource, setting) else _value(resource, name)
            yield f"  {name} = {value}  {_place(resource, setting)}".rstrip()


def _is_secret(resource: Resource, setting: Setting) -> bool:
    try:
        return holds_secret(setting.locate(resource))
    except Undetermined:
        return False


def _value(resource: Resource, name: str) -> str:
    try:
        value = getattr(resource, name)
    except Undetermined as unknown:
        return f"unknown: {unknown}"
    except ValueError as error:
        return f"invalid: {error}"
    return value.address if isinstance(value, Resource) else known_text(_plain(value))


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [item if isinstance(item, (str, int, bool)) else repr(item) for item in value]
    return value if isinstance(value, (str, int, bool, type(None))) else repr(value)


def _place(resource: Resource, setting: Setting) -> str:
    try:
        found = setting.locate(resource)
    except Undetermined:
        return ""
    if found.value is None:
        return "(not stated)"
    place = "" if found.location == resource.location and isinstance(found.value, Unknown) else str(found.location)
    return f"({place})" if place else ""
