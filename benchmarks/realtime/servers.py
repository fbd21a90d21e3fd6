"""The servers of benchmarks/realtime: `python servers.py specter|starlette`. Each repeats what one client says."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from typing import Any

KIND = sys.argv[1]


def serve_plain(app: Any) -> None:
    import uvicorn

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
    )
    uvicorn.Server(config).run(sockets=[listener])


def starlette() -> None:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, StreamingResponse
    from starlette.routing import Route, WebSocketRoute
    from starlette.websockets import WebSocket, WebSocketDisconnect

    members: set[WebSocket] = set()
    streams: set[asyncio.Queue[str]] = set()

    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        members.add(websocket)
        try:
            while True:
                said = json.loads(await websocket.receive_text())
                if said.get("event") == "say":
                    text = json.dumps({"type": "event", "event": "said", "payload": said["payload"]})
                    for member in list(members):
                        await member.send_text(text)
        except WebSocketDisconnect:
            members.discard(websocket)

    async def events(request: Request) -> StreamingResponse:
        mine: asyncio.Queue[str] = asyncio.Queue()
        streams.add(mine)

        async def follow() -> Any:
            try:
                yield "retry: 1000\n\n"
                while True:
                    yield f"data: {await mine.get()}\n\n"
            finally:
                streams.discard(mine)

        return StreamingResponse(follow(), media_type="text/event-stream")

    async def publish(request: Request) -> JSONResponse:
        payload = (await request.json())["payload"]
        for number in range(payload["count"]):
            for stream in streams:
                stream.put_nowait(json.dumps({"event": "said", "payload": f"#{number}"}))
        return JSONResponse({"ok": True})

    serve_plain(
        Starlette(
            routes=[
                WebSocketRoute("/__sprag__/socket", talk),
                Route("/__sprag__/events", events),
                Route("/__sprag__/actions", publish, methods=["POST"]),
            ]
        )
    )


def specter() -> None:
    import gevent.monkey

    gevent.monkey.patch_all(thread=False)
    import gevent
    from specter.bus import bus
    from specter.controller import Controller, action
    from specter.http import HttpApp, HttpConfig, Target
    from specter.http.surfaces import NoSurfaces
    from specter.queues import QueueService
    from specter.runtime import Runtime, serve

    class Jobs(QueueService):
        finished = 0

        def handle_item(self, item: Any) -> Any:
            self.finished += 1

    class Room(Controller):
        route = "/room"

        def build_events(self, handler: Any) -> None:
            handler.on("say", self.say)

        def say(self, payload: Any) -> None:
            self.emit_socket("said", payload, topic="room")

        @action
        def publish(self, count: int) -> None:
            for number in range(count):
                bus.emit("sprag:broadcast", {"event": "said", "payload": f"#{number}"})
                if number % 50 == 49:
                    gevent.sleep(0)

        @action
        def enqueue(self) -> bool:
            return self.queue("jobs").enqueue({"n": 1})

        @action
        def finished(self) -> int:
            return self.queue("jobs").finished  # type: ignore[attr-defined, no-any-return]

    class Site(NoSurfaces):
        def __init__(self) -> None:
            self.target = Target("room", "/room", {}, Room(), ("room",))

        def find(self, route: str) -> Any:
            return self.target

    site = Site()
    runtime = Runtime(providers={"jobs": Jobs("jobs", maxsize=100_000)})
    runtime.add("room", site.target.controller)
    config = HttpConfig(production=True, frames_per_second=1e9, keepalive=600)
    serve(HttpApp(runtime, site, config), port=0, ready=lambda _, port: print(port, flush=True))


globals()[KIND]()
