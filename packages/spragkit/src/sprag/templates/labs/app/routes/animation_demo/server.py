from __future__ import annotations

from sprag import Controller


class AnimationController(Controller):
    route = "/animation-demo"
