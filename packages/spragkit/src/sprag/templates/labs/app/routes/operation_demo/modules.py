from __future__ import annotations

from typing import Any

from sprag import Module


class OperationModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or {"ok": True, "status": 200, "message": ""})

    def on_start(self) -> None:
        self.delegate(self.element, "submit", "form", self.on_submit)

    async def on_submit(self, event: Any, form: Any) -> None:
        event.prevent_default()
        try:
            result = await self.call_action("normalize", self.form_data(form))
        except Exception as error:
            failure: Any = error
            message = self.action_error_message(failure, "It did not work.")
            self.set_state({"ok": False, "status": failure.status, "message": message})
        else:
            title = result.value["title"]
            self.set_state(
                {"ok": True, "status": 200, "message": f"{title} ({result.value['words']} words)"}
            )
