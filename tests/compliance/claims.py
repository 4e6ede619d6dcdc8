"""Which controls the bundled policies give evidence for, by a mark or taken in without one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import Any

import pytest

from pytest_aisec.compliance.catalogue import bundled
from pytest_aisec.plugin.peers import equivalents
from tests.policies.judged import policies


def peers_of(function: Callable[..., Any]) -> dict[str, list[str]]:
    """What other tools call a policy."""
    marks: list[pytest.Mark] = getattr(function, "pytestmark", [])
    return equivalents(marks)


def controls_of(function: Callable[..., Any]) -> dict[str, set[str]]:
    """The controls of a policy by framework."""
    found: dict[str, set[str]] = {}
    for mark in getattr(function, "pytestmark", []):
        if mark.name in bundled().ids:
            found.setdefault(mark.name, set()).update(mark.args)
    names = [function.__name__.removeprefix("test_").replace("_", "-"), *chain(*peers_of(function).values())]
    for framework, controls in bundled().taken_in(names, found).items():
        found.setdefault(framework, set()).update(controls)
    return found


@cache
def judged() -> dict[tuple[str, str], set[str]]:
    """The ids of the policies of each control that has any."""
    found: dict[tuple[str, str], set[str]] = {}
    for name, function in policies():
        for framework, controls in controls_of(function).items():
            for control in controls:
                found.setdefault((framework, control), set()).add(name.replace("_", "-"))
    return found
