"""Policy-as-code tests for the security of production AI on AWS."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_aisec.analysis import network
    from pytest_aisec.inventory import Inventory
    from pytest_aisec.model.resource import Block, Resource, statement
    from pytest_aisec.verdicts import NotApplicable, Undetermined, Verdict

__all__ = ["Block", "Inventory", "NotApplicable", "Resource", "Undetermined", "Verdict", "network", "statement"]

_HOMES = {
    "Block": "model.resource",
    "Inventory": "inventory",
    "NotApplicable": "verdicts",
    "Resource": "model.resource",
    "Undetermined": "verdicts",
    "Verdict": "verdicts",
    "statement": "model.resource",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the idle plugin must cost nothing."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"pytest_aisec.{_HOMES[name]}"), name)
    if name == "network":
        return importlib.import_module("pytest_aisec.analysis.network")
    if name in {"ai", "aws"}:
        return importlib.import_module(f"pytest_aisec.{name}")
    raise AttributeError(f"module 'pytest_aisec' has no attribute {name!r}")
