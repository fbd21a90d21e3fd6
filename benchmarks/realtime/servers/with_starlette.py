from __future__ import annotations

from shared import Jobs, Subscribers, said, serve
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

members: set[WebSocket] = set()
subscribers, jobs = Subscribers(), Jobs()


async def talk(websocket: WebSocket) -> None:
    await websocket.accept()
    members.add(websocket)
    try:
        while True:
            text = said(await websocket.receive_text())
            for member in list(members):
                await member.send_text(text)
    except WebSocketDisconnect:
        members.discard(websocket)


async def events(request: Request) -> StreamingResponse:
    return StreamingResponse(subscribers.follow(), media_type="text/event-stream")


async def publish(request: Request) -> JSONResponse:
    await subscribers.publish((await request.json())["count"])
    return JSONResponse(None)


async def add_job(request: Request) -> JSONResponse:
    jobs.add((await request.json())["n"])
    return JSONResponse({"accepted": True})


async def done(request: Request) -> JSONResponse:
    return JSONResponse({"value": jobs.done})


serve(
    Starlette(
        routes=[
            WebSocketRoute("/ws", talk),
            Route("/events", events),
            Route("/publish", publish, methods=["POST"]),
            Route("/jobs", add_job, methods=["POST"]),
            Route("/done", done, methods=["POST"]),
        ]
    )
)
