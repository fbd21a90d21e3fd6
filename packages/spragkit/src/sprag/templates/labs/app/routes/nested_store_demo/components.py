from __future__ import annotations

import json
from typing import Any

from sprag import Component, ui

COMMANDS = [
    ("rename", 'set("user.name", ...)'),
    ("theme", 'patch({"prefs": ...})'),
    ("move", "update(...)"),
    ("discard", 'delete("draft")'),
    ("clear", "clear()"),
    ("reset", "reset()"),
]


class NestedStoreCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.div(
            ui.div(
                [
                    ui.button(ui.code(label), type="button", class_="button small", data_do=name)
                    for name, label in COMMANDS
                ],
                class_="row",
            ),
            ui.pre(
                ui.code(json.dumps(self.state["snapshot"], indent=2)),
                class_="well",
                data_role="snapshot",
            ),
            ui.dl(
                ui.div(
                    ui.dt("user.name"),
                    ui.dd(str(self.state["name"]), data_role="name"),
                    ui.dd(
                        f"woke {self.state['name_wakes']} times",
                        class_="soft",
                        data_role="name-wakes",
                    ),
                ),
                ui.div(
                    ui.dt("prefs.theme"),
                    ui.dd(str(self.state["theme"]), data_role="theme"),
                    ui.dd(
                        f"woke {self.state['theme_wakes']} times",
                        class_="soft",
                        data_role="theme-wakes",
                    ),
                ),
                class_="facts",
            ),
            class_="stack",
        )
