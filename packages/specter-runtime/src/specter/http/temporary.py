"""Folders for temporary files that are gone when their process is: at its end, or after its crash."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from specter.errors import HTTPError


class TemporaryFolder:
    """A folder of this process below `parent`, held by a lock on it for as long as the process lives.

    A process id would not tell who is alive: in containers every process has the same.
    """

    def __init__(self, parent: str, prefix: str) -> None:
        os.makedirs(parent, exist_ok=True)
        while True:
            # Not a name that somebody could have made before us.
            self.path = tempfile.mkdtemp(prefix=prefix, dir=parent)
            # Somebody's `remove_orphans` may be faster than the lock; then there is another folder.
            try:
                self._lock = os.open(self.path, os.O_RDONLY)
            except FileNotFoundError:
                continue
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            if os.path.exists(self.path):
                return
            os.close(self._lock)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def remove_orphans(parent: str, prefix: str) -> None:
    """Remove the folders of processes that ended without doing so."""
    for path in Path(parent).glob(f"{prefix}*"):
        # Another user's, or gone already.
        with suppress(OSError):
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if path.lstat().st_uid == os.getuid():
                    shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)


@contextmanager
def storing() -> Iterator[None]:
    """What the disk does not take is a 507, which says that the request was not at fault."""
    try:
        yield
    except OSError as error:
        raise HTTPError(
            "The files could not be stored.", 507, log_message=f"temporary files: {error}"
        ) from error


def write_at(path: str, offset: int, data: memoryview, *, to_disk: bool) -> None:
    """Write a part of a file where it belongs; with `to_disk` the disk begins with it at once.

    Its folder is private: the file may stay when an app keeps it, with the rights that the app's files have.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o666)
    try:
        end = offset
        while data:
            written = os.pwrite(descriptor, data, end)
            data, end = data[written:], end + written
        if to_disk and hasattr(os, "posix_fadvise"):
            # What is on its way to the disk is not dropped from memory.
            os.posix_fadvise(descriptor, offset, end - offset, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
