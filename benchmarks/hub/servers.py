# ruff: noqa: E402
"""The servers of benchmarks/hub: `python servers.py starlette|hub|patched`."""

from __future__ import annotations

import sys

KIND = sys.argv[1]

if KIND == "patched":
    import gevent.monkey

    gevent.monkey.patch_all(thread=False)

import asyncio
import socket
import time

import gevent
import uvicorn
from specter import hub
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route


def trivial() -> str:
    return "hello"


async def by_coroutine(request: Request) -> PlainTextResponse:
    return PlainTextResponse(trivial())


async def by_hub(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await hub.call(trivial))


async def waiting_coroutine(request: Request) -> PlainTextResponse:
    await asyncio.sleep(0.25)
    return PlainTextResponse("waited")


async def waiting_greenlet(request: Request) -> PlainTextResponse:
    await hub.call(gevent.sleep, 0.25)
    return PlainTextResponse("waited")


async def blocking(request: Request) -> PlainTextResponse:
    await hub.call(time.sleep, 0.5)
    return PlainTextResponse("slept")


HUB = KIND in ("hub", "patched")
app = Starlette(
    routes=[
        Route("/", by_hub if HUB else by_coroutine),
        Route("/wait", waiting_greenlet if HUB else waiting_coroutine),
        Route("/block", blocking),
    ]
)

if __name__ == "__main__":
    if HUB:
        from specter.runtime import serve

        serve(app, port=0, ready=lambda host, port: print(port, flush=True))
    else:
        # With its protocol named: asyncio turns Nagle's algorithm off only then.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.bind(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        config = uvicorn.Config(app, loop="asyncio", http="httptools", log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[listener])
