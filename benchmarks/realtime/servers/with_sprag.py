"""SPRAG: a room, broadcasts, a queue of jobs. The proofs of this folder use it too."""

from __future__ import annotations

import gevent.monkey

gevent.monkey.patch_all(thread=False, queue=False)

import json
import sys
import time
from typing import Any

import gevent
from shared import PORT, event
from specter.bus import bus
from specter.controller import Controller, action
from specter.http import HttpApp, HttpConfig, Target
from specter.http.surfaces import NoSurfaces
from specter.queues import QueueService
from specter.registry import registry
from specter.runtime import Runtime, serve


class Jobs(QueueService):
    maxsize = 100_000
    finished = 0

    def handle_item(self, item: Any) -> None:
        self.finished += 1


class Room(Controller):
    route = "/room"

    def __init__(self) -> None:
        super().__init__("room")
        self.last: dict[str, int] = {}

    def build_events(self, handler: Any) -> None:
        handler.on("say", self.say)

    def say(self, payload: Any) -> None:
        self.emit_socket("said", payload, topic="room")

    @action
    def emit(
        self,
        payload: Any = None,
        topic: str = "",
        mine: bool = False,
        client: str = "",
        everybody: bool = False,
    ) -> bool:
        """To a topic, to the caller's session, to one page view, to everybody, or to all who see this page."""
        if everybody:
            return bool(registry.require("socket_transport").emit("said", payload))
        session = self.request.session_id if mine else None
        return self.emit_socket(
            "said", payload, topic=topic or None, session_id=session, client_id=client or None
        )

    @action
    def flood(self, topic: str, count: int, sender: str = "", first: int = 0) -> None:
        """As fast as this greenlet can, giving way now and then as any handler that does something would."""
        for number in range(first, first + count):
            self.last[topic] = number
            self.emit_socket("said", [sender, number], topic=topic)
            if number % 50 == 49:
                gevent.sleep(0)

    @action
    def latest(self, topic: str) -> int:
        """The number that was said last: what a page fetches again after a gap."""
        return self.last.get(topic, -1)

    @action
    def pour(self, topic: str, seconds: float, per_second: int, size: int) -> dict[str, float]:
        """Say `per_second` texts of `size` bytes; the p99 of the milliseconds that saying one took."""
        text = "x" * size
        took: list[float] = []
        began = time.monotonic()
        for number in range(int(seconds * per_second)):
            gevent.sleep(max(0.0, began + number / per_second - time.monotonic()))
            before = time.perf_counter()
            self.emit_socket("said", ["", number, text], topic=topic)
            took.append((time.perf_counter() - before) * 1000)
        return {"p99_ms": sorted(took)[int(len(took) * 0.99)], "count": len(took)}

    @action
    def publish(self, count: int) -> None:
        for number in range(count):
            bus.emit("sprag:broadcast", event(number))
            if number % 50 == 49:
                gevent.sleep(0)

    @action
    def enqueue(self, n: int) -> bool:
        return self.queue("jobs").enqueue(n)

    @action
    def done(self) -> int:
        return self.queue("jobs").finished  # type: ignore[attr-defined, no-any-return]


class Site(NoSurfaces):
    app = None

    def __init__(self) -> None:
        topics = ("room", *(f"room:{number}" for number in range(100)))
        self.target = Target("room", "/room", {}, Room(), topics)

    def find(self, route: str) -> Any:
        return self.target if route == "/room" else None


site = Site()
runtime = Runtime(providers={"jobs": Jobs("jobs")})
runtime.add("room", site.target.controller)
settings = {"frames_per_second": 1e9, "sockets_per_session": 1_000_000, "keepalive": 600.0}
if len(sys.argv) > 2:
    settings.update(json.loads(sys.argv[2]))
config = HttpConfig(production=True, **settings)  # type: ignore[arg-type]
sys.exit(serve(HttpApp(runtime, site, config), port=PORT, ready=lambda _, port: print(port, flush=True)))
