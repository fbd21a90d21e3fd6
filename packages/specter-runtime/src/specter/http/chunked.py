"""Chunked uploads: announced, received piece by piece in whatever order, and finished once by their action."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

from specter import hub
from specter.access import authorize
from specter.errors import HTTPError
from specter.http.actions import Actions, decode, refuse_forms
from specter.http.body import ClientGone, read_body
from specter.http.files import rule_for_files
from specter.http.multipart import FormLimits, FormWithFile, read_to_file, safe_name
from specter.http.pending import Pending, Piece
from specter.http.request import Request
from specter.http.response import Response
from specter.http.site import Site
from specter.wire import (
    ActionCall,
    ChunkAccepted,
    FileAnnounced,
    UploadAccepted,
    UploadCancel,
    UploadInit,
    UploadNegotiation,
)

#: Seconds for which the answer to a finished upload is kept for whoever repeats its last chunk.
_KEEP_RESULT = 60.0
#: Beside the chunk itself: its part's headers and the fields that say where it belongs.
_AROUND_CHUNK = 64 * 1024
#: Buffers for chunks that are kept for the next ones.
_SPARE = 8
#: Of a file's field name and content type.
_MOST_LETTERS = 255

Message = TypeVar("Message")

_inits = msgspec.json.Decoder(UploadInit)
_cancels = msgspec.json.Decoder(UploadCancel)


class Chunked:
    """The endpoints, and the uploads under way."""

    def __init__(self, site: Site, actions: Actions) -> None:
        self.site = site
        self.actions = actions
        self.folder = ""
        self._uploads: dict[str, Pending] = {}
        #: For the bytes of chunks: memory that was used before costs nothing to use again.
        self._spare: list[bytearray] = []

    def __len__(self) -> int:
        return len(self._uploads)

    def endpoints(self) -> dict[str, Any]:
        return {
            "uploads/negotiate": (("GET",), self.negotiate),
            "uploads/init": (("POST",), self.init),
            "uploads/chunk": (("POST",), self.chunk),
            "uploads/cancel": (("POST",), self.cancel),
        }

    def tidy(self) -> None:
        """Drop uploads that nobody goes on with, and answers that nobody asks for again."""
        now = time.monotonic()
        for upload in list(self._uploads.values()):
            if upload.result is not None and upload.result.done():
                if now - upload.touched > _KEEP_RESULT:
                    del self._uploads[upload.id]
            elif now - upload.touched > self.site.config.upload_ttl:
                self._drop(upload)

    def forget(self) -> None:
        self._uploads.clear()

    async def negotiate(self, scope: Any, receive: Any, send: Any) -> None:
        size = self.site.config.upload_chunk
        await self.site.send(self.site.request(scope), Response.json(UploadNegotiation(size, size)), send)

    # --- announcing

    async def init(self, scope: Any, receive: Any, send: Any) -> None:
        async def work(request: Request) -> Response:
            asked = await self._message(_inits, scope, receive)
            return await hub.call(self._announce, request, asked)

        await self._answer(scope, send, work)

    def _announce(self, request: Request, asked: UploadInit) -> Response:
        if not asked.route or not asked.action or not asked.files:
            raise HTTPError("Missing route, action, or files in upload init.", 400)
        target, action = self.actions.find(asked.route, asked.action)
        authorize(action.function, request, owner=target.controller)
        # What the action would refuse in the end is refused before its files are sent.
        action.arguments(target.controller, asked.payload)
        self._check_files(asked.files, action.function)
        owner = request.session_id
        self._check_room(owner, sum(file.size for file in asked.files))
        upload_id = secrets.token_hex(16)
        folder = os.path.join(self.folder, upload_id)
        size = self.site.config.upload_chunk
        upload = Pending(upload_id, owner, asked.files, folder, size, time.monotonic())
        upload.begin(ActionCall(asked.route, asked.action, asked.payload))
        self._uploads[upload_id] = upload
        response = Response.json(UploadAccepted(True, upload_id, upload.chunk_size, upload.expected))
        self.site.commit(request, response)
        return response

    def _check_files(self, files: list[FileAnnounced], function: Callable[..., Any]) -> None:
        config = self.site.config
        if len(files) > config.max_files:
            raise HTTPError(f"At most {config.max_files} files are taken at a time.", 413)
        rule = rule_for_files(function)
        for file in files:
            file.filename = safe_name(file.filename)
            if len(file.name) > _MOST_LETTERS or len(file.content_type or "") > _MOST_LETTERS:
                raise HTTPError(
                    f"File {file.filename!r}: name and content_type may have {_MOST_LETTERS} characters.", 400
                )
            if not 0 <= file.size <= config.max_file:
                raise HTTPError(
                    f"File {file.filename!r}: size must be 0 to {config.max_file} bytes, got {file.size}.",
                    413,
                )
            rule.check(len(files), file.filename, file.content_type, file.size)

    def _check_room(self, owner: str, size: int) -> None:
        config = self.site.config
        under_way = [upload for upload in self._uploads.values() if upload.result is None]
        own = [upload for upload in under_way if upload.owner == owner]
        if len(own) >= config.uploads_per_session:
            raise HTTPError(f"At most {config.uploads_per_session} uploads run at a time.", 429)
        if size + sum(upload.size for upload in own) > config.upload_quota:
            raise HTTPError(f"Uploads of one visitor may have {config.upload_quota} bytes in all.", 413)
        if len(under_way) >= config.uploads_in_all:
            raise HTTPError("Too many uploads are under way; try again later.", 503)

    # --- receiving

    async def chunk(self, scope: Any, receive: Any, send: Any) -> None:
        async def work(request: Request) -> Response:
            limits = FormLimits(self.site.config.upload_chunk + _AROUND_CHUNK, 4096, 16, 1, _AROUND_CHUNK)
            sent = await read_to_file(scope, receive, limits)
            # Who may not send it, or what has no place, is refused before it is read.
            piece = self._locate(sent, await hub.call(lambda: request.session_id))
            upload = piece.upload
            upload.touched = time.monotonic()
            with self._buffer() as buffer:
                piece.data = buffer[: piece.size]
                await self._receive(sent, piece)
                await self._keep(piece)
            return await self._result(request, upload)

        await self._answer(scope, send, work)

    def _locate(self, sent: FormWithFile, visitor: str) -> Piece:
        form = sent.form
        upload_id = form.text("upload_id")
        index, number = _index(form.text("file_index")), _index(form.text("chunk_index"))
        if not upload_id or index is None or number is None or sent.name != "chunk":
            raise HTTPError("Missing upload_id, file_index, chunk_index, or chunk data.", 400)
        upload = self._uploads.get(upload_id)
        if upload is None or upload.owner != visitor:
            raise _unknown(upload_id[:64])
        if index >= len(upload.files):
            raise HTTPError(f"file_index must be below {len(upload.files)}, got {index}.", 400)
        if number >= upload.chunks_of(index):
            raise HTTPError(f"chunk_index must be below {upload.chunks_of(index)}, got {number}.", 400)
        return Piece(upload, index, number)

    @contextmanager
    def _buffer(self) -> Iterator[memoryview]:
        buffer = self._spare.pop() if self._spare else bytearray(self.site.config.upload_chunk)
        yield memoryview(buffer)
        # Not when it failed: the thread of a request that was stopped may still read it.
        if len(self._spare) < _SPARE:
            self._spare.append(buffer)

    async def _receive(self, sent: FormWithFile, piece: Piece) -> None:
        size = await sent.fill(piece.data)
        if size != piece.size:
            raise HTTPError(
                f"chunk {piece.number} of file {piece.index} must have {piece.size} bytes, got {size}.", 400
            )

    async def _result(self, request: Request, upload: Pending) -> Response:
        """How far the upload is; with its last chunk, what its action answers."""
        if upload.result is not None:
            return await asyncio.shield(upload.result)
        if upload.received < upload.expected:
            return Response.json(ChunkAccepted(True, upload.received, upload.expected))
        # From here on whoever repeats a chunk waits for the one result, also when this client goes away.
        upload.result = asyncio.get_running_loop().create_future()
        try:
            upload.result.set_result(await self._finish(request, upload))
        except BaseException as error:
            _fail(upload.result, error)
            raise
        return upload.result.result()

    async def _check_known(self, upload: Pending) -> None:
        """HTTPError 404 when it was cancelled while we waited."""
        if self._uploads.get(upload.id) is not upload:
            # What we wrote may have come after its folder was removed.
            await hub.call(upload.remove)
            raise _unknown(upload.id)

    async def _keep(self, piece: Piece) -> None:
        """Write a chunk, unless it is there or being written: what an action reads must not change any more."""
        try:
            await self._write_once(piece)
        finally:
            await self._check_known(piece.upload)

    async def _write_once(self, piece: Piece) -> None:
        upload, place = piece.upload, (piece.index, piece.number)
        known = upload.pieces.get(place)
        if known is not None:
            await asyncio.shield(known)
            return
        kept = upload.pieces[place] = asyncio.get_running_loop().create_future()
        try:
            await hub.call(upload.write, piece)
            upload.received += 1
            kept.set_result(None)
        except BaseException as error:
            del upload.pieces[place]
            _fail(kept, error)
            raise

    async def _finish(self, request: Request, upload: Pending) -> Response:
        try:
            request.files = upload.received_files()
            call = upload.call()
            if isinstance(call.payload, dict):
                request.form = dict(call.payload)
            response = await self.actions.perform(request, call)
        finally:
            await hub.call(request.after_action, upload.remove)
        if response.status == 200:
            # The envelope of an action is an object with members.
            response.body = b'{"finalized":true,' + response.body[1:]
        return response

    # --- giving up

    async def cancel(self, scope: Any, receive: Any, send: Any) -> None:
        async def work(request: Request) -> Response:
            asked = await self._message(_cancels, scope, receive)
            if not asked.upload_id:
                raise HTTPError("Missing upload_id.", 400)
            upload = self._uploads.get(asked.upload_id)
            owner = await hub.call(lambda: request.session_id) if upload is not None else None
            if upload is not None and upload.owner == owner and upload.result is None:
                await hub.call(self._drop, upload)
            # An unknown id, and somebody else's, get the same answer as one's own.
            return Response.json({"ok": True})

        await self._answer(scope, send, work)

    def _drop(self, upload: Pending) -> None:
        self._uploads.pop(upload.id, None)
        upload.remove()

    # --- answering

    async def _message(self, decoder: msgspec.json.Decoder[Message], scope: Any, receive: Any) -> Message:
        refuse_forms(scope["headers"])
        return decode(decoder, await read_body(scope, receive, self.site.config.max_json))

    async def _answer(
        self, scope: Any, send: Any, work: Callable[[Request], Coroutine[Any, Any, Response]]
    ) -> None:
        request = self.site.request(scope)
        try:
            response = await work(request)
        except ClientGone:
            raise
        # The auth service and the session store are the app's: they may raise anything.
        except Exception as error:
            response = self.actions.failure(request, ActionCall(), error)
            if response.status in (413, 415):
                response.close()
        await self.site.send(request, response, send)


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    """Let those who wait for what another request was doing try again themselves."""
    future.set_exception(error if isinstance(error, HTTPError) else HTTPError("Send the chunk again.", 503))
    future.exception()  # there may be nobody


def _unknown(upload_id: str) -> HTTPError:
    return HTTPError(f"Unknown upload session: {upload_id}", 404)


def _index(text: str | None) -> int | None:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return None
    return int(text)
