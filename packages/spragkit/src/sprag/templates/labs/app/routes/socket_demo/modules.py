from __future__ import annotations

from typing import Any

from sprag import Module


class SocketModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(
            screen=screen, state=state or {"ready": False, "sent": 0, "answered": 0, "stored": 0}
        )

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-role='ping']", self.on_press)
        self.listen("sprag:socket:ready", self.on_ready)
        self.on_socket("lab:socket.pong", self.on_pong)
        self.refetch_on_socket(on_result=self.on_snapshot)

    def on_ready(self, _payload: Any) -> None:
        self.set_state({"ready": True})

    def on_press(self, event: Any) -> None:
        sent = self.state["sent"] + 1
        self.set_state({"sent": sent})
        self.emit_socket("lab:socket.ping", {"sent": sent})

    def on_pong(self, payload: dict[str, Any]) -> None:
        self.set_state({"answered": payload["sent"]})

    def on_snapshot(self, result: Any, _payload: Any = None) -> None:
        self.set_state({"stored": result.value["stored"]})
