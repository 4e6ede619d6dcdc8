"""Threads that end with the process, so that who interrupts a run does not wait for what AWS is being asked."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

Task = tuple[Future[Any], Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Threads(Executor):
    """As many threads as are needed, `most` at a time.

    The pool of the standard library has Python wait for all of its threads before it ends, which after Ctrl-C takes as
    long as the slowest call and its repetitions do.
    """

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._lock = Lock()
        self._threads: list[Thread] = []
        self._waiting = 0
        self._closed = False

    def submit(self, function: Callable[..., Any], /, *args: Any, **options: Any) -> Future[Any]:
        """Raises RuntimeError after `shutdown`."""
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._tasks.put((future, function, args, options))
            if self._waiting:
                self._waiting -= 1
            elif len(self._threads) < self._most:
                thread = Thread(target=self._work, name=f"{self._name}-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
        return future

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            future, function, args, options = task
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(function(*args, **options))
                except BaseException as error:  # noqa: BLE001 -- it belongs to who waits for the result
                    future.set_exception(error)
            del task, future, function, args, options
            with self._lock:
                self._waiting += self._tasks.empty()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the threads when they have done what was submitted, or with `cancel_futures` what they have begun."""
        with self._lock:
            self._closed = True
            while cancel_futures:
                try:
                    task = self._tasks.get_nowait()
                except Empty:
                    break
                if task is not None:
                    task[0].cancel()
            for _ in self._threads:
                self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
