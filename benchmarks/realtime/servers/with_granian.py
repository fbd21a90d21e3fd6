"""No framework: granian's own interface, RSGI."""

from __future__ import annotations

import json
from typing import Any

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.rsgi import WebsocketMessageType
from shared import PORT, Jobs, Subscribers, said

members: set[Any] = set()
subscribers, jobs = Subscribers(), Jobs()
JSON = [("content-type", "application/json")]


async def talk(protocol: Any) -> None:
    transport = await protocol.accept()
    members.add(transport)
    try:
        while (message := await transport.receive()).kind != WebsocketMessageType.close:
            text = said(message.data)
            for member in list(members):
                await member.send_str(text)
    finally:
        members.discard(transport)
        protocol.close()


async def follow(protocol: Any) -> None:
    transport = protocol.response_stream(200, [("content-type", "text/event-stream")])
    async for text in subscribers.follow():
        await transport.send_str(text)


async def app(scope: Any, protocol: Any) -> None:
    if scope.proto == "ws":
        await talk(protocol)
    elif scope.path == "/events":
        await follow(protocol)
    elif scope.path == "/publish":
        await subscribers.publish(json.loads(await protocol())["count"])
        protocol.response_str(200, JSON, "null")
    elif scope.path == "/jobs":
        jobs.add(json.loads(await protocol())["n"])
        protocol.response_str(200, JSON, '{"accepted": true}')
    else:
        await protocol()
        protocol.response_str(200, JSON, json.dumps({"value": jobs.done}))


if __name__ == "__main__":
    Granian(
        "with_granian:app",
        address="127.0.0.1",
        port=PORT,
        interface=Interfaces.RSGI,
        loop=Loops.uvloop,
        log_enabled=False,
    ).serve()
