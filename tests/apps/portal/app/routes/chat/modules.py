from __future__ import annotations

from typing import Any

from sprag import Module


class ChatModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(
            screen=screen,
            state=state or {"room": "", "messages": [], "ack": "", "latest": "", "news": "", "link": "down"},
        )

    def on_start(self) -> None:
        self.delegate(self.element, "submit", "form", self.on_submit)
        self.delegate(self.element, "click", "[data-role='whisper']", self.on_whisper)
        self.delegate(self.element, "click", "[data-role='quiet']", self.on_quiet)
        self.delegate(self.element, "click", "[data-role='depart']", self.on_depart)
        self.on_socket("sprag:socket:ready", self.on_ready)
        self.on_socket("sprag:socket:close", self.on_close)
        self.on_socket("sprag:socket:gap", self.on_gap)
        self.on_socket("chat:message", self.on_message)
        self.join_topic("room:" + self.state["room"])
        self.refetch_on_socket("sprag:refetch", "latest", self.on_latest)
        self.listen("portal:news", self.on_news)

    def on_submit(self, event: Any) -> None:
        event.prevent_default()
        fields = self.form_data(event)
        self.emit_socket("chat:say", {"room": self.state["room"], "text": fields["text"]}).then(
            self.on_acknowledged, self.on_refused
        )

    def on_whisper(self, event: Any) -> None:
        self.emit_socket("chat:whisper", {"text": "psst"})

    def on_quiet(self, event: Any) -> None:
        self.off_socket("chat:message", self.on_message)

    def on_depart(self, event: Any) -> None:
        self.leave_topic("room:" + self.state["room"])

    def on_acknowledged(self, answer: Any) -> None:
        self.set_state({"ack": f"said {answer['count']}"})

    def on_refused(self, error: Any) -> None:
        self.set_state({"ack": f"{error.status}: {self.action_error_message(error)}"})

    def on_message(self, message: Any) -> None:
        self.set_state({"messages": self.state["messages"] + [message["text"]]})

    def on_latest(self, result: Any) -> None:
        self.set_state({"latest": result.value["text"]})

    def on_news(self, news: Any) -> None:
        self.set_state({"news": news["text"]})

    def on_ready(self, detail: Any) -> None:
        self.set_state({"link": "resumed" if detail["resumed"] else "up"})

    def on_close(self, detail: Any) -> None:
        self.set_state({"link": "down"})

    def on_gap(self, detail: Any) -> None:
        self.set_state({"link": "gap"})
