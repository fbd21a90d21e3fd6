from __future__ import annotations

import asyncio
import json
from typing import Any

import msgspec
from litestar import Litestar, WebSocket, get, post, websocket
from litestar.channels import ChannelsPlugin
from litestar.channels.backends.memory import MemoryChannelsBackend
from litestar.exceptions import WebSocketDisconnect
from litestar.response import ServerSentEvent
from shared import Jobs, event, said, serve

jobs = Jobs()


class Count(msgspec.Struct):
    count: int


class Job(msgspec.Struct):
    n: int


@websocket("/ws")
async def talk(socket: WebSocket, channels: ChannelsPlugin) -> None:
    await socket.accept()
    async with (
        channels.start_subscription(["room"]) as heard,
        heard.run_in_background(socket.send_text, join=False),
    ):
        try:
            while True:
                channels.publish(said(await socket.receive_text()), "room")
        except WebSocketDisconnect:
            pass


@get("/events")
async def events(channels: ChannelsPlugin) -> ServerSentEvent:
    async def follow() -> Any:
        async with channels.start_subscription(["news"]) as heard:
            async for data in heard.iter_events():
                yield data.decode()

    return ServerSentEvent(follow())


@post("/publish")
async def publish(data: Count, channels: ChannelsPlugin) -> None:
    for number in range(data.count):
        channels.publish(json.dumps(event(number)), "news")
        await asyncio.sleep(0)


@post("/jobs")
async def add_job(data: Job) -> dict[str, Any]:
    jobs.add(data.n)
    return {"accepted": True}


@post("/done")
async def done() -> dict[str, int]:
    return {"value": jobs.done}


channels = ChannelsPlugin(MemoryChannelsBackend(), arbitrary_channels_allowed=True)
serve(Litestar([talk, events, publish, add_job, done], plugins=[channels], openapi_config=None))
