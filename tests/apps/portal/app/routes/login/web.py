from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from .components import LoginView
from .modules import LoginModule


class LoginScreen(Screen):
    modules = [LoginModule]

    def render(self, data: Any) -> Any:
        module = self.module(LoginModule)
        module.set_state({"next": data["next"]})
        return hydrate(LoginView, module=module)
