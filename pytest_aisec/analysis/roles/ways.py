"""Ways to models: what asks one by way of functions, queues, events, load balancers and names, over any hops."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Hashable, Iterable

from pytest_aisec.analysis.membership import Member
from pytest_aisec.analysis.roles.asking import asks_a_model
from pytest_aisec.analysis.roles.handing import NAMED
from pytest_aisec.analysis.roles.onward import beyond
from pytest_aisec.analysis.roles.parts import certainly
from pytest_aisec.analysis.roles.written import by_name
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import Undetermined


def way_to_a_model(start: Resource, inventory: Inventory) -> Member | None:
    """What asks a model, itself or by way of others, with the shortest way as the reason; in doubt where a step is.

    The reason goes on from its address: `may call models`, `leads to aws_lambda_function.ask, which may call models`.
    """
    return inventory.once(_key(start), lambda: _searched(start, inventory))


def _key(start: Resource) -> tuple[str, Hashable]:
    return "way to a model", start.key


def led_to(through: Iterable[Resource], inventory: Inventory, leading: str = "it leads to") -> str | None:
    """The reason why something leads to a model by way of one of several; to be asked within tries."""
    for each in through:
        if each.unseen is not None:
            if not each.unseen.is_set:
                raise Undetermined(str(each.unseen))
            named = by_name(inventory, NAMED).get((each.declaration.source, re.split("[:/]", each.address)[-1]), ())
            each = next((found for found in named if isinstance(found, type(each))), each)  # noqa: PLW2901 -- it is
        member = None if each.unseen is not None else way_to_a_model(each, inventory)
        if member is not None and certainly(member):
            return f"{leading} {each.address}, which {member.reason}"
    return None


def _searched(start: Resource, inventory: Inventory) -> Member | None:
    return _shortest(start, inventory, doubting=False) or _shortest(start, inventory, doubting=True)


def _shortest(start: Resource, inventory: Inventory, *, doubting: bool) -> Member | None:
    waiting: deque[tuple[tuple[Resource, ...], tuple[str, ...]]] = deque([((start,), ())])
    seen: dict[Resource, None] = {start: None}
    while waiting:
        way, doubt = waiting.popleft()
        asking = asks_a_model(way[-1], inventory)
        if asking is not None and (doubting or not asking.doubt):
            return Member(start, _told(way, asking.reason), (*doubt, *asking.doubt))
        following = beyond(way[-1], inventory)
        steps = [(each, ()) for each in following.certain]
        for each, why in [*steps, *(following.doubtful if doubting else ())]:
            if each not in seen:
                seen[each] = None
                waiting.append(((*way, each), (*doubt, *why)))
    for each in list(seen)[1:] if doubting else ():
        inventory.once(_key(each), lambda: None)  # what leads to no model leads to nothing that leads to one
    return None


def _told(way: tuple[Resource, ...], reason: str) -> str:
    return "".join(f"leads to {each.address}, which " for each in way[1:]) + reason
