"""Files that one process at a time may have: the system gives them free when it ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

FAR = 1 << 40
"""Where Windows locks a byte: nobody else may read what is locked there, so it is one that no file has."""


class InUse(Exception):
    """Another process has the file, or another part of this one."""


def open_exclusive(path: Path) -> int:
    """A descriptor of a file, made if it is missing, to read and write, for its owner only, until it is closed.

    Raises InUse, and OSError: where the file system knows no locks, too.
    """
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            _lock(descriptor)
            if _is_still(path, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def remove_unless_in_use(path: Path) -> None:
    """Remove a file, unless somebody has it by `open_exclusive`, or it is gone. Raises OSError."""
    try:
        descriptor = open_exclusive(path)
    except InUse:
        return
    try:
        if sys.platform != "win32":
            path.unlink(missing_ok=True)
    finally:
        os.close(descriptor)
    if sys.platform == "win32":  # which removes nothing that is open, for anybody
        path.unlink(missing_ok=True)


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the name still is that of the file: who had it may have removed it before it was locked here."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 -- there is none elsewhere

        os.lseek(descriptor, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            raise InUse from None
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        import fcntl  # noqa: PLC0415 -- Windows has none

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse from None
