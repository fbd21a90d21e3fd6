from __future__ import annotations

from typing import Any

from sprag import Module

from app.stores import session

NAMES = ["Grace", "Alan", "Ada"]


class NestedStoreModule(Module):
    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(
            screen=screen,
            state=state
            or {
                "snapshot": session.snapshot(),
                "name": session.get("user.name"),
                "theme": session.get("prefs.theme"),
                "name_wakes": 0,
                "theme_wakes": 0,
                "renames": 0,
            },
        )

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-do]", self.on_command)
        self.add_cleanup(session.subscribe(self.on_any))
        self.add_cleanup(session.subscribe(self.on_name, selector="user.name"))
        self.add_cleanup(session.subscribe(self.on_theme, selector=self.theme_of, immediate=True))

    def theme_of(self, state: dict[str, Any]) -> Any:
        return state.get("prefs", {}).get("theme")

    def on_any(self, state: dict[str, Any]) -> None:
        self.set_state({"snapshot": session.snapshot()})

    def on_name(self, name: Any) -> None:
        self.set_state({"name": name, "name_wakes": self.state["name_wakes"] + 1})

    def on_theme(self, theme: Any) -> None:
        self.set_state({"theme": theme, "theme_wakes": self.state["theme_wakes"] + 1})

    def on_command(self, event: Any, button: Any) -> None:
        command = button.get_attribute("data-do")
        if command == "rename":
            renames = self.state["renames"]
            session.set("user.name", NAMES[renames % len(NAMES)])
            self.set_state({"renames": renames + 1})
        elif command == "theme":
            theme = "light" if session.get("prefs.theme") == "dark" else "dark"
            session.patch({"prefs": {"theme": theme, "density": "cosy"}})
        elif command == "move":
            session.update(self.moved)
        elif command == "discard":
            session.delete("draft")
        elif command == "clear":
            session.clear()
        elif command == "reset":
            session.reset()

    def moved(self, draft: dict[str, Any]) -> dict[str, Any]:
        user = draft.get("user", {})
        city = "Paris" if user.get("city") == "London" else "London"
        return {**draft, "user": {**user, "city": city}}
