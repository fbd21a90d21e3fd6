from __future__ import annotations

from typing import Any

from sprag import Component, ui

VIEWS = [("clock", "Clock"), ("notes", "Notes"), ("none", "Nothing")]


class LifecycleRoot(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.main(
            ui.header(
                ui.p("Browser", class_="eyebrow"),
                ui.h1("Lifecycle"),
                ui.p(
                    "The server sent an empty frame; this page was drawn here. Changing the view "
                    "stops one child, and with it its timer, and starts another.",
                    class_="lead",
                ),
                class_="lab-head",
            ),
            ui.section(
                ui.div(
                    [
                        ui.button(
                            label,
                            type="button",
                            class_="tab",
                            aria_pressed=name == self.state["view"],
                            data_view=name,
                        )
                        for name, label in VIEWS
                    ],
                    class_="tabs",
                ),
                ui.div(class_="slot", data_sprag_view_slot="main", data_ragot_ignore=True),
                ui.ol([ui.li(line) for line in self.state["log"]], class_="log", data_role="log"),
                class_="card stage stack",
            ),
            ui.p(ui.a("Back to all labs", href="/")),
            id="content",
            class_="lab alone",
        )


class ClockView(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.output(str(self.state["ticks"]), class_="big-number", data_role="ticks")

    def on_start(self) -> None:
        self.interval(self.tick, 0.1)

    def tick(self) -> None:
        self.set_state({"ticks": self.state["ticks"] + 1})


class NotesView(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.label(
            "A note that is forgotten when you leave",
            ui.textarea(rows="3", data_role="note"),
            class_="field",
        )
