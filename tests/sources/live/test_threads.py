"""Threads do what is submitted, and do not keep a process from ending."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import wait

import pytest

from pytest_aisec.sources.live.threads import Threads


def test_all_is_done_by_so_many_threads_at_most() -> None:
    with Threads(3, "some") as threads:
        done = [threads.submit(lambda number: (number, threading.current_thread().name), i) for i in range(99)]
        assert [each.result()[0] for each in done] == list(range(99))
        seen = {each.result()[1] for each in done}
    assert seen <= {"some-0", "some-1", "some-2"}
    with pytest.raises(RuntimeError, match="after shutdown"):
        threads.submit(print)


def test_they_work_side_by_side() -> None:
    together = threading.Barrier(4)
    with Threads(4, "some") as threads:
        assert sorted(each.result() for each in [threads.submit(together.wait, 10) for _ in range(4)]) == [0, 1, 2, 3]
        again = [threads.submit(together.wait, 10) for _ in range(4)]
        assert sorted(each.result() for each in again) == [0, 1, 2, 3]


def test_an_error_is_that_of_its_task() -> None:
    with Threads(1, "some") as threads:
        failed, done = threads.submit(int, "x"), threads.submit(int, "1")
        assert isinstance(failed.exception(), ValueError)
        assert done.result() == 1


def test_what_has_not_begun_is_cancelled() -> None:
    go_on = threading.Event()
    threads = Threads(1, "some")
    first, second = threads.submit(go_on.wait), threads.submit(int)
    while not first.running():
        time.sleep(0.001)
    threads.shutdown(wait=False, cancel_futures=True)
    assert second.cancelled()
    go_on.set()
    assert first.result(timeout=10)
    threads.shutdown()


def test_a_process_ends_without_them() -> None:
    code = (
        "import time\nfrom pytest_aisec.sources.live.threads import Threads\n"
        "threads = Threads(2, 'some')\nunder_way = threads.submit(time.sleep, 600)\n"
        "while not under_way.running(): time.sleep(0.001)\nraise KeyboardInterrupt"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert "KeyboardInterrupt" in ended.stderr


def test_a_waiting_thread_is_used_again() -> None:
    with Threads(8, "some") as threads:
        for _ in range(20):
            wait([threads.submit(int)])
            time.sleep(0.01)
        assert len(threads._threads) <= 2
