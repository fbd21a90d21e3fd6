"""The websocket `/__sprag__/socket`: frames in, dispatch, frames out. The protocol is described in wire.py."""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec
from itsdangerous import BadSignature, URLSafeSerializer

from specter import hub
from specter.access import authorize
from specter.callables import taking
from specter.context import current_app, current_request
from specter.errors import HTTPError
from specter.http.connection import Connection
from specter.http.failures import known_failure, shown
from specter.http.guard import Refused
from specter.http.ingress import Ingress
from specter.http.links import path_below
from specter.http.outlet import Outlet, SendOutlet, TransportOutlet, websocket_frame
from specter.http.response import encode_json
from specter.http.sessions import new_session_id
from specter.http.site import PREFIX, Site
from specter.http.topics import EVERYBODY, SocketTransport
from specter.storage.interfaces import Pos
from specter.wire import AckFrame, ClientFrame, ErrorFrame, HelloFrame, PongFrame, ReadyFrame, TopicFrame

log = logging.getLogger("specter.http.socket")

_frames = msgspec.json.Decoder(ClientFrame)
_MOST_WAITING = 256


class Sockets:
    """The endpoint."""

    def __init__(self, site: Site, transport: SocketTransport, ingress: Ingress) -> None:
        self.site = site
        self.transport = transport
        self.ingress = ingress
        self._tokens: Any = None

    def keyed(self, secret: str) -> None:
        self._tokens = URLSafeSerializer(secret, salt="specter.socket")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        site, transport = self.site, self.transport
        try:
            site.guard.check(scope)
            if path_below(scope) != f"{PREFIX}socket":
                raise Refused(404, "Not Found")
            if site.draining:
                raise Refused(503, "The server is about to stop.")
            session_id, headers = self._session(scope)
            key = transport.session_key(session_id)
            if len(transport.of_session(key)) >= site.config.sockets_per_session:
                raise Refused(429, "Too many websockets in this session.")
        except Refused as refused:
            await _deny(scope, send, refused)
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
        transport.flusher.attach(asyncio.get_running_loop())
        protocol = scope.get("specter.protocol")
        if protocol is not None:
            outlet: Outlet = TransportOutlet(self.site.config, transport.flusher, protocol)
            encode: Callable[[bytes], bytes] = websocket_frame
        else:
            outlet = SendOutlet(self.site.config, transport.flusher, send, _text_message)
            encode = bytes
        connection = Connection(self.site, scope, outlet, encode, key)
        transport.add(connection)
        return connection

    async def _serve(self, connection: Connection, receive: Any, send: Any) -> None:
        loop = asyncio.get_running_loop()
        waiting: deque[ClientFrame] = deque()
        working: asyncio.Task[None] | None = None
        reading = loop.create_task(_next(receive))
        try:
            while True:
                await asyncio.wait((reading, connection.closing), return_when=asyncio.FIRST_COMPLETED)
                if connection.closing.done():
                    code, reason = connection.closing.result()
                    await _goodbye(connection, send, code, reason)
                    return
                message = reading.result()
                if message["type"] == "websocket.disconnect":
                    return
                reading = loop.create_task(_next(receive))
                frame = self._heard(connection, message)
                if frame is None:
                    continue
                if len(waiting) >= _MOST_WAITING:
                    connection.close(1008, "too many messages are waiting")
                    continue
                waiting.append(frame)
                if working is None or working.done():
                    working = loop.create_task(self._work(connection, waiting))
        finally:
            reading.cancel()
            if working is not None:
                working.cancel()
            connection.outlet.close()
            await hub.call(self.transport.remove, connection)

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
            connection.send(PongFrame())
            return None
        return frame

    async def _work(self, connection: Connection, waiting: deque[ClientFrame]) -> None:
        # One after the other: a browser's messages are handled in the order in which it sent them.
        while waiting:
            frame = waiting.popleft()
            try:
                await hub.call_within(self.site.config.action_timeout, self._handle, connection, frame)
            except hub.HandlerTimeout:
                self._fail(connection, frame, "The handler took too long and was stopped.", 504)

    def _handle(self, connection: Connection, frame: ClientFrame) -> None:
        try:
            if frame.type == "emit":
                self._emit(connection, frame)
            elif frame.type == "topic":
                self._topic(connection, frame)
            elif frame.type == "hello":
                self._hello(connection, frame)
            else:
                raise HTTPError(f"Unsupported SPRAG socket message type {shown(frame.type)}.", 400)
        except Exception as error:
            known = known_failure(error)
            if known is not None:
                status, message, extra = known
                self._fail(connection, frame, message, status, extra.get("errors"))
                return
            request = current_request.get() or connection.request()
            log.error("socket event %r failed, request %s", frame.event, request.request_id, exc_info=error)
            self.ingress.dispatch_default_error(error)
            self._fail(connection, frame, self.site.unexpected(request, error), 500)

    def _fail(
        self, connection: Connection, frame: ClientFrame, message: str, status: int, errors: Any = None
    ) -> None:
        connection.send(ErrorFrame(message, frame.id, status, errors))

    # --- hello

    def _hello(self, connection: Connection, frame: ClientFrame) -> None:
        transport = self.transport
        positions: dict[str, Pos] = {}
        resume = frame.resume
        resumed = False
        if resume is not None:
            resumed = self._take_over(connection, resume.token)
            if resumed:
                positions = {name: Pos(*pos) for name, pos in resume.streams.items()}
                transport.resumed += 1
        for stream in list(connection.streams):
            transport.leave(connection, stream)
        refused = self._enter(connection, frame.route)
        names = [EVERYBODY, f"c:{connection.id}", f"s:{connection.session_key}"]
        if connection.route is not None:
            names.append(f"r:{connection.route}")
        names += [
            name for name in positions if name.startswith("t:") and self._may_join(connection, name[2:])
        ]
        standing = {
            name: transport.listen_to(connection, name, positions.get(name))
            for name in names[: self.site.config.topics_per_socket + 4]
        }
        token = self._tokens.dumps([connection.id, connection.session_key])
        streams = {name: (pos.epoch, pos.seq) for name, pos in standing.items()}
        connection.send(ReadyFrame(connection.id, connection.route, token, streams, resumed))
        if refused is not None:
            connection.send(refused)
        transport.replay(connection)

    def _enter(self, connection: Connection, route: str | None) -> ErrorFrame | None:
        """Bind the connection to a page, if its visitor may see that page; else why not."""
        connection.route = connection.target = None
        if not route:
            return None
        target = self.site.surfaces.find(route)
        if target is None:
            return ErrorFrame(f"Unknown route {shown(route)}.", status=404)
        connection.target = target
        connection.route = route
        load = getattr(target.controller, "load", None)
        if load is not None:
            try:
                authorize(load, connection.request())
            except HTTPError as error:
                connection.route = connection.target = None
                return ErrorFrame(error.message, status=error.status_code)
        return None

    def _take_over(self, connection: Connection, token: str) -> bool:
        """Continue the view that a lost connection had, if it was this session's."""
        try:
            old_id, session_key = self._tokens.loads(token)
        except (BadSignature, TypeError, ValueError):
            return False
        if session_key != connection.session_key:
            return False
        transport = self.transport
        old = transport.connections.get(old_id)
        if old is not None and old is not connection:
            transport.remove(old)
            old.close(1001, "another connection took over")
        transport.connections.pop(connection.id, None)
        connection.id = old_id
        transport.connections[old_id] = connection
        return True

    # --- topics

    def _topic(self, connection: Connection, frame: ClientFrame) -> None:
        topic = frame.topic
        if frame.action not in ("join", "leave"):
            raise HTTPError(f"Unsupported SPRAG socket topic action {shown(str(frame.action))}.", 400)
        if not topic or not topic.strip():
            raise HTTPError("SPRAG socket topic messages require a non-empty 'topic'.", 400)
        if len(topic) > self.site.config.max_topic:
            raise HTTPError(f"A topic has at most {self.site.config.max_topic} characters.", 400)
        stream = f"t:{topic}"
        if frame.action == "leave":
            self.transport.leave(connection, stream)
            connection.send(TopicFrame("leave", topic, frame.id))
            return
        if frame.route and frame.route != connection.route:
            refused = self._enter(connection, frame.route)
            if refused is not None:
                raise HTTPError(refused.error, refused.status or 403)
        if not self._may_join(connection, topic):
            raise HTTPError(f"Topic {shown(topic)} may not be joined here.", 403)
        joined = sum(name.startswith("t:") for name in connection.streams)
        if stream not in connection.streams and joined >= self.site.config.topics_per_socket:
            raise HTTPError(f"A page joins at most {self.site.config.topics_per_socket} topics.", 429)
        pos = self.transport.listen_to(connection, stream)
        connection.send(TopicFrame("join", topic, frame.id, stream, (pos.epoch, pos.seq)))

    def _may_join(self, connection: Connection, topic: str) -> bool:
        decide = getattr(self.site.app, "authorize_topic", None)
        if callable(decide):
            request = connection.request()
            current_request.set(request)
            current_app.set(self.site.app)
            answer = taking(decide, 2)(topic, request)
            return bool(hub.wait(answer) if inspect.isawaitable(answer) else answer)
        return connection.target is not None and topic in connection.target.topics

    # --- events

    def _emit(self, connection: Connection, frame: ClientFrame) -> None:
        event = frame.event
        if not isinstance(event, str) or not event.strip():
            raise HTTPError(
                f"socket message field 'event' expects a non-empty string; got {shown_value(event)}.", 400
            )
        if frame.route and frame.route != connection.route:
            refused = self._enter(connection, frame.route)
            if refused is not None:
                raise HTTPError(refused.error, refused.status or 403)
        request = connection.request()
        request.body = encode_json(frame)
        current_request.set(request)
        current_app.set(self.site.app)
        if not self.ingress.has_subscribers(event):
            if frame.id is not None:
                raise HTTPError(f"Nobody handles the socket event {shown(event)}.", 404)
            return
        value = self.ingress.dispatch(event, frame.payload)
        self.site.commit(request, None)
        if frame.id is not None:
            connection.send(AckFrame(frame.id, value))


def shown_value(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


async def _next(receive: Any) -> Any:
    return await receive()


async def _goodbye(connection: Connection, send: Any, code: int, reason: str) -> None:
    protocol = connection.scope.get("specter.protocol")
    if protocol is not None and protocol.writes_paused:
        # It does not read: it would not read a close frame either.
        protocol.transport.abort()
        return
    try:
        await send({"type": "websocket.close", "code": code, "reason": reason})
    except Exception:
        log.debug("a websocket was gone before it was closed")


async def _deny(scope: Any, send: Any, refused: Refused) -> None:
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": refused.message[:120]})
        return
    body = encode_json({"error": refused.message, "ok": False})
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "websocket.http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


def _text_message(frame: bytes) -> Any:
    return {"type": "websocket.send", "text": frame.decode()}
