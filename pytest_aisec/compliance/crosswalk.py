"""Which controls take in a policy that has no mark of them: by its ids, and by way of other controls."""

from __future__ import annotations

import fnmatch
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from pytest_aisec.compliance.framework import Control

Pair = tuple[str, str]
"""The name of a framework, and the id of a control in it."""

GLOB = re.compile(r"[*?\[]")


def names_a_policy(pattern: str, names: Collection[str]) -> bool:
    """Whether an entry of `policies` takes in one that may be called by one of the names."""
    return any(fnmatch.fnmatchcase(name, pattern) for name in names) if GLOB.search(pattern) else pattern in names


class Crosswalk:
    """What the `policies` and `same_as` of many controls come to, worked out once for all policies.

    `controls`: each with the name of its framework. `selected`: the pairs that an entry of `same_as` names. A control
    takes in what another takes in that it is the same as, and so on; that two name each other does no harm.
    """

    def __init__(self, controls: Iterable[tuple[str, Control]], selected: Callable[[str], set[Pair]]) -> None:
        self._named: dict[str, list[Pair]] = defaultdict(list)
        self._patterns: list[tuple[Callable[[str], object], Pair]] = []
        self._above: dict[Pair, list[Pair]] = defaultdict(list)
        for name, control in controls:
            pair = name, control.id
            for pattern in control.policies:
                if GLOB.search(pattern):
                    self._patterns.append((re.compile(fnmatch.translate(pattern)).match, pair))
                else:
                    self._named[pattern].append(pair)
            for pattern in control.same_as:
                for below in selected(pattern):
                    self._above[below].append(pair)

    def taken_in(self, names: Iterable[str], marked: set[Pair]) -> set[Pair]:
        """The pairs that take in a policy beside those that it is marked with. `names`: what it may be called."""
        called = set(names)
        found = {pair for name in called if name in self._named for pair in self._named[name]}
        if self._patterns:
            found.update(pair for matches, pair in self._patterns if any(map(matches, called)))
        above = self._above
        waiting = [pair for pair in (*marked, *found) if pair in above]
        while waiting:
            fresh = set(above[waiting.pop()]) - found
            found |= fresh
            waiting.extend(pair for pair in fresh if pair in above)
        return found - marked
