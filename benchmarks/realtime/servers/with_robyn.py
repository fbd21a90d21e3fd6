from __future__ import annotations

import json
import sys
from typing import Any

from shared import PORT, Jobs, Subscribers, said

sys.argv = [sys.argv[0], "--log-level", "WARN", "--processes", "1", "--workers", "1", "--disable-openapi"]
from robyn import Request, Robyn, SSEResponse

app = Robyn(__file__)
subscribers, jobs = Subscribers(), Jobs()


@app.websocket("/ws")
async def talk(websocket: Any) -> None:
    while True:
        await websocket.broadcast(said(await websocket.receive_text()))


@talk.on_connect
def came(websocket: Any) -> str:
    return ""


@talk.on_close
def went(websocket: Any) -> str:
    return ""


@app.get("/events")
async def events(request: Request) -> Any:
    return SSEResponse(subscribers.follow())


@app.post("/publish")
async def publish(request: Request) -> dict[str, Any]:
    await subscribers.publish(json.loads(request.body)["count"])
    return {}


@app.post("/jobs")
async def add_job(request: Request) -> dict[str, Any]:
    jobs.add(json.loads(request.body)["n"])
    return {"accepted": True}


@app.post("/done")
async def done(request: Request) -> dict[str, Any]:
    return {"value": jobs.done}


app.start(host="127.0.0.1", port=PORT, _check_port=False)
