from __future__ import annotations

from typing import Any

from sprag import Module


class UploadModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(
            screen=screen,
            state=state
            or {"files": screen.data["files"], "busy": False, "percent": 0, "error": ""},
        )

    def on_start(self) -> None:
        self.delegate(self.element, "submit", "form", self.on_submit)
        self.on_socket("lab:upload.changed", self.on_changed)

    def on_submit(self, event: Any, form: Any) -> None:
        event.prevent_default()
        self.upload_form("store", form, self.on_progress).then(self.on_stored, self.on_failure)
        self.set_state({"busy": True, "percent": 0, "error": ""})

    def on_progress(self, progress: dict[str, Any]) -> None:
        self.set_state({"percent": round(progress["percent"])})

    def on_stored(self, result: Any) -> None:
        self.set_state({"files": result.value["files"], "busy": False})

    def on_failure(self, error: Any) -> None:
        message = self.action_error_message(error, "The files did not arrive.")
        self.set_state({"busy": False, "error": message})

    def on_changed(self, payload: dict[str, Any]) -> None:
        self.call_action("listing").then(self.on_stored)
