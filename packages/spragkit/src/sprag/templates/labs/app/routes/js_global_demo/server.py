from __future__ import annotations

from sprag import Controller


class SparkController(Controller):
    route = "/js-global-demo"
