"""python-socketio, its clients on the websocket transport."""

from __future__ import annotations

from typing import Any

import socketio
from shared import serve

server = socketio.AsyncServer(async_mode="asgi", max_http_buffer_size=1 << 20)


@server.event
async def connect(sid: str, environ: Any) -> None:
    await server.enter_room(sid, "room")


@server.event
async def say(sid: str, payload: Any) -> None:
    await server.emit("said", payload, room="room")


serve(socketio.ASGIApp(server))
