from __future__ import annotations

from typing import Any

from sprag import Component, ui


class WatcherCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        heard = self.state["heard"]
        return ui.div(
            ui.output(str(self.state["ticks"]), class_="big-number", data_role="ticks"),
            ui.p(
                f"{heard} pulse{'' if heard == 1 else 's'} heard by this page"
                if heard
                else "Waiting for the first pulse",
                class_="soft",
                data_role="heard",
            ),
            ui.div(
                [ui.i(class_=["beat", "on" if heard % 8 == beat else ""]) for beat in range(8)],
                class_="beats",
                aria_hidden="true",
            ),
            class_="stack centre",
        )
