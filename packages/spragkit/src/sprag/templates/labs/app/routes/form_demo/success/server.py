from __future__ import annotations

from typing import Any

from sprag import Controller


class FormSuccessController(Controller):
    route = "/form-demo/success"

    def load(self) -> dict[str, Any]:
        nothing = {"title": "Nothing yet", "topics": [], "public": False}
        return {"article": self.request.session.get("published", nothing)}
