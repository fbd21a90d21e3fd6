from __future__ import annotations

from typing import Any

from blacksheep import Application, Response, StreamedContent, WebSocket, WebSocketDisconnectError, json
from shared import Jobs, Subscribers, said, serve

app = Application()
members: set[WebSocket] = set()
subscribers, jobs = Subscribers(), Jobs()


@app.router.ws("/ws")
async def talk(websocket: WebSocket) -> None:
    await websocket.accept()
    members.add(websocket)
    try:
        while True:
            text = said(await websocket.receive_text())
            for member in list(members):
                await member.send_text(text)
    except WebSocketDisconnectError:
        members.discard(websocket)


@app.router.get("/events")
async def events() -> Response:
    async def follow() -> Any:
        async for text in subscribers.follow():
            yield text.encode()

    return Response(200, content=StreamedContent(b"text/event-stream", follow))


@app.router.post("/publish")
async def publish(request: Any) -> Response:
    await subscribers.publish((await request.json())["count"])
    return json(None)


@app.router.post("/jobs")
async def add_job(request: Any) -> Response:
    jobs.add((await request.json())["n"])
    return json({"accepted": True})


@app.router.post("/done")
async def done() -> Response:
    return json({"value": jobs.done})


serve(app)
