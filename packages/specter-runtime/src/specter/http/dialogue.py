"""The dialogue on a websocket: what a browser's frame asks for, and the answer. wire.py describes the protocol."""

from __future__ import annotations

import inspect
import logging
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from specter import hub
from specter.access import authorize
from specter.callables import taking
from specter.context import current_app, current_request
from specter.errors import HTTPError
from specter.http.connection import Connection
from specter.http.failures import known_failure, shown
from specter.http.ingress import Ingress
from specter.http.response import encode_json
from specter.http.site import Site
from specter.http.topics import EVERYBODY, SocketTransport
from specter.storage.interfaces import Pos
from specter.wire import AckFrame, ClientFrame, ErrorFrame, ReadyFrame, TopicFrame

log = logging.getLogger("specter.http.socket")


class Dialogue:
    """Answers frames, each in a greenlet, in the order in which their browser sent them."""

    def __init__(self, site: Site, transport: SocketTransport, ingress: Ingress) -> None:
        self.site = site
        self.transport = transport
        self.ingress = ingress
        self._tokens: Any = None

    def keyed(self, secret: str) -> None:
        self._tokens = URLSafeSerializer(secret, salt="specter.socket")

    def answer(self, connection: Connection, frame: ClientFrame) -> None:
        """Do what a frame asks for; whatever goes wrong is said to its sender."""
        current_request.set(None)
        try:
            if frame.type == "emit":
                self._emit(connection, frame)
            elif frame.type == "topic":
                self._topic(connection, frame)
            elif frame.type == "hello":
                self._hello(connection, frame)
            else:
                raise HTTPError(f"Unsupported SPRAG socket message type {shown(frame.type)}.", 400)
        # A handler may raise anything; here it becomes an answer.
        except Exception as error:
            known = known_failure(error)
            if known is not None:
                status, message, extra = known
                self.fail(connection, frame, message, status, extra.get("errors"))
                return
            request = current_request.get() or connection.request()
            log.error("socket event %r failed, request %s", frame.event, request.request_id, exc_info=error)
            self.ingress.dispatch_default_error(error)
            self.fail(connection, frame, self.site.unexpected(request, error), 500)

    def fail(
        self, connection: Connection, frame: ClientFrame, message: str, status: int, errors: Any = None
    ) -> None:
        """Say that a frame's wish was not granted."""
        self.transport.streams.answer(connection, ErrorFrame(message, frame.id, status, errors))

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
            transport.streams.leave(connection, stream)
        refused = self._enter(connection, frame.route)
        names = [EVERYBODY, f"c:{connection.id}", f"s:{connection.session_key}"]
        if connection.route is not None:
            names.append(f"r:{connection.route}")
        names += [
            name for name in positions if name.startswith("t:") and self._may_join(connection, name[2:])
        ]
        standing = {
            name: transport.streams.listen_to(connection, name, positions.get(name))
            for name in names[: self.site.config.topics_per_socket + 4]
        }
        token = self._tokens.dumps([connection.id, connection.session_key])
        streams = {name: (pos.epoch, pos.seq) for name, pos in standing.items()}
        connection.send(ReadyFrame(connection.id, connection.route, token, streams, resumed))
        if refused is not None:
            connection.send(refused)
        transport.streams.replay(connection)

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
            self.transport.streams.leave(connection, stream)
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
        pos = self.transport.streams.listen_to(connection, stream)
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
            self.transport.streams.answer(connection, AckFrame(frame.id, value))


def shown_value(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
