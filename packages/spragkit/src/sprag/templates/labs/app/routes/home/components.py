from __future__ import annotations

from typing import Any

from sprag import Component, ui


class LabCard(Component):
    def render(self, props: dict[str, Any] | None = None) -> Any:
        lab = self.props
        return ui.a(
            ui.h3(lab["title"]),
            ui.p(lab["summary"]),
            ui.code(lab["path"]),
            href=lab["path"],
            class_="card lab-card",
        )
