"""SSE: `GET /__sprag__/events` carries what is emitted on the bus as `sprag:broadcast` to everybody."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from specter.http.outlet import Flusher, Outlet, SendOutlet, TransportOutlet, chunk
from specter.http.response import Response, encode_json
from specter.http.site import Site
from specter.service import Service

log = logging.getLogger("specter.http.events")

BROADCAST = "sprag:broadcast"
_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]


class Events(Service):
    """The endpoint, and the listener on the bus that feeds it."""

    name = "sprag.events"

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site
        self.flusher = Flusher()
        self.dropped = 0
        self._streams: dict[Outlet, tuple[bool, asyncio.Future[None]]] = {}

    def on_start(self) -> None:
        self.listen(BROADCAST, self._broadcast)
        self.interval(self._keep_alive, 15.0)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.site.draining:
            request = self.site.request(scope)
            await self.site.send(request, Response.json({"error": "The server is about to stop."}, 503), send)
            return
        loop = asyncio.get_running_loop()
        self.flusher.attach(loop)
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": b"retry: 1000\n\n", "more_body": True})
        protocol = scope.get("specter.protocol")
        direct = protocol is not None and scope["http_version"] == "1.1"
        outlet: Outlet = (
            TransportOutlet(self.site.config, self.flusher, protocol)
            if direct
            else SendOutlet(self.site.config, self.flusher, send, _body_message)
        )
        ending: asyncio.Future[None] = loop.create_future()
        self._streams[outlet] = (direct, ending)
        gone = loop.create_task(_disconnect(receive))
        try:
            await asyncio.wait((gone, ending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            del self._streams[outlet]
            gone.cancel()
            outlet.close()
            if protocol is not None:
                protocol.outlet = None
        if ending.done():
            await send({"type": "http.response.body", "body": b""})

    def end_all(self) -> None:
        """Let every stream end: the process stops."""
        for _, ending in list(self._streams.values()):
            if not ending.done():
                _end(ending)

    def health(self) -> dict[str, Any]:
        return {**super().health(), "connections": len(self._streams), "dropped": self.dropped}

    def figures(self) -> dict[str, float]:
        return {"specter_sse_connections": len(self._streams), "specter_sse_dropped_total": self.dropped}

    def _broadcast(self, payload: Any) -> None:
        text = payload.encode() if isinstance(payload, str) else encode_json(payload)
        lines = text.replace(b"\r", b"\n").split(b"\n")
        self._push(b"".join(b"data: %b\n" % line for line in lines) + b"\n")

    def _keep_alive(self) -> None:
        self._push(b": keepalive\n\n")
        now = time.monotonic()
        for outlet, (_, ending) in list(self._streams.items()):
            since = outlet.waiting_since
            if since is not None and now - since > self.site.config.stuck_after and not ending.done():
                _end(ending)

    def _push(self, data: bytes) -> None:
        framed = chunk(data)
        for outlet, (direct, _) in tuple(self._streams.items()):
            if not outlet.push(framed if direct else data):
                self.dropped += 1


def _end(ending: asyncio.Future[None]) -> None:
    def settle() -> None:
        if not ending.done():
            ending.set_result(None)

    ending.get_loop().call_soon_threadsafe(settle)


async def _disconnect(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _body_message(data: bytes) -> Any:
    return {"type": "http.response.body", "body": data, "more_body": True}
