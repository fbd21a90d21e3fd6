"""The edge: uvicorn's HTTP protocol, stricter, with an eye on slow clients, and answers in one write."""

from __future__ import annotations

import asyncio
import functools
import time
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from specter.http.heads import END, Head, Heads
from specter.http.receiving import ReceivingProtocol
from specter.http.sending import Answer
from specter.hub import HubLoop

MAX_HEADER_BYTES = 64 * 1024
MAX_HEADERS = 128
MAX_URL = 16 * 1024


class HttpProtocol(ReceivingProtocol):
    """HTTP/1.0 and 1.1. What could be read in two ways is refused."""

    loop: HubLoop
    outlet: Any = None
    _default_headers: Any = None
    _default_lines = b""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rejected = False
        self._header_bytes = 0
        self._received = 0
        self._now = 0.0
        self._idle_since: float | None = None
        #: Since when the client owes us the rest of a request; None: it does not.
        self.waiting_since: float | None = None
        #: When the headers of the request were complete; None while they are not.
        self.headers_at: float | None = None
        self.body_bytes = 0
        self._watch: set[HttpProtocol] | None = getattr(self.app, "http_connections", None)
        #: The heads that came before, where the application answers requests at once.
        self._heads: Heads | None = getattr(self.app, "heads", None)
        #: The parser stands between two requests.
        self._between = True
        #: A request that is answered at once when its body is here.
        self._held: Any = None
        self._feeding = False

    @property
    def writes_paused(self) -> bool:
        return self.flow.write_paused

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.waiting_since = time.monotonic()
        if self.scheme != "http" or self.limit_concurrency is not None:
            self._heads = None
        if self._watch is not None:
            self._watch.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.discard(self)
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        if self._watch is not None:
            self._watch.discard(self)
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        if self._rejected:
            return
        self._received = len(data)
        self._now = time.monotonic()
        self._idle_since = None
        alone = self._between and (self.cycle is None or self.cycle.response_complete)
        if alone and self._heads is not None:
            end = data.find(END) + len(END)
            head = self._heads.get(data[:end])
            if head is not None and head.length == len(data) - end and not self.flow.write_paused:
                self._answer_known(head, data[end:])
                return
        self._feeding = True
        super().data_received(data)
        self._feeding = False
        if self._held is not None:
            self._answer_held(data if alone else b"")
        if self.headers_at is None and self.waiting_since is not None:
            self._header_bytes += len(data)
            if self._header_bytes > MAX_HEADER_BYTES and not self._rejected:
                self.reject(431, "The request headers are too large.")

    def send_400_response(self, msg: str) -> None:
        if not self._rejected:
            self.reject(400, msg)

    def reject(self, status: int, message: str) -> None:
        """Answer what is no request that we understand, and close."""
        self._rejected = True
        self.waiting_since = None
        if self.transport.is_closing():
            return
        if self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.abort()
            return
        body = message.encode("ascii", "replace") + b"\n"
        self.transport.write(
            STATUS_LINE[status]
            + b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
            + b"content-length: %d\r\n\r\n" % len(body)
            + body
        )
        self.transport.close()

    def respond(self, scope: Any, status: int, lines: bytes, body: bytes) -> bool:
        """Write a whole response in one piece; False when it must go the long way through ASGI.

        `lines` are finished header lines, without those that the server adds.
        """
        cycle = self.cycle
        if cycle.scope is not scope or cycle.response_started or cycle.disconnected or self.flow.write_paused:
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        self._write(status, lines, b"" if scope["method"] == "HEAD" else body, last=not cycle.keep_alive)
        cycle.message_event.set()
        cycle.on_response()
        return True

    def _write(self, status: int, lines: bytes, body: bytes, *, last: bool = False) -> None:
        headers = self.server_state.default_headers
        if headers is not HttpProtocol._default_headers:
            # The server makes a new list every second, for its Date.
            HttpProtocol._default_headers = headers
            HttpProtocol._default_lines = b"".join([b"%b: %b\r\n" % header for header in headers])
        end = b"connection: close\r\n\r\n" if last else b"\r\n"
        data = b"".join((STATUS_LINE[status], HttpProtocol._default_lines, lines, end, body))
        if last:
            self.transport.write(data)
            self.transport.close()
        else:
            self.loop.write_soon(self.transport, data)

    # --- answers at once: no task, and no parsing of what was parsed before

    def _answer_known(self, head: Head, body: bytes) -> None:
        self.waiting_since = None
        scope = head.scope.copy()
        scope["client"], scope["server"], scope["specter.protocol"] = self.client, self.server, self
        answer = self._begin(scope, body)
        if isinstance(answer, Answer):
            self._write(answer.status, answer.lines, answer.body)
            self.server_state.total_requests += 1
            self._idle_since = self._now
            return
        # Its handler blocks: from here on it is a request as others are.
        self.cycle = RequestResponseCycle(
            scope=scope,  # type: ignore[arg-type]
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=True,
            on_response=self.on_response_complete,
        )
        self.cycle.more_body = False
        self._start_asgi_task(self.cycle, answer)

    def _answer_held(self, data: bytes) -> None:
        """Answer what the parser has just read; `data` when it was that request and nothing else."""
        cycle, self._held = self._held, None
        if self._rejected:
            return
        if cycle is not self.cycle or cycle.more_body or self.flow.write_paused:
            # The rest of it is still to come, or another has come after it.
            self._start_asgi_task(cycle, self.app)
            return
        body = bytes(cycle.body)
        end = len(data) - len(body)
        if data and self._between and cycle.keep_alive and data.find(END) + len(END) == end:
            # Another connection may send it too.
            known = {**cycle.scope, "client": None, "server": None, "specter.protocol": None}
            self._heads.remember(data[:end], known, len(body))  # type: ignore[union-attr]
        answer = self._begin(cycle.scope, body)
        if isinstance(answer, Answer):
            self.respond(cycle.scope, answer.status, answer.lines, answer.body)
            cycle.on_response = _nothing
        else:
            cycle.message_event.clear()
            self._start_asgi_task(cycle, answer)

    def _begin(self, scope: Any, body: bytes) -> Any:
        """The answer, or the ASGI application that goes on."""
        try:
            return self.app.begin(scope, body)  # type: ignore[attr-defined,unused-ignore]
        # What nobody caught is answered, and logged, as it is for every other request.
        except Exception as error:
            return functools.partial(_fail, error)

    def check(self, now: float, header_timeout: float, grace: float, rate: int) -> None:
        """408 to a client that does not get on with its request."""
        if self._idle_since is not None and now - self._idle_since > self.timeout_keep_alive:
            self.transport.close()
        since = self.waiting_since
        if since is None:
            return
        if self.headers_at is None:
            if now - since > header_timeout:
                self.reject(408, "The request did not arrive in time.")
        elif self.flow.read_paused:
            # We do not read: the client is not the one who is slow.
            self.headers_at, self.body_bytes = now, 0
        elif now - self.headers_at > grace:
            if self.body_bytes < rate * (now - self.headers_at):
                self.reject(408, "The request body arrives too slowly.")
            else:
                self.headers_at, self.body_bytes = now, 0

    # --- the parser's callbacks

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._between = False
        self._header_bytes = 0
        self.headers_at = None
        self.body_bytes = 0
        self.waiting_since = self._now
        self.scope["specter.protocol"] = self  # type: ignore[typeddict-unknown-key]

    def on_headers_complete(self) -> None:
        if self._rejected:
            return
        version: str = self.parser.get_http_version()  # type: ignore[union-attr,unused-ignore]
        if version not in ("1.1", "1.0"):
            self.reject(400 if version == "0.9" else 505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
        elif len(self.url) > MAX_URL:
            self.reject(414, "The URL is too long.")
        elif len(self.headers) > MAX_HEADERS or (
            self._received > MAX_HEADERS * 64
            and sum(len(name) + len(value) for name, value in self.headers) > MAX_HEADER_BYTES
        ):
            self.reject(431, "The request headers are too large.")
        elif self.url.startswith(b"/") or self._names_this_host():
            self.headers_at = self._now
            super().on_headers_complete()
            if (
                self.cycle is not None
                and self.cycle.scope is self.scope
                and not self.parser.should_keep_alive()
            ):
                # uvicorn up to 0.39, the last for Python 3.9, does not hear `Connection: close`.
                self.cycle.keep_alive = False

    def _names_this_host(self) -> bool:
        """The absolute form of a URL and the Host header must not say two things; `OPTIONS *` names nothing."""
        if self.url == b"*":
            self.url = b"/*"
            return True
        scheme, _, rest = self.url.partition(b"://")
        host = next((value for name, value in self.headers if name == b"host"), b"")
        if scheme.lower() in (b"http", b"https") and rest.partition(b"/")[0].lower() == host.lower():
            return True
        self.reject(400, "The URL names another host than the Host header.")
        return False

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        if self._feeding and self._heads is not None and app is self.app and app.suits(cycle.scope):
            self._held = cycle
            return
        # As the base class, without a callback through the loop for every task that ends.
        self.tasks.add(self.loop.create_task(self._run(cycle, app)))

    async def _run(self, cycle: Any, app: Any) -> None:
        try:
            await cycle.run_asgi(app)
        finally:
            self.tasks.discard(asyncio.current_task())

    def on_response_complete(self) -> None:
        if self._watch is None or self.pipeline:
            super().on_response_complete()
            return
        # As the base class, without a timer for every response: `check` looks at who is idle.
        self.server_state.total_requests += 1
        if not self.transport.is_closing():
            self.flow.resume_reading()
            self._idle_since = time.monotonic()

    def body_filled(self, size: int) -> None:
        self.body_bytes += size

    def on_body(self, body: bytes) -> None:
        if self._rejected:
            return
        self.body_bytes += len(body)
        if not self.cycle.body:
            # An empty `bytes` plus the body is the body itself: no copy is made on its way to the application.
            self.cycle.body = b""  # type: ignore[assignment]
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._between = True
        self.waiting_since = None
        if not self._rejected:
            super().on_message_complete()

    def shutdown(self) -> None:
        # What was answered in this turn leaves before the connection closes.
        self.loop.write_now()
        super().shutdown()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.outlet is not None:
            self.outlet.flush()


def _nothing() -> None:
    return None


async def _fail(error: Exception, scope: Any, receive: Any, send: Any) -> None:
    raise error
