"""Uploads: a form with files in one request, or large files in chunks. Both end in an ordinary action."""

from __future__ import annotations

import asyncio
import fnmatch
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from specter import hub
from specter.errors import HTTPError
from specter.http.actions import decode, refuse_forms
from specter.http.auth import authorize
from specter.http.body import read_body
from specter.http.multipart import Form, FormLimits, read_form, safe_name
from specter.http.request import Files, Request, UploadedFile
from specter.http.response import Response
from specter.service import Service
from specter.wire import (
    ActionCall,
    ActionResult,
    ChunkAccepted,
    FileAnnounced,
    UploadAccepted,
    UploadCancel,
    UploadInit,
    UploadNegotiation,
)

if TYPE_CHECKING:
    from specter.http.app import HttpApp

Function = TypeVar("Function", bound=Callable[..., Any])

MARK = "_specter_files"
_FOLDER = "sprag-uploads-"
_KEEP_RESULT = 60.0
_inits = msgspec.json.Decoder(UploadInit)
_cancels = msgspec.json.Decoder(UploadCancel)


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


@dataclass
class _Upload:
    """A chunked upload that is under way."""

    id: str
    owner: str
    call: ActionCall
    files: list[FileAnnounced]
    folder: str
    chunk_size: int
    touched: float
    received: set[tuple[int, int]] = field(default_factory=set)
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


class Uploads(Service):
    """The endpoints below `/__sprag__/uploads`."""

    name = "sprag.uploads"

    def __init__(self, app: HttpApp) -> None:
        super().__init__()
        self.app_ = app
        self._uploads: dict[str, _Upload] = {}
        self.folder = ""

    def on_start(self) -> None:
        parent = self.app_.config.upload_folder or tempfile.gettempdir()
        os.makedirs(parent, exist_ok=True)
        _remove_orphans(parent)
        # Not a name that somebody could have made before us.
        self.folder = tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=parent)
        self.add_cleanup(lambda: shutil.rmtree(self.folder, ignore_errors=True))
        self.add_cleanup(self._uploads.clear)
        self.interval(self._sweep, 60.0)

    def endpoints(self) -> dict[str, Any]:
        return {
            "uploads": (("POST",), self.whole),
            "uploads/negotiate": (("GET",), self.negotiate),
            "uploads/init": (("POST",), self.init),
            "uploads/chunk": (("POST",), self.chunk),
            "uploads/cancel": (("POST",), self.cancel),
        }

    # --- one request

    async def whole(self, scope: Any, receive: Any, send: Any) -> None:
        """A form with files: `__sprag_route`, `__sprag_action` and `__sprag_payload` say what it is for."""
        app, config = self.app_, self.app_.config
        request = app.request(scope)
        limits = FormLimits(
            config.max_form, config.max_json, config.max_form_fields, config.max_files, config.spool
        )
        form: Form | None = None
        call = ActionCall()
        try:
            form = await read_form(scope, receive, limits, self.folder, self._accept)
            call = _call_of(form)
            self._check_files(call, form.files)
        except HTTPError as error:
            response = app.actions.failure(request, call, error)
            _close_after(response)
        else:
            request.files = form.files
            request.form = {
                name: value for name, value in form.fields.items() if not name.startswith("__sprag_")
            }
            response = await app.actions.perform(request, call, receive)
        finally:
            if form is not None:
                form.discard()
        await app.send(request, response, send)

    def _accept(self, form: Form, name: str, filename: str, kind: str | None) -> None:
        """When a file begins and the form has said for which action it is: refuse it before it is read."""
        route, action = form.text("__sprag_route"), form.text("__sprag_action")
        if route and action:
            count = sum(len(files) if isinstance(files, list) else 1 for files in form.files.values())
            self._rule(ActionCall(route, action)).check(count + 1, filename, kind, None)

    def _check_files(self, call: ActionCall, files: Files) -> None:
        rule = self._rule(call)
        flat = [one for found in files.values() for one in (found if isinstance(found, list) else [found])]
        for file in flat:
            rule.check(len(flat), file.filename, file.content_type, file.size)

    def _rule(self, call: ActionCall) -> FileRule:
        if not call.route or not call.action:
            return FileRule()
        _, action = self.app_.actions.find(call.route, call.action)
        return getattr(action.function, MARK, FileRule())

    # --- in chunks

    async def negotiate(self, scope: Any, receive: Any, send: Any) -> None:
        size = self.app_.config.upload_chunk
        await self.app_.send(self.app_.request(scope), Response.json(UploadNegotiation(size, size)), send)

    async def init(self, scope: Any, receive: Any, send: Any) -> None:
        request = self.app_.request(scope)
        try:
            refuse_forms(scope["headers"])
            asked: UploadInit = decode(_inits, await read_body(scope, receive, self.app_.config.max_json))
            response = await hub.call(self._announce, request, asked)
        except Exception as error:
            response = self.app_.actions.failure(request, ActionCall(), error)
        await self.app_.send(request, response, send)

    def _announce(self, request: Request, asked: UploadInit) -> Response:
        config = self.app_.config
        if not asked.route or not asked.action or not asked.files:
            raise HTTPError("Missing route, action, or files in upload init.", 400)
        call = ActionCall(asked.route, asked.action, asked.payload)
        target, action = self.app_.actions.find(asked.route, asked.action)
        function = action.function
        authorize(function if hasattr(function, "_specter_auth") else target.controller, request)
        if len(asked.files) > config.max_files:
            raise HTTPError(f"At most {config.max_files} files are taken at a time.", 413)
        rule = getattr(function, MARK, FileRule())
        for file in asked.files:
            file.filename = safe_name(file.filename)
            if not 0 <= file.size <= config.max_file:
                raise HTTPError(
                    f"File {file.filename!r}: size must be 0 to {config.max_file} bytes, got {file.size}.",
                    413,
                )
            rule.check(len(asked.files), file.filename, file.content_type, file.size)
        owner = request.session_id
        own = [upload for upload in self._uploads.values() if upload.owner == owner and upload.result is None]
        if len(own) >= config.uploads_per_session:
            raise HTTPError(f"At most {config.uploads_per_session} uploads run at a time.", 429)
        total = sum(file.size for file in asked.files)
        if total + sum(upload.size for upload in own) > config.upload_quota:
            raise HTTPError(f"Uploads of one visitor may have {config.upload_quota} bytes in all.", 413)
        upload_id = secrets.token_hex(16)
        folder = os.path.join(self.folder, upload_id)
        os.mkdir(folder, 0o700)
        upload = _Upload(upload_id, owner, call, asked.files, folder, config.upload_chunk, time.monotonic())
        self._uploads[upload_id] = upload
        response = Response.json(UploadAccepted(True, upload_id, upload.chunk_size, upload.expected))
        self.app_.commit(request, response)
        return response

    async def chunk(self, scope: Any, receive: Any, send: Any) -> None:
        app = self.app_
        request = app.request(scope)
        size = app.config.upload_chunk
        limits = FormLimits(size + 64 * 1024, 4096, 16, 1, size + 1)
        form: Form | None = None
        try:
            form = await read_form(scope, receive, limits, self.folder)
            upload, index, number, data = self._locate(form)
            if await hub.call(lambda: request.session_id) != upload.owner:
                raise HTTPError(f"Unknown upload session: {upload.id}", 404)
            response = await self._take(request, upload, index, number, data, receive)
        except Exception as error:
            response = app.actions.failure(request, ActionCall(), error)
            if response.status in (413, 415):
                _close_after(response)
        finally:
            if form is not None:
                form.discard()
        await app.send(request, response, send)

    def _locate(self, form: Form) -> tuple[_Upload, int, int, bytes]:
        upload_id, file = form.text("upload_id"), form.files.get("chunk")
        index, number = _index(form.text("file_index")), _index(form.text("chunk_index"))
        if not upload_id or index is None or number is None or not isinstance(file, UploadedFile):
            raise HTTPError("Missing upload_id, file_index, chunk_index, or chunk data.", 400)
        upload = self._uploads.get(upload_id)
        if upload is None:
            raise HTTPError(f"Unknown upload session: {upload_id[:64]}", 404)
        if index >= len(upload.files):
            raise HTTPError(f"file_index must be below {len(upload.files)}, got {index}.", 400)
        if number >= upload.chunks_of(index):
            raise HTTPError(f"chunk_index must be below {upload.chunks_of(index)}, got {number}.", 400)
        expected = min(upload.chunk_size, upload.files[index].size - number * upload.chunk_size)
        if file.size != expected:
            raise HTTPError(
                f"chunk {number} of file {index} must have {expected} bytes, got {file.size}.", 400
            )
        return upload, index, number, file.read()

    async def _take(
        self, request: Request, upload: _Upload, index: int, number: int, data: bytes, receive: Any
    ) -> Response:
        upload.touched = time.monotonic()
        if upload.result is None:
            _write(os.path.join(upload.folder, str(index)), number * upload.chunk_size, data)
            upload.received.add((index, number))
            if len(upload.received) < upload.expected:
                return Response.json(ChunkAccepted(True, len(upload.received), upload.expected))
            # From here on whoever repeats a chunk waits for the one result.
            upload.result = asyncio.get_running_loop().create_future()
            response = await self._finish(request, upload, receive)
            if not upload.result.done():
                upload.result.set_result(response)
            return response
        return await asyncio.shield(upload.result)

    async def _finish(self, request: Request, upload: _Upload, receive: Any) -> Response:
        for index, file in enumerate(upload.files):
            found = UploadedFile.from_path(
                os.path.join(upload.folder, str(index)),
                name=file.name,
                filename=file.filename,
                content_type=file.content_type,
            )
            known = request.files.get(file.name)
            if known is None:
                request.files[file.name] = found
            else:
                request.files[file.name] = [*(known if isinstance(known, list) else [known]), found]
        if isinstance(upload.call.payload, dict):
            request.form = dict(upload.call.payload)
        try:
            response = await self.app_.actions.perform(request, upload.call, receive)
        finally:
            shutil.rmtree(upload.folder, ignore_errors=True)
        if response.status == 200:
            envelope = msgspec.json.decode(response.body, type=ActionResult)
            response.body = msgspec.json.encode({"finalized": True, **msgspec.structs.asdict(envelope)})
        return response

    async def cancel(self, scope: Any, receive: Any, send: Any) -> None:
        request = self.app_.request(scope)
        try:
            refuse_forms(scope["headers"])
            asked: UploadCancel = decode(_cancels, await read_body(scope, receive, self.app_.config.max_json))
            if not asked.upload_id:
                raise HTTPError("Missing upload_id.", 400)
            upload = self._uploads.get(asked.upload_id)
            owner = await hub.call(lambda: request.session_id) if upload is not None else None
            if upload is not None and upload.owner == owner and upload.result is None:
                self._drop(upload)
            # An unknown id, and somebody else's, get the same answer as one's own.
            response = Response.json({"ok": True})
        except Exception as error:
            response = self.app_.actions.failure(request, ActionCall(), error)
        await self.app_.send(request, response, send)

    def _drop(self, upload: _Upload) -> None:
        self._uploads.pop(upload.id, None)
        shutil.rmtree(upload.folder, ignore_errors=True)

    def _sweep(self) -> None:
        now = time.monotonic()
        for upload in list(self._uploads.values()):
            if upload.result is not None and upload.result.done():
                if now - upload.touched > _KEEP_RESULT:
                    self._uploads.pop(upload.id, None)
            elif now - upload.touched > self.app_.config.upload_ttl:
                self._drop(upload)

    def health(self) -> dict[str, Any]:
        return {**super().health(), "uploads": len(self._uploads)}


def _call_of(form: Form) -> ActionCall:
    text = form.text("__sprag_payload")
    if text:
        try:
            payload = msgspec.json.decode(text)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise HTTPError("Invalid upload payload JSON.", 400) from None
    else:
        payload = {name: value for name, value in form.fields.items() if not name.startswith("__sprag_")}
    return ActionCall(form.text("__sprag_route"), form.text("__sprag_action"), payload)


def _index(text: str | None) -> int | None:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    return int(text)


def _write(path: str, offset: int, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        view = memoryview(data)
        while view:
            written = os.pwrite(descriptor, view, offset)
            view, offset = view[written:], offset + written
    finally:
        os.close(descriptor)


def _close_after(response: Response) -> None:
    """The rest of a body that nobody wants is not read."""
    response.headers.append((b"connection", b"close"))


def _remove_orphans(parent: str) -> None:
    """Folders of processes that ended without cleaning up."""
    for path in Path(parent).glob(f"{_FOLDER}*"):
        pid = path.name[len(_FOLDER) :].split("-")[0]
        try:
            if not pid.isdigit() or path.lstat().st_uid != os.getuid() or _alive(int(pid)):
                continue
        except OSError:
            continue
        shutil.rmtree(path, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
