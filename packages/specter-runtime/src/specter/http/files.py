"""Files that a browser sent, and what files an action takes."""

from __future__ import annotations

import fnmatch
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, Union

from specter.errors import HTTPError
from specter.tasks import blocking

Function = TypeVar("Function", bound=Callable[..., Any])

MARK = "_specter_files"


#: Parts of a file in their order.
Pieces = list[Union[bytearray, memoryview]]


class UploadedFile:
    """A file that a browser sent. In memory when small, else a temporary file that ends with the request."""

    __slots__ = ("_data", "_path", "_pieces", "content_type", "filename", "headers", "name", "size")

    def __init__(
        self,
        name: str,
        filename: str,
        content_type: str | None = None,
        data: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.filename = filename
        self.content_type = content_type
        self.headers = dict(headers or {})
        self.size = len(data)
        self._data: bytes | None = data
        self._pieces: Pieces = []
        self._path: Path | None = None

    @classmethod
    def of_pieces(
        cls,
        pieces: Pieces,
        *,
        name: str,
        filename: str,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> UploadedFile:
        """A file as it came; its bytes are put together when they are asked for."""
        file = cls(name, filename, content_type, headers=headers)
        file._data, file._pieces = None, pieces
        file.size = sum(len(piece) for piece in pieces)
        return file

    @classmethod
    def from_path(
        cls, path: Union[str, Path], *, name: str, filename: str, content_type: str | None = None
    ) -> UploadedFile:
        """A file whose bytes stand at `path`; they are read when asked for."""
        file = cls(name, filename, content_type)
        file._path = Path(path)
        file.size = file._path.stat().st_size
        return file

    @property
    def path(self) -> Path | None:
        """Where the bytes stand until the request ends; None when they are in memory."""
        return self._path

    @property
    def data(self) -> bytes:
        return self.read()

    @property
    def pieces(self) -> Pieces:
        """The bytes of a file in memory, as they came; empty for one on disk."""
        return self._pieces

    def read(self) -> bytes:
        if self._path is not None:
            return self._path.read_bytes()
        if self._data is None:
            self._data = b"".join(self._pieces)
        return self._data

    def text(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return self.read().decode(encoding, errors)

    def save(self, path: Union[str, Path]) -> Path:
        """Write the bytes to `path` and return it; folders above it are made. Choose the name yourself."""
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if self._path is None:
            target.write_bytes(self.read())
        else:
            blocking(_place, self._path, target)
        return target

    def __repr__(self) -> str:
        return f"<UploadedFile {self.name!r} {self.filename!r} {self.size} bytes>"


#: Files by field name; a list where a name is repeated.
Files = dict[str, Union[UploadedFile, list[UploadedFile]]]


def add(into: dict[str, Any], name: str, value: Any) -> None:
    """Put a field of a form, a text or a file, beside those of the same name."""
    known = into.get(name)
    if known is None:
        into[name] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        into[name] = [known, value]


def _place(source: Path, target: Path) -> None:
    """As a link where the file system has them, which takes no time and no room; else as a copy."""
    fresh = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}")
    try:
        os.link(source, fresh)
    except OSError:
        shutil.copyfile(source, fresh)
    os.replace(fresh, target)


@dataclass(frozen=True)
class FileRule:
    """What files an action takes. `types` are content types, `image/*` a family of them."""

    max_size: int | None = None
    max_count: int | None = None
    types: tuple[str, ...] = ()

    def check(self, count: int, filename: str, kind: str | None, size: int | None) -> None:
        """HTTPError when one more file of this kind is too much."""
        if self.max_count is not None and count > self.max_count:
            raise HTTPError(f"At most {self.max_count} files are taken here.", 413)
        plain = (kind or "application/octet-stream").split(";")[0].strip().lower()
        if self.types and not any(fnmatch.fnmatchcase(plain, wanted) for wanted in self.types):
            raise HTTPError(f"File {filename!r} is {plain}; taken here: {', '.join(self.types)}.", 415)
        if self.max_size is not None and size is not None and size > self.max_size:
            raise HTTPError(f"File {filename!r} is larger than {self.max_size} bytes.", 413)


def accepts_files(
    *, max_size: int | None = None, max_count: int | None = None, types: Iterable[str] = ()
) -> Callable[[Function], Function]:
    """On an action: limits for its files, beside those of the whole application."""
    rule = FileRule(max_size, max_count, (types,) if isinstance(types, str) else tuple(types))

    def mark(function: Function) -> Function:
        setattr(function, MARK, rule)
        return function

    return mark


def rule_for_files(function: Callable[..., Any]) -> FileRule:
    """What `@accepts_files` says of an action's function."""
    rule: FileRule = getattr(function, MARK, FileRule())
    return rule
