"""SPRAG: a room, broadcasts, a queue of jobs. The proofs of this folder use it too."""

from __future__ import annotations

import gevent.monkey

gevent.monkey.patch_all(thread=False, queue=False)

import json
import sys
from typing import Any

import gevent
from shared import PORT, event
from specter.bus import bus
from specter.controller import Controller, action
from specter.http import HttpApp, HttpConfig, Target
from specter.http.surfaces import NoSurfaces
from specter.queues import QueueService
from specter.runtime import Runtime, serve


class Jobs(QueueService):
    maxsize = 100_000
    finished = 0

    def handle_item(self, item: Any) -> None:
        self.finished += 1


class Room(Controller):
    route = "/room"

    def build_events(self, handler: Any) -> None:
        handler.on("say", self.say)

    def say(self, payload: Any) -> None:
        self.emit_socket("said", payload, topic="room")

    @action
    def emit(
        self,
        payload: Any = None,
        topic: str = "",
        session: str = "",
        client: str = "",
        everybody: bool = False,
    ) -> bool:
        target = {"topic": topic or None, "session_id": session or None, "client_id": client or None}
        return self.emit_socket("said", payload, route=None if everybody else "/room", **target)

    @action
    def flood(self, topic: str, count: int, sender: str = "", text: str = "") -> None:
        """As fast as this greenlet can, giving way now and then as any handler that does something would."""
        for number in range(count):
            self.emit_socket("said", [sender, number, text], topic=topic)
            if number % 50 == 49:
                gevent.sleep(0)

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
