from __future__ import annotations

from typing import Any

from sprag import Controller, action


class SocketController(Controller):
    route = "/socket-demo"

    def build_events(self, handler: Any) -> None:
        handler.on("lab:socket.ping", self.on_ping)

    def on_ping(self, payload: dict[str, Any]) -> None:
        pings = self.request.session.get("pings", 0) + 1
        self.request.session.set("pings", pings)
        self.emit_to_caller("lab:socket.pong", {"sent": payload["sent"], "pings": pings})
        self.refetch_session("snapshot")

    @action
    def snapshot(self) -> dict[str, int]:
        return {"stored": self.request.session.get("pings", 0)}
