from __future__ import annotations

from typing import Any

from sprag import Module


class UploadsModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(
            screen=screen, state=state or {"outcome": "none yet", "digest": "", "phases": [], "percent": 0}
        )
        self.running = None

    def on_start(self) -> None:
        self.delegate(self.element, "submit", "form", self.on_submit)
        self.delegate(self.element, "change", "#single", self.on_single)
        self.delegate(self.element, "click", "[data-role='cancel']", self.on_cancel)

    def on_submit(self, event: Any) -> None:
        event.prevent_default()
        self.set_state({"outcome": "sending", "phases": []})
        self.running = self.upload_form("upload_asset", event, self.on_progress)
        self.running.then(self.on_uploaded, self.on_failure)

    def on_single(self, event: Any, field: Any) -> None:
        self.set_state({"outcome": "sending", "phases": []})
        self.upload("upload_one", field.files[0], {"note": "alone"}, self.on_progress).then(
            self.on_uploaded, self.on_failure
        )

    def on_cancel(self, event: Any) -> None:
        self.running.cancel()

    def on_progress(self, progress: Any) -> None:
        phases = self.state["phases"]
        if progress.phase not in phases:
            phases = phases + [progress.phase]
        self.set_state({"phases": phases, "percent": progress.percent})

    def on_uploaded(self, result: Any) -> None:
        value = result.value
        extras = len(value["extras"])
        self.set_state(
            {
                "outcome": f"{value['title']}: {value['filename']}, {value['size']} bytes, {extras} more",
                "digest": value["digest"],
            }
        )

    def on_failure(self, error: Any) -> None:
        self.set_state({"outcome": f"{error.status}: {self.action_error_message(error)}"})
