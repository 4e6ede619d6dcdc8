"""Runs a command and tells what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE_IN_KIBIBYTES = 1024
OTHERS = ("hypothesispytest", "xdist", "xdist.looponfail", "anyio", "typeguard")
"""Plugins of a development environment, which are not what is measured."""
COMPILED = ".compiled"
"""Where compiled Python is kept while measuring: hidden, for pytest looks for tests in every other folder below it."""
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", *(word for name in OTHERS for word in ("-p", f"no:{name}")))
"""What follows Python in a command that runs pytest."""


@dataclass(frozen=True)
class Usage:
    """What one process took. Times in seconds; `memory` is the peak resident set of its largest process, in MiB.

    `processor` is user and system time of it and of the children that it waited for.
    """

    wall: float
    processor: float
    memory: float
    status: int


def run(command: Sequence[str], folder: Path, environment: dict[str, str], output: Path) -> Usage:
    """Run a command to its end, its output into a file. Raises OSError if there is no such command."""
    with output.open("wb") as sink:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    kibibytes = used.ru_maxrss / 1024 if sys.platform == "darwin" else used.ru_maxrss
    return Usage(wall, used.ru_utime + used.ru_stime, kibibytes / MEBIBYTE_IN_KIBIBYTES, process.returncode)


def environment(cache: Path) -> dict[str, str]:
    """This process's environment, and compiled Python is kept in a folder of ours: nobody compiles anew each time."""
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTEST_ADDOPTS", "PYTEST_PLUGINS"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"PYTHONPYCACHEPREFIX": str(cache)}
