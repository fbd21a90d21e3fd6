"""The websocket `/__sprag__/socket`: frames in, dispatch, frames out. The protocol is described in wire.py."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from typing import Any

import msgspec

from specter import hub
from specter.http.connection import Connection
from specter.http.dialogue import Dialogue
from specter.http.guard import Refused
from specter.http.ingress import Ingress
from specter.http.links import path_below
from specter.http.outlet import Outlet, SendOutlet, TransportOutlet
from specter.http.response import encode_json
from specter.http.sessions import new_session_id
from specter.http.site import PREFIX, Site
from specter.http.topics import SocketTransport
from specter.wire import ClientFrame, ErrorFrame, HelloFrame, PongFrame

log = logging.getLogger("specter.http.socket")

_frames = msgspec.json.Decoder(ClientFrame)
_MOST_WAITING = 256
#: Seconds of work on one browser's frames before others get their turn.
_MOMENT = 0.002


class Sockets:
    """The endpoint; whoever gets here was let through by the guard."""

    def __init__(self, site: Site, transport: SocketTransport, ingress: Ingress) -> None:
        self.site = site
        self.transport = transport
        self.dialogue = Dialogue(site, transport, ingress)

    def keyed(self, secret: str) -> None:
        """The secret that signs what a browser resumes its view with."""
        self.dialogue.keyed(secret)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        site, transport = self.site, self.transport
        try:
            if path_below(scope) != f"{PREFIX}socket":
                raise Refused(404, "Not Found")
            if site.draining:
                raise Refused(503, "The server is about to stop.")
            session_id, headers = self._session(scope)
            key = transport.session_key(session_id)
            if len(transport.of_session(key)) >= site.config.sockets_per_session:
                raise Refused(429, "Too many websockets in this session.")
        except Refused as refused:
            await deny(scope, send, refused)
            return
        await send({"type": "websocket.accept", "headers": headers})
        connection = self._connected(scope, send, key)
        connection.send(HelloFrame(connection.id))
        await self._serve(connection, receive, send)

    def _session(self, scope: Any) -> tuple[str, list[tuple[bytes, bytes]]]:
        cookies = self.site.visitor.keeper.cookies
        secure = scope["scheme"] == "wss"
        session_id = cookies.read(scope["headers"], secure=secure)
        if session_id is not None:
            return session_id, []
        session_id = new_session_id()
        cookie = cookies.header(session_id, max_age=None, secure=secure)
        # What the visitor does later must find this socket: it is the same visitor.
        scope["headers"] = [*scope["headers"], (b"cookie", cookie.split(";")[0].encode())]
        return session_id, [(b"set-cookie", cookie.encode())]

    def _connected(self, scope: Any, send: Any, key: str) -> Connection:
        transport = self.transport
        transport.streams.flusher.attach(asyncio.get_running_loop())
        protocol = scope.get("specter.protocol")
        if protocol is not None:
            outlet: Outlet = TransportOutlet(self.site.config, transport.streams.flusher, protocol)
        else:
            outlet = SendOutlet(self.site.config, transport.streams.flusher, send, _text_message)
        connection = Connection(self.site, scope, outlet, key)
        transport.add(connection)
        return connection

    async def _serve(self, connection: Connection, receive: Any, send: Any) -> None:
        reading = asyncio.get_running_loop().create_task(self._read(connection, receive))
        try:
            await asyncio.wait((reading, connection.closing), return_when=asyncio.FIRST_COMPLETED)
            if connection.closing.done():
                code, reason = connection.closing.result()
                await _goodbye(connection, send, code, reason)
            else:
                reading.result()
        finally:
            reading.cancel()
            connection.outlet.close()
            await hub.call(self.transport.remove, connection)

    async def _read(self, connection: Connection, receive: Any) -> None:
        """Until the browser goes: hear what it says, and have it worked on."""
        loop = asyncio.get_running_loop()
        waiting: deque[ClientFrame] = deque()
        working: asyncio.Task[None] | None = None
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                frame = self._heard(connection, message)
                if frame is None:
                    continue
                waiting.append(frame)
                if working is None or working.done():
                    working = loop.create_task(self._work(connection, waiting))
                elif len(waiting) >= _MOST_WAITING:
                    # Whoever says more than we can do is read no further: the rest waits in its own buffers.
                    await working
        finally:
            if working is not None:
                working.cancel()

    def _heard(self, connection: Connection, message: Any) -> ClientFrame | None:
        """A frame that has to be worked on; pings and nonsense are answered at once."""
        now = time.monotonic()
        connection.heard_at = now
        if connection.too_fast(now):
            connection.close(1008, "too many messages")
            return None
        text = message.get("text")
        data: bytes = message.get("bytes") or b"" if text is None else text.encode("utf-8", "surrogatepass")
        if len(data) > self.site.config.max_frame:
            connection.close(1009, "the message is too large")
            return None
        try:
            frame = _frames.decode(data)
        except msgspec.ValidationError as error:
            said = str(error)
            if not data.lstrip().startswith(b"{"):
                said = "SPRAG socket messages must be JSON objects."
            connection.send(ErrorFrame(said, status=400))
            return None
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            connection.send(ErrorFrame(f"Invalid SPRAG socket JSON: {error}", status=400))
            return None
        if frame.type == "ping":
            self.transport.streams.answer(connection, PongFrame())
            return None
        return frame

    async def _work(self, connection: Connection, waiting: deque[ClientFrame]) -> None:
        # One after the other: a browser's messages are handled in the order in which it sent them.
        while waiting:
            await hub.call_within(self.site.config.action_timeout, self._handle_some, connection, waiting)

    def _handle_some(self, connection: Connection, waiting: deque[ClientFrame]) -> None:
        """Work on frames for a moment: a greenlet for each would cost more than most of them."""
        until = time.monotonic() + _MOMENT
        while waiting and time.monotonic() < until:
            frame = waiting.popleft()
            try:
                self.dialogue.answer(connection, frame)
            except hub.HandlerTimeout:
                self.dialogue.fail(connection, frame, "The handler took too long and was stopped.", 504)


async def _goodbye(connection: Connection, send: Any, code: int, reason: str) -> None:
    protocol = connection.scope.get("specter.protocol")
    if protocol is not None and protocol.writes_paused:
        # It does not read: it would not read a close frame either.
        protocol.transport.abort()
        return
    try:
        await send({"type": "websocket.close", "code": code, "reason": reason})
    # What a server raises for a connection that has gone is its own business.
    except Exception:
        log.debug("a websocket was gone before it was closed")


async def deny(scope: Any, send: Any, refused: Refused) -> None:
    """Answer a websocket that is not taken; by its status where the server can."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": refused.message[:120]})
        return
    body = encode_json({"error": refused.message, "ok": False})
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "websocket.http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


def _text_message(frame: bytes) -> Any:
    return {"type": "websocket.send", "text": frame.decode()}
