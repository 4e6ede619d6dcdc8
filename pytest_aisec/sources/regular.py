"""Files that somebody else wrote, read whole: never a device or a pipe, never more than is asked for."""

from __future__ import annotations

import errno
import stat
from pathlib import Path


def read_regular(path: Path, most: int) -> bytes:
    """The bytes of a regular file. A link counts as what it leads to.

    Raises OSError, with a `strerror` for a person: besides the system's own, for what is no regular file (`/dev/zero`
    never ends, a pipe waits for a writer) and for one of more than `most` bytes.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file")
    if status.st_size > most:
        raise OSError(errno.EFBIG, f"larger than {most} bytes")
    return path.read_bytes()
