from __future__ import annotations

from typing import Any

from fastapi import BackgroundTasks, FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from shared import Subscribers, said, serve

app = FastAPI()
members: list[WebSocket] = []
subscribers = Subscribers()
finished = 0


class Count(BaseModel):
    count: int


class Job(BaseModel):
    n: int


@app.websocket("/ws")
async def talk(websocket: WebSocket) -> None:
    await websocket.accept()
    members.append(websocket)
    try:
        while True:
            text = said(await websocket.receive_text())
            for member in members:
                await member.send_text(text)
    except WebSocketDisconnect:
        members.remove(websocket)


@app.get("/events")
async def events() -> StreamingResponse:
    return StreamingResponse(subscribers.follow(), media_type="text/event-stream")


@app.post("/publish")
async def publish(body: Count) -> None:
    await subscribers.publish(body.count)


async def work(number: int) -> None:
    global finished
    finished += 1


@app.post("/jobs")
async def add_job(job: Job, tasks: BackgroundTasks) -> dict[str, Any]:
    tasks.add_task(work, job.n)
    return {"accepted": True}


@app.post("/done")
async def done() -> dict[str, int]:
    return {"value": finished}


serve(app)
