from __future__ import annotations

from typing import Any

from sprag import Module


class DeferModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"log": [], "task": ""})

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-role='start']", self.on_begin)
        self.delegate(self.element, "click", "[data-role='fail']", self.on_begin_failing)
        self.on_socket("lab:defer.progress", self.on_progress)
        self.on_socket("sprag:action.resolved", self.on_resolved)
        self.on_socket("sprag:action.failed", self.on_failed)

    def on_begin(self, event: Any) -> None:
        self.begin(False)

    def on_begin_failing(self, event: Any) -> None:
        self.begin(True)

    def begin(self, fail: bool) -> None:
        self.set_state({"log": ["asked the server"]})
        self.call_action("survey", {"steps": 4, "fail": fail}).then(self.on_accepted)

    def on_accepted(self, result: Any) -> None:
        self.set_state({"task": result.value["task_id"]})
        self.note(f"accepted, status {result.status}")

    def on_progress(self, progress: dict[str, Any]) -> None:
        self.note(f"step {progress['step']} of {progress['steps']}")

    def on_resolved(self, answer: dict[str, Any]) -> None:
        self.note(f"done: {answer['value']['steps']} steps")

    def on_failed(self, answer: dict[str, Any]) -> None:
        self.note(f"failed: {answer['error']}")

    def note(self, line: str) -> None:
        self.set_state({"log": [*self.state["log"], line]})
