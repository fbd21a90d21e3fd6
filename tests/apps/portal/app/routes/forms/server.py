from __future__ import annotations

import json
from typing import Any

from sprag import Controller, action


class FormsController(Controller):
    route = "/forms"

    @action
    def echo(self, fields: dict[str, Any]) -> Any:
        return {"text": json.dumps(fields, sort_keys=True)}
