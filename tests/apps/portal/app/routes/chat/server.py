from __future__ import annotations

from typing import Any

from sprag import Controller, HTTPError, action, bus

MESSAGES: list[str] = []


class ChatController(Controller):
    route = "/chat/[room]"

    def load(self) -> Any:
        return {"room": self.request.params["room"]}

    def build_events(self, handler: Any) -> None:
        handler.on("chat:say", self.on_say)
        handler.on("chat:whisper", self.on_whisper)

    def on_say(self, message: Any) -> Any:
        if not message["text"]:
            raise HTTPError("Say something.", status=400)
        MESSAGES.append(message["text"])
        self.emit_socket("chat:message", {"text": message["text"]}, topic=f"room:{message['room']}")
        return {"count": len(MESSAGES)}

    def on_whisper(self, message: Any) -> None:
        self.emit_socket(
            "chat:message", {"text": "whisper: " + message["text"]}, session_id=self.request.session_id
        )

    @action
    def latest(self) -> Any:
        return {"text": MESSAGES[-1] if MESSAGES else ""}

    @action
    def shout(self, text: str) -> Any:
        MESSAGES.append(text)
        self.emit_socket("chat:message", {"text": text}, topic="room:alpha")
        self.emit_socket_refetch("latest", topic="room:alpha")
        return None

    @action
    def flood(self, count: int) -> Any:
        for number in range(count):
            self.emit_socket("chat:message", {"text": str(number)}, topic="room:alpha")
        MESSAGES.append(f"flooded with {count}")
        return None

    @action
    def broadcast(self, text: str) -> Any:
        bus.emit("sprag:broadcast", {"event": "portal:news", "payload": {"text": text}})
        return None
