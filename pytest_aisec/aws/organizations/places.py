"""Places of an organization: its root, its units and its accounts, by what names them."""

from __future__ import annotations

from collections.abc import Hashable

from pytest_aisec.model.attribute import Setting, items_of
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located, Reference, Unknown

Place = str
"""The id of a unit or an account, or the address where it is declared."""

ROOT: Place = "r-"
"""There is one in each organization, whatever its id."""

_OF_THE_ROOT = Regex(r"(?:^|\.)aws_organizations_organization\.[^.]+\.roots\b|\.RootId$")


def place_of(found: Located) -> Place | Unknown:
    """What a value names; nothing is the root, where accounts are unless it is said.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-organizations-account.html
    """
    match found.value:
        case str() as text:
            return ROOT if text.startswith(ROOT) else text
        case Unknown(identity=str() as identity) if _OF_THE_ROOT.search(identity):
            return ROOT
        case Reference() as reference:
            return reference.target
        case Unknown() as unknown:
            return unknown
    return ROOT


def name_of(place: Place | Unknown, named_in: Resource, *where: Hashable) -> Hashable:
    """A place, of which one that is not known is the same as others where these are the same unknown."""
    return named_in.same(place, *where) if isinstance(place, Unknown) else place


def place_at(setting: Setting, resource: Resource) -> Place | Unknown:
    """What a setting of one place names: that of the account, of which a list has one at most."""
    stated = setting.locate(resource)
    found = items_of(stated)
    return place_of(found[0] if found else stated)
