from __future__ import annotations

from sprag import Controller


class PulseController(Controller):
    route = "/js-module-demo"
