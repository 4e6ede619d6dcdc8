"""The account that is measured counts its requests, and is slow only when it is told to be."""

from __future__ import annotations

import json
import time
from typing import Any

from benchmarks.account import COUNTS, Slow


def test_requests_are_counted_and_delayed() -> None:
    slow = Slow(lambda _environment, start: (start("200 OK", []), [b"moto"])[1])
    said: list[Any] = []

    def ask(path: str) -> bytes:
        return b"".join(slow({"PATH_INFO": path}, lambda status, _headers: said.append(status)))

    assert [ask("/"), ask("/bucket")] == [b"moto", b"moto"]
    assert [json.loads(ask(COUNTS)), json.loads(ask(COUNTS))] == [2, 0]
    slow.latency = 0.02
    began = time.perf_counter()
    ask("/")
    assert time.perf_counter() - began >= 0.02
    assert set(said) == {"200 OK"}
