from __future__ import annotations

import uvloop
from aiohttp import WSMsgType, web
from shared import PORT, Jobs, Subscribers, said

members: set[web.WebSocketResponse] = set()
subscribers, jobs = Subscribers(), Jobs()


async def talk(request: web.Request) -> web.WebSocketResponse:
    websocket = web.WebSocketResponse(compress=False)
    await websocket.prepare(request)
    members.add(websocket)
    async for message in websocket:
        if message.type == WSMsgType.TEXT:
            text = said(message.data)
            for member in list(members):
                await member.send_str(text)
    members.discard(websocket)
    return websocket


async def events(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    async for text in subscribers.follow():
        await response.write(text.encode())
    return response


async def publish(request: web.Request) -> web.Response:
    await subscribers.publish((await request.json())["count"])
    return web.json_response(None)


async def add_job(request: web.Request) -> web.Response:
    jobs.add((await request.json())["n"])
    return web.json_response({"accepted": True})


async def done(request: web.Request) -> web.Response:
    return web.json_response({"value": jobs.done})


app = web.Application()
app.add_routes([web.get("/ws", talk), web.get("/events", events), web.post("/publish", publish)])
app.add_routes([web.post("/jobs", add_job), web.post("/done", done)])
web.run_app(app, host="127.0.0.1", port=PORT, print=None, access_log=None, loop=uvloop.new_event_loop())
