from __future__ import annotations

from typing import Any

from sprag import Module

from app.stores import lab_tally


class TallyButtonsModule(Module):
    """Writes to the store and looks at nothing else."""

    def on_start(self) -> None:
        self.delegate(self.element, "click", "[data-role='bump']", self.on_bump)
        self.delegate(self.element, "click", "[data-role='bump-5']", self.on_bump_by_five)
        self.delegate(self.element, "click", "[data-role='reset']", self.on_reset)

    def on_bump(self, event: Any) -> None:
        self.bump(1)

    def on_bump_by_five(self, event: Any) -> None:
        self.bump(5)

    def bump(self, by: int) -> None:
        lab_tally.patch({"count": lab_tally.get("count") + by, "bumps": lab_tally.get("bumps") + 1})

    def on_reset(self, event: Any) -> None:
        lab_tally.reset()


class TallyDisplayModule(Module):
    """Follows the store."""

    def __init__(self, screen: Any = None, state: dict[str, Any] | None = None) -> None:
        super().__init__(screen=screen, state=state or lab_tally.get_state())

    def on_start(self) -> None:
        self.subscribe(lab_tally, self.on_tally)

    def on_tally(self, tally: dict[str, Any]) -> None:
        self.set_state({"count": tally["count"], "bumps": tally["bumps"]})
