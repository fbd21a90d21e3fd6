from __future__ import annotations

from typing import Any

from sprag import Module


class ProtectedModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(
            screen=screen,
            state=state
            or {
                "title": screen.data["title"],
                "profiles": screen.data["profiles"],
                "profile": screen.data["profile"],
                "message": "",
            },
        )

    def on_start(self) -> None:
        self.delegate(self.element, "change", "[name='profile']", self.on_profile)
        self.delegate(self.element, "click", "[data-role='publish']", self.on_publish)
        self.delegate(self.element, "click", "[data-role='sign-out']", self.on_sign_out)

    def on_profile(self, event: Any, radio: Any) -> None:
        self.call_action("switch", {"profile": radio.value}).then(self.on_switched, self.on_failure)

    def on_switched(self, result: Any) -> None:
        profile = result.value["profile"]
        self.set_state({"profile": profile, "message": f"Now acting as {profile}."})

    def on_publish(self, event: Any) -> None:
        self.call_action("publish").then(self.on_published, self.on_failure)

    def on_published(self, result: Any) -> None:
        self.set_state({"message": result.value["message"]})

    def on_sign_out(self, event: Any) -> None:
        self.call_action("sign_out")

    def on_failure(self, error: Any) -> None:
        self.set_state({"message": self.action_error_message(error, "That did not work.")})
