"""Resources on their way into declarations, and listings that did not give all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_aisec.model.calls import Call, Collected
from pytest_aisec.sources.live.answers import answer_value
from pytest_aisec.sources.live.failures import Failure
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located, Location


@dataclass
class Found:
    """One resource on its way into a declaration.

    `entries` is what paths are evaluated in; `origin` names the action that each entry came from; `order` keeps
    the result independent of which answer came first; `waiting` holds, by the entry of the answer that decides whether
    they are made, calls with their parameters.
    """

    collected: Collected
    region: str
    order: tuple[int, ...]
    entries: dict[str, Any]
    origin: dict[str, str]
    address: str = ""
    calls_left: int = 0
    waiting: dict[str, list[tuple[Call, dict[str, Any]]]] = field(default_factory=dict)

    def body(self) -> Located:
        """The entries, those of calls in the order of the calls, with the action and the resource as their location."""
        order = {call.entry: place for place, call in enumerate(self.collected.calls)}
        entries = sorted(self.entries.items(), key=lambda entry: order.get(entry[0], -1))
        places = {action: Location(api=action, resource=self.address) for action in set(self.origin.values())}
        return Located(
            {name: answer_value(value, places[self.origin[name]]) for name, value in entries},
            places[self.collected.listing.action],
        )


@value_class(frozen=True)
class Failed:
    """A listing that did not give all: which, where, and why."""

    failure: Failure
    region: str
    collected: Collected
    partly: bool = False
