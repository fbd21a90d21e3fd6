from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from app.frame import lab_frame

from .components import FormCard
from .modules import FormModule


class FormScreen(Screen):
    modules = [FormModule]

    def render(self, data: dict[str, Any]) -> Any:
        return lab_frame("/form-demo", hydrate(FormCard, module=self.module(FormModule)))
