"""Executors that are named by an address: who collects the parts of accounts."""

from __future__ import annotations

import importlib
import importlib.util
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from typing import Any

DASK = re.compile(r"dask://(?P<place>[^/\s:]+:\d+)")
PATIENCE = 10
"""Seconds to wait for a scheduler to answer."""
PAUSE = 0.1
"""Seconds between two looks at whether a scheduler that was lost is there again."""


class NoExecutor(ValueError):
    """An address that names no executor, or one that cannot be reached; the message says which."""


class Cluster(Executor):
    """The workers of a scheduler. One that is gone fails what it is given, where its client would wait for ever."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address
        self._executor: Executor = client.get_executor(retries=2)

    def submit(self, function: Any, /, *args: Any, **options: Any) -> Future[Any]:
        """Raises ConnectionError when the scheduler is gone, and was not there again within `PATIENCE`."""
        while self._client.status == "connecting":
            time.sleep(PAUSE)
        if self._client.status != "running":
            raise ConnectionError(f"{self._address} is gone")
        future = self._executor.submit(function, *args, **options)
        if self._client.status != "running":  # nobody tells what was given to it just then how it ends
            raise ConnectionError(f"{self._address} is gone")
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 -- as all executors
        """Cancel what is under way, if there is still somebody who could go on with it."""
        with suppress(Exception):  # a scheduler that is gone is no reason to lose what was read
            self._executor.shutdown(wait)  # which cancels unless it waits


def check_address(address: str) -> None:
    """Raise NoExecutor for an address of no known form, or whose package is not installed."""
    if not DASK.fullmatch(address):
        raise NoExecutor(f"{address!r} is not dask://HOST:PORT")
    if importlib.util.find_spec("distributed") is None:
        raise NoExecutor(f"{address} needs the package distributed: pip install 'pytest-aisec[dask]'")


@contextmanager
def connected(address: str, told: Callable[[str], None] | None = None) -> Iterator[Executor]:
    """The executor at an address, for as long as the block runs. Raises NoExecutor.

    `told` is told of one that has no workers by now: what it is given waits for them.
    """
    check_address(address)
    distributed: Any = importlib.import_module("distributed")  # an extra, and slow to import
    found = DASK.fullmatch(address)
    assert found is not None
    try:
        client = distributed.Client(f"tcp://{found['place']}", timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        raise NoExecutor(f"{address} cannot be reached: {error}") from error
    with client:
        if told is not None and not client.scheduler_info()["workers"]:
            told(f"by the workers of {address}, of which there are none yet: waiting for them")
        executor = Cluster(client, address)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)  # cancels what is under way; who waits for it would wait for ever
