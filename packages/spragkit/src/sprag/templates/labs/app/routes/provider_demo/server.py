from __future__ import annotations

from sprag import Controller


class ProviderController(Controller):
    route = "/provider-demo"
