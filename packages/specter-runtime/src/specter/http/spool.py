"""Spool: a form's large files go to the disk in a thread, so that a slow disk holds up nobody else."""

from __future__ import annotations

import os
import secrets

from specter import hub
from specter.http.files import Pieces
from specter.http.temporary import storing
from specter.tasks import blocking


class Spool:
    """The temporary files of one form. `put` notes what is to be written, `write` writes it."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._open: set[int] = set()
        self._waiting: list[tuple[int, Pieces, bool]] = []

    def begin(self) -> tuple[int, str]:
        """A new file: its descriptor and its path. HTTPError 507 when there is no room for it."""
        path = os.path.join(self._folder, f"form-{secrets.token_hex(8)}")
        with storing():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        self._open.add(descriptor)
        return descriptor, path

    def put(self, descriptor: int, pieces: Pieces, *, last: bool) -> None:
        self._waiting.append((descriptor, pieces, last))

    async def write(self) -> None:
        """HTTPError 507 when the disk does not take it."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            await hub.call(self._write, waiting)

    def close(self) -> None:
        """Close what was not written to its end."""
        while self._open:
            os.close(self._open.pop())

    def _write(self, waiting: list[tuple[int, Pieces, bool]]) -> None:
        with storing():
            blocking(_write_all, waiting)
        for descriptor, _, last in waiting:
            if last:
                self._open.remove(descriptor)
                os.close(descriptor)


def _write_all(waiting: list[tuple[int, Pieces, bool]]) -> None:
    for descriptor, pieces, _ in waiting:
        for piece in pieces:
            left = memoryview(piece)
            while left:
                left = left[os.write(descriptor, left) :]
