"""The servers of benchmarks/actions: `python servers.py starlette|fastapi|litestar|specter [asyncio|uvloop]`."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

KIND = sys.argv[1]
LOOP = sys.argv[2] if len(sys.argv) > 2 else "uvloop"
PAYLOAD_KEY = "payload"


def serve_plain(app: Any) -> None:
    import uvicorn

    # With its protocol named: asyncio turns Nagle's algorithm off only then.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(app, loop=LOOP, http="httptools", log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


def starlette() -> None:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    async def act(request: Request) -> JSONResponse:
        count = (await request.json())[PAYLOAD_KEY]["count"]
        if type(count) is not int:
            return JSONResponse({"error": "count must be int"}, 400)
        return JSONResponse({"value": {"count": count + 1}})

    serve_plain(Starlette(routes=[Route("/__sprag__/actions", act, methods=["POST"])]))


def fastapi() -> None:
    from fastapi import FastAPI
    from pydantic import BaseModel

    class Payload(BaseModel):
        count: int

    class Call(BaseModel):
        route: str
        action: str
        payload: Payload

    class Value(BaseModel):
        value: Payload

    globals().update(Call=Call, Value=Value)
    app = FastAPI()

    @app.post("/__sprag__/actions")
    async def act(call: Call) -> Value:
        return Value(value=Payload(count=call.payload.count + 1))

    serve_plain(app)


def litestar() -> None:
    import msgspec
    from litestar import Litestar, post

    class Payload(msgspec.Struct):
        count: int

    class Call(msgspec.Struct):
        route: str
        action: str
        payload: Payload

    globals().update(Call=Call, Payload=Payload)

    @post("/__sprag__/actions", status_code=200)
    async def act(data: Call) -> dict[str, Any]:
        return {"value": {"count": data.payload.count + 1}}

    serve_plain(Litestar([act]))


def specter() -> None:
    import gevent.monkey

    gevent.monkey.patch_all(thread=False)
    from specter.controller import Controller, action
    from specter.http import HttpApp, HttpConfig, Response, Target
    from specter.http.surfaces import NoSurfaces
    from specter.runtime import Runtime, serve
    from specter.schema import Field, Schema

    class Counter(Controller):
        @action(schema=Schema("increment", {"count": Field(int, required=True)}))
        def increment(self, count: int) -> dict[str, int]:
            return {"count": count + 1}

        @action
        def keep(self, sync: bool) -> int:
            """The size of an uploaded file, which with `sync` is on the disk then."""
            file = self.request.file("asset")
            if sync and file.path is not None:
                with open(file.path, "rb") as stored:
                    self.blocking(os.fsync, stored.fileno())
            return int(file.size)

    class Site(NoSurfaces):
        def __init__(self) -> None:
            self.target = Target("counter", "/counter", {}, Counter())

        def find(self, route: str) -> Any:
            return self.target if route == "/counter" else None

        def page(self, request: Any) -> Any:
            return Response(b"<h1>hello</h1>")

    site = Site()
    runtime = Runtime()
    runtime.add("counter", site.target.controller)
    serve(
        HttpApp(runtime, site, HttpConfig(production=True)),
        port=0,
        ready=lambda _, port: print(port, flush=True),
    )


globals()[KIND]()
