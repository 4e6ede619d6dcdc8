"""xdist: the controller reads the inventory once and hands it to its workers as a snapshot."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.gathering import type_name
from pytest_aisec.plugin.run import RUN
from pytest_aisec.plugin.taken_in import TOLD, collects_everything

HANDOVER = pytest.StashKey[Path]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the snapshot is. Written unmasked, readable for this user only, and removed at the end."""
    config: pytest.Config = node.config
    if HANDOVER not in config.stash:
        from pytest_aisec.sources import snapshot  # noqa: PLC0415 -- only with workers

        records = config.stash[RUN].inventory().sources
        config.stash[HANDOVER] = path = Path(tempfile.mkdtemp(prefix="aisec-")) / "inventory.json"
        snapshot.write(path, records, type_name, None)
    node.workerinput[TOLD] = collects_everything(config)
    node.workerinput["aisec_inventory"] = str(config.stash[HANDOVER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the snapshot."""
    path = config.stash.get(HANDOVER, None)
    if path is not None:
        shutil.rmtree(path.parent, ignore_errors=True)
