"""Values that their settings cannot have, where they were met while looking for who plays which part."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import pytest

from pytest_aisec.analysis.membership import Malformed, malformed
from pytest_aisec.inventory import Inventory
from pytest_aisec.plugin.recognition import Judged, stand_in
from pytest_aisec.plugin.subjects import subjects_of
from pytest_aisec.verdicts import Undetermined


def met_for(items: Iterable[pytest.Item], inventory: Inventory) -> list[Malformed]:
    """Those that finding the populations of some policies meets, with their places."""
    judged = [found[1] for found in map(stand_in, items) if found is not None]
    for kind in dict.fromkeys(each.kind for each in judged if isinstance(each, Judged)):
        with suppress(Exception, Undetermined):  # the policies about it tell of that themselves
            subjects_of(kind, inventory)
    return untold(inventory)


def untold(inventory: Inventory) -> list[Malformed]:
    """Those that nobody was told of yet."""
    known = malformed(inventory)
    new = [each for each, told in known.items() if not told]
    known.update(dict.fromkeys(new, True))
    return new


def is_untold(inventory: Inventory) -> bool:
    """Whether there are any that nobody was told of yet."""
    return not all(malformed(inventory).values())
