from __future__ import annotations

from typing import Any

from sanic import Request, Sanic, Websocket
from sanic.response import HTTPResponse, json
from shared import PORT, Jobs, Subscribers, said

app = Sanic("bench")
members: set[Any] = set()
subscribers, jobs = Subscribers(), Jobs()


@app.websocket("/ws")
async def talk(request: Request, ws: Websocket) -> None:
    members.add(ws)
    try:
        async for message in ws:
            text = said(message)
            for member in list(members):
                await member.send(text)
    finally:
        members.discard(ws)


@app.get("/events")
async def events(request: Request) -> None:
    response = await request.respond(content_type="text/event-stream")
    async for text in subscribers.follow():
        await response.send(text)


@app.post("/publish")
async def publish(request: Request) -> HTTPResponse:
    await subscribers.publish(request.json["count"])
    return json(None)


@app.post("/jobs")
async def add_job(request: Request) -> HTTPResponse:
    jobs.add(request.json["n"])
    return json({"accepted": True})


@app.post("/done")
async def done(request: Request) -> HTTPResponse:
    return json({"value": jobs.done})


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=PORT, single_process=True, access_log=False, motd=False)
