"""Pending: a chunked upload that is under way. Its folder has a file for each that was announced, and their call."""

from __future__ import annotations

import asyncio
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from specter.http.files import Files, UploadedFile, add
from specter.http.response import Response
from specter.http.temporary import storing, write_at
from specter.tasks import blocking
from specter.wire import ActionCall, FileAnnounced

#: Files that go to the disk while they come: whoever syncs one does not wait for all of it. A smaller one may be gone
#: before the disk has to hear of it.
_LARGE = 64 * 1024 * 1024


@dataclass
class Pending:
    """An upload that is under way. What touches the disk raises HTTPError 507 when that is full."""

    id: str
    owner: str
    files: list[FileAnnounced]
    folder: str
    chunk_size: int
    touched: float
    #: Chunks by file and number; settled once the chunk is on disk.
    pieces: dict[tuple[int, int], asyncio.Future[None]] = field(default_factory=dict)
    received: int = 0
    #: The final answer, for whoever delivers the last chunk, and for whoever repeats it.
    result: asyncio.Future[Response] | None = None

    def chunks_of(self, index: int) -> int:
        return max(1, -(-self.files[index].size // self.chunk_size))

    @property
    def expected(self) -> int:
        return sum(self.chunks_of(index) for index in range(len(self.files)))

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    def begin(self, call: ActionCall) -> None:
        """Make the folder. The call waits on the disk too: a thousand uploads hold no payloads in memory."""
        with storing():
            os.mkdir(self.folder, 0o700)
            self._call.write_bytes(msgspec.json.encode(call))

    def call(self) -> ActionCall:
        with storing():
            return msgspec.json.decode(self._call.read_bytes(), type=ActionCall)

    def write(self, piece: Piece) -> None:
        """In a thread."""
        large = self.files[piece.index].size >= _LARGE
        with storing():
            blocking(write_at, self._path(piece.index), piece.start, piece.data, to_disk=large)

    def received_files(self) -> Files:
        """The files of an upload that is complete, by their fields."""
        found: Files = {}
        for index, file in enumerate(self.files):
            one = UploadedFile.from_path(
                self._path(index), name=file.name, filename=file.filename, content_type=file.content_type
            )
            add(found, file.name, one)
        return found

    def remove(self) -> None:
        """In a thread: a large file takes its time."""
        blocking(shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def _call(self) -> Path:
        return Path(self.folder, "call")

    def _path(self, index: int) -> str:
        return os.path.join(self.folder, str(index))


@dataclass
class Piece:
    """A chunk, where it belongs, and its bytes once they are here."""

    upload: Pending
    index: int
    number: int
    data: memoryview = field(default_factory=lambda: memoryview(b""))

    @property
    def start(self) -> int:
        return self.number * self.upload.chunk_size

    @property
    def size(self) -> int:
        return min(self.upload.chunk_size, self.upload.files[self.index].size - self.start)
