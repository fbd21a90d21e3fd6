from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sprag import Controller

from app.catalogue import GROUPS, LABS


class HomeController(Controller):
    route = "/"

    def load(self) -> dict[str, Any]:
        return {"groups": list(GROUPS), "labs": [asdict(lab) for lab in LABS]}
