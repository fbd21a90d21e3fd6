"""What the dev server tells the open pages: server-sent events that outlive a version of the app.

The shapes stand in docs/architecture.md §10; `ragot/dev/reload.ts` acts on them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any, Callable

import msgspec

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]

PATH = "/__sprag__/dev/events"


class DevEvents:
    """The open pages of one dev server."""

    def __init__(self) -> None:
        self.build_id = 0
        self.error: dict[str, Any] | None = None
        self._pages: set[asyncio.Queue[bytes | None]] = set()

    def ahead(self, changed: list[dict[str, Any]]) -> bool:
        """Tell every page of browser code that is new already; the server follows, or says why it cannot.

        False when there is no page.
        """
        self._tell({"type": "code", "build_id": self.build_id, "changed": changed})
        return bool(self._pages)

    def rebuilt(self, changed: list[dict[str, Any]]) -> None:
        """Tell every page that a new version is live."""
        self.error = None
        self._tell({"type": "rebuild", "ok": True, "build_id": self.build_id, "changed": changed})

    def broken(self, error: dict[str, Any]) -> None:
        """Tell every page why the last edit is not live; pages that open later are told too."""
        self.error = error
        self._tell({"type": "rebuild", "ok": False, "build_id": self.build_id, "error": error})

    async def serve(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer a page's EventSource until it goes away."""
        if _foreign(scope):
            await _refuse(send)
            return
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        queue.put_nowait(_frame({"type": "hello", "build_id": self.build_id, "error": self.error}))
        self._pages.add(queue)
        gone = asyncio.ensure_future(_until_gone(receive))
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": 200,
                    "headers": [
                        (b"content-type", b"text/event-stream"),
                        (b"cache-control", b"no-cache"),
                        (b"x-content-type-options", b"nosniff"),
                    ],
                }
            )
            while not gone.done():
                waiting = asyncio.ensure_future(queue.get())
                await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
                if not waiting.done():
                    waiting.cancel()
                    break
                frame = waiting.result()
                await send(
                    {"type": "http.response.body", "body": frame or b"", "more_body": frame is not None}
                )
                if frame is None:
                    break
        finally:
            self._pages.discard(queue)
            gone.cancel()

    def close(self) -> None:
        """End every page's stream (they try again by themselves)."""
        for queue in self._pages:
            queue.put_nowait(None)

    def _tell(self, event: dict[str, Any]) -> None:
        frame = _frame(event)
        for queue in self._pages:
            queue.put_nowait(frame)


def _frame(event: dict[str, Any]) -> bytes:
    return b"data: " + msgspec.json.encode(event) + b"\n\n"


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _foreign(scope: Mapping[str, Any]) -> bool:
    """Whether a page of another site asks (every current browser says so)."""
    return any(
        name == b"sec-fetch-site" and value not in (b"same-origin", b"none")
        for name, value in scope["headers"]
    )


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"These events are for pages of this server."})
