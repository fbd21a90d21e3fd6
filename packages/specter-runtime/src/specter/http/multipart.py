"""multipart/form-data, read as it comes: limits hold while it is read, large files go to disk."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass, field
from typing import Any, Protocol, Union

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from specter.errors import HTTPError
from specter.http.body import Body
from specter.http.files import Files, Pieces, UploadedFile, add
from specter.http.spool import Spool

_MAX_HEADERS = 16 * 1024
_PIECE = 512 * 1024
_SMALL = 16 * 1024
#: Windows takes these for devices, whatever follows a dot.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


@dataclass
class FormLimits:
    """Bytes and counts; see HttpConfig."""

    body: int
    text: int
    fields: int
    files: int
    spool: int


@dataclass
class Form:
    """A form that was read. `discard()` removes its temporary files."""

    fields: dict[str, Union[str, list[str]]] = field(default_factory=dict)
    files: Files = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """The (first) value of a text field."""
        value = self.fields.get(name)
        return value[0] if isinstance(value, list) else value

    def discard(self) -> None:
        for path in self.paths:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
        self.paths.clear()


class Gate(Protocol):
    """Who decides whether a form is read on. Both raise HTTPError when it is not."""

    def file(self, form: Form, filename: str, kind: str | None) -> int | None:
        """A file begins after this much of the form; the bytes that it may have, None: as many as the form."""

    async def form(self, form: Form) -> None:
        """So much of the form has come."""


async def read_form(scope: Any, receive: Any, limits: FormLimits, folder: str, gate: Gate) -> Form:
    """The form in a request body; HTTPError 4xx when it is none or too much. On an error nothing is left on disk."""
    boundary = boundary_of(scope["headers"], "SPRAG uploads require multipart/form-data.")
    reader = _Reader(boundary, limits, folder, gate)
    body = Body(scope, receive, limits.body)
    try:
        while data := await body.portion():
            try:
                reader.feed(data)
            finally:
                # Who may not send the form at all is told so, whatever else is wrong with it.
                await gate.form(reader.form)
            await reader.spool.write()
        return reader.finish()
    except BaseException:
        reader.abort()
        raise


class FormWithFile:
    """A form that was read up to its first file, which goes where its reader wants it; `name` is the file's field."""

    def __init__(self, reader: _Reader, body: Body, boundary: bytes) -> None:
        self._reader = reader
        self._body = body
        self._delimiter = b"\r\n--" + boundary
        self.form = reader.form
        self.name = reader.file_name

    async def fill(self, view: memoryview) -> int:
        """Put the file, which should have the size of `view`, there; the size that it has.

        HTTPError 400 when the form is malformed.
        """
        filled = await self._body.fill(view)
        rest = b""
        while data := await self._body.portion():
            rest += data
        if filled == len(view) and rest.startswith(self._delimiter):
            # For the parser the file is empty: it sees that the form ends as it should.
            self._reader.feed(rest)
            self._reader.finish()
            return filled
        size = (bytes(view[:filled]) + rest).find(self._delimiter)
        if size < 0:
            raise HTTPError("The multipart body is not complete.", 400)
        return size


async def read_to_file(scope: Any, receive: Any, limits: FormLimits) -> FormWithFile:
    """A form with the fields that stand before its first file; HTTPError 4xx when it is none or too much."""
    boundary = boundary_of(scope["headers"], "Chunk upload requires multipart/form-data.")
    reader = _Reader(boundary, limits, "", None)
    body = Body(scope, receive, limits.body)
    while reader.file_name is None and (data := await body.portion()):
        start = 0
        while start < len(data) and reader.file_name is None:
            end = _end_of_empty_line(data, start)
            reader.feed(data[start:end])
            start = end
        body.put_back(data[start:])
    return FormWithFile(reader, body, boundary)


def _end_of_empty_line(data: bytes, start: int) -> int:
    """Where a part's content may begin; the first line of a portion may be the empty one."""
    end, size = (data.find(b"\n\r\n", start - 1), 3) if start else (data.find(b"\n"), 1)
    return len(data) if end < 0 else end + size


def boundary_of(headers: list[tuple[bytes, bytes]], otherwise: str) -> bytes:
    """The boundary of a multipart body; HTTPError 400, or 415 with the text ``otherwise`` when it is none."""
    for name, value in headers:
        if name == b"content-type":
            kind, options = parse_options_header(value)
            if kind.lower() != b"multipart/form-data":
                break
            boundary = options.get(b"boundary")
            if not boundary or len(boundary) > 200:
                raise HTTPError("The multipart body has no valid boundary.", 400)
            return boundary
    raise HTTPError(otherwise, 415)


def safe_name(name: str) -> str:
    """A file name without folders, control characters and leading dots, that no system keeps for itself; never empty,
    at most 255 bytes.
    """
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(character for character in name if character.isprintable() and character not in '<>:"|?*')
    name = name.strip().lstrip(".").rstrip(". ")
    if _RESERVED.match(name):
        name = f"_{name}"
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) >= 20:
        stem, dot, suffix = name, "", ""
    end = f"{dot}{suffix}"
    stem = stem.encode()[: 255 - len(end.encode())].decode("utf-8", "ignore")
    return f"{stem}{end}" or "file"


class _Reader:
    """Takes the parser's callbacks."""

    def __init__(self, boundary: bytes, limits: FormLimits, folder: str, gate: Gate | None) -> None:
        self.limits = limits
        self.form = Form()
        self.spool = Spool(folder)
        self._gate = gate
        self._text = 0
        self._field_count = 0
        self._file_count = 0
        self._ended = False
        self._header_name = b""
        self._header_value = b""
        self._header_size = 0
        self._headers: dict[str, str] = {}
        self._name = ""
        self._filename: str | None = None
        self._pieces: Pieces = []
        self._size = 0
        self._most: int | None = None
        #: The descriptor of a file that goes to the disk, and bytes of it that are not noted for that yet.
        self._spooled: int | None = None
        self._unspooled = 0
        #: The field of the first file, once that has begun.
        self.file_name: str | None = None
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_header_name,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    def feed(self, data: bytes) -> None:
        try:
            if len(data) <= _PIECE:
                self._parser.write(data)
                return
            # In pieces: the parser says what it found only at the end of each.
            for start in range(0, len(data), _PIECE):
                self._parser.write(data[start : start + _PIECE])
        except FormParserError as error:
            raise HTTPError(f"The multipart body is malformed: {error}", 400) from None

    def finish(self) -> Form:
        if not self._ended:
            raise HTTPError("The multipart body is not complete.", 400)
        return self.form

    def abort(self) -> None:
        self.spool.close()
        self.form.discard()

    def _begin(self) -> None:
        self._headers = {}
        self._header_size = 0
        self._header_name = self._header_value = b""
        self._pieces = []
        self._size = 0
        self._most = None
        self._spooled = None

    def _on_header_name(self, data: bytes, start: int, end: int) -> None:
        self._count_header(end - start)
        self._header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._count_header(end - start)
        self._header_value += data[start:end]

    def _count_header(self, size: int) -> None:
        self._header_size += size
        if self._header_size > _MAX_HEADERS:
            raise HTTPError("The headers of a multipart part are too large.", 400)

    def _on_header_end(self) -> None:
        self._headers[self._header_name.decode("latin-1").title()] = self._header_value.decode("latin-1")
        self._header_name = self._header_value = b""

    def _headers_finished(self) -> None:
        kind, options = parse_options_header(self._headers.get("Content-Disposition", "").encode("latin-1"))
        name = options.get(b"name")
        if kind.lower() != b"form-data" or name is None:
            raise HTTPError("A multipart part has no field name.", 400)
        self._name = _decoded(name)
        filename = options.get(b"filename")
        self._filename = None if filename is None else safe_name(_decoded(filename))
        if self._filename is None:
            self._field_count += 1
            if self._field_count > self.limits.fields:
                raise HTTPError(f"The form has more than {self.limits.fields} fields.", 413)
            return
        self._file_count += 1
        if self._file_count > self.limits.files:
            raise HTTPError(f"The form has more than {self.limits.files} files.", 413)
        if self.file_name is None:
            self.file_name = self._name
        if self._gate is not None:
            self._most = self._gate.file(self.form, self._filename, self._headers.get("Content-Type"))

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._filename is None:
            self._text += end - start
            if self._text > self.limits.text:
                raise HTTPError(f"The form's text fields are larger than {self.limits.text} bytes.", 413)
        self._size += end - start
        if self._most is not None and self._size > self._most:
            raise HTTPError(f"File {self._filename!r} is larger than {self._most} bytes.", 413)
        self._keep(memoryview(data)[start:end])
        if self._filename is not None and self._size > self.limits.spool:
            self._to_disk(end - start)

    def _keep(self, view: memoryview) -> None:
        if len(view) >= _SMALL:
            self._pieces.append(view)
            return
        # A view of its own for every byte would cost far more than the byte.
        last = self._pieces[-1] if self._pieces else None
        if not isinstance(last, bytearray):
            last = bytearray()
            self._pieces.append(last)
        last += view

    def _to_disk(self, size: int) -> None:
        if self._spooled is None:
            self._spooled, path = self.spool.begin()
            self.form.paths.append(path)
            size = self._size
        self._unspooled += size
        if self._unspooled >= _PIECE:
            self._spool(self._spooled, last=False)

    def _spool(self, descriptor: int, *, last: bool) -> None:
        self.spool.put(descriptor, self._pieces, last=last)
        self._pieces = []
        self._unspooled = 0

    def _part_end(self) -> None:
        if self._filename is None:
            add(self.form.fields, self._name, _decoded(b"".join(self._pieces)))
            return
        kind = self._headers.get("Content-Type")
        if self._spooled is not None:
            self._spool(self._spooled, last=True)
            file = UploadedFile.from_path(
                self.form.paths[-1], name=self._name, filename=self._filename, content_type=kind
            )
            # It is not all there yet.
            file.size = self._size
            file.headers = self._headers
        else:
            file = UploadedFile.of_pieces(
                self._pieces,
                name=self._name,
                filename=self._filename,
                content_type=kind,
                headers=self._headers,
            )
        add(self.form.files, self._name, file)

    def _end(self) -> None:
        self._ended = True


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise HTTPError("The form is not UTF-8 text.", 400) from None
