from __future__ import annotations

from typing import Any

from sprag import Component, animate, ui

CARDS = [
    "The engine weaves",
    "algebraical patterns",
    "just as the loom weaves",
    "flowers and leaves",
]


@animate("is-visible")
class AnimationCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        return ui.div(
            ui.div(
                ui.p(CARDS[self.state["index"] % len(CARDS)], data_role="words"),
                class_="flip is-visible",
            ),
            ui.div(
                ui.button("Next", type="button", class_="button primary", data_role="next"),
                class_="row",
            ),
            class_="stack centre enter",
        )
