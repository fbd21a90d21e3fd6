"""socketify: uWebSockets, which keeps topics and sends to their members in C++."""

from __future__ import annotations

from typing import Any

from shared import PORT, said
from socketify import App, CompressOptions, OpCode

app = App()


def came(ws: Any) -> None:
    ws.subscribe("room")


def heard(ws: Any, message: Any, opcode: Any) -> None:
    ws.publish("room", said(message), OpCode.TEXT)
    # publish() leaves the sender out.
    ws.send(said(message), OpCode.TEXT)


app.ws(
    "/ws",
    {
        "compression": CompressOptions.DISABLED,
        "max_payload_length": 1 << 20,
        "max_backpressure": 64 << 20,
        "open": came,
        "message": heard,
    },
)
app.listen({"port": PORT, "host": "127.0.0.1"}, lambda config: None)
app.run()
