"""Values that are given on the command line and that nothing declares: a misspelt name, without a word otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_aisec.inventory import Inventory
from pytest_aisec.plugin import options
from pytest_aisec.sources.source import UNDECLARED

DECLARED_BY = {
    "--aisec-var": ("terraform", "no root module declares the variable"),
    "--aisec-param": ("cloudformation", "no template declares the parameter"),
}
OTHERS = frozenset({"plan", "state", "snapshot"})
"""Sources that do not tell what they declare."""


def check(config: pytest.Config, inventory: Inventory) -> None:
    """Raise UsageError for a variable or parameter that no source of the run declares, of those read completely."""
    for complaint in _complaints(config, inventory):
        raise pytest.UsageError(f"aisec: {complaint}")


def _complaints(config: pytest.Config, inventory: Inventory) -> Iterator[str]:
    if any(source.kind in OTHERS or source.contents.written for source in inventory.sources):
        return
    for flag, (kind, said) in DECLARED_BY.items():
        facts = [source.contents.facts.get(UNDECLARED, "") for source in inventory.sources if source.kind == kind]
        nowhere = set.intersection(*(set(fact.split(", ")) for fact in facts)) if facts else set()
        for text in options.value(config, flag):
            name = text.partition("=")[0]
            if name in nowhere:
                yield f"{options.named(config, flag)} {name}: {said}"
