"""What the servers of this benchmark have in common: the event, a queue of trivial jobs, and a uvicorn at its best."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

PORT = int(sys.argv[1])
TEXT = "x" * 64


def event(number: int) -> dict[str, Any]:
    """A broadcast; between the `#` stands when it was made."""
    return {"event": "said", "payload": {"number": number, "at": f"#{time.monotonic_ns()}#", "text": TEXT}}


def said(text: str | bytes) -> str:
    """What everybody hears when one client says `text`."""
    return json.dumps({"type": "event", "event": "said", "payload": json.loads(text)["payload"]})


class Subscribers:
    """A queue for each stream of server-sent events."""

    def __init__(self) -> None:
        self.queues: set[asyncio.Queue[str]] = set()

    async def publish(self, count: int) -> None:
        for number in range(count):
            text = json.dumps(event(number))
            for queue in self.queues:
                queue.put_nowait(text)
            await asyncio.sleep(0)

    async def follow(self) -> Any:
        queue: asyncio.Queue[str] = asyncio.Queue()
        self.queues.add(queue)
        try:
            yield "retry: 1000\n\n"
            while True:
                yield f"data: {await queue.get()}\n\n"
        finally:
            self.queues.discard(queue)


class Jobs:
    """What people write where the framework has no queue: a queue and a task."""

    def __init__(self) -> None:
        self.done = 0
        self._queue: asyncio.Queue[int] | None = None

    def add(self, number: int) -> None:
        if self._queue is None:
            self._queue = asyncio.Queue()
            self._worker = asyncio.ensure_future(self._work(self._queue))
        self._queue.put_nowait(number)

    async def _work(self, queue: asyncio.Queue[int]) -> None:
        while True:
            await queue.get()
            self.done += 1


def serve(app: Any) -> None:
    import uvicorn

    uvicorn.run(
        app,
        host="127.0.0.1",
        port=PORT,
        loop="uvloop",
        http="httptools",
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
    )
