"""The items of a list, where the list or some of them may be one of several."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from pytest_aisec.values import Located

if TYPE_CHECKING:
    from pytest_aisec.model.attribute import Setting
    from pytest_aisec.model.resource import View


def items_of(found: Located) -> list[Located]:
    """The items of a list, a single value as a list of one, nothing for what is not stated."""
    match found.value:
        case None:
            return []
        case list() as items:
            return items
        case _:
            return [found]


def settled_items(
    setting: Setting, view: View, found: Located, *place: Hashable
) -> Iterator[tuple[tuple[Hashable, ...], Located]]:
    """Each item as `settled` has it, with its place. One that turns out to be a list gives the items of that.

    Where several places state items together, one of them may be an unknown list: `var.admins ? [...] : []`.
    """
    for index, listed in enumerate(items_of(found)):
        where = (*place, index)
        item = setting.settled(view, listed, *where)
        if item is not listed and isinstance(item.value, list):
            yield from settled_items(setting, view, item, *where)
        else:
            yield where, item
