"""Executors that are named by an address: who collects the parts of accounts."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

DASK = re.compile(r"dask://(?P<place>[^/\s:]+:\d+)")
PATIENCE = 10
"""Seconds to wait for a scheduler to answer."""


class NoExecutor(ValueError):
    """An address that names no executor, or one that cannot be reached; the message says which."""


def check_address(address: str) -> None:
    """Raise NoExecutor for an address of no known form, or whose package is not installed."""
    if not DASK.fullmatch(address):
        raise NoExecutor(f"{address!r} is not dask://HOST:PORT")
    if importlib.util.find_spec("distributed") is None:
        raise NoExecutor(f"{address} needs the package distributed: pip install 'pytest-aisec[dask]'")


@contextmanager
def connected(address: str) -> Iterator[Executor]:
    """The executor at an address, for as long as the block runs. Raises NoExecutor."""
    check_address(address)
    distributed: Any = importlib.import_module("distributed")  # an extra, and slow to import
    found = DASK.fullmatch(address)
    assert found is not None
    try:
        client = distributed.Client(f"tcp://{found['place']}", timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        raise NoExecutor(f"{address} cannot be reached: {error}") from error
    with client:
        executor: Executor = client.get_executor(retries=2)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)  # cancels what is under way; who waits for it would wait for ever
