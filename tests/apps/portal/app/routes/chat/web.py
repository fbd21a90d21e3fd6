from __future__ import annotations

from typing import Any

from sprag import Screen, hydrate

from .components import ChatView
from .modules import ChatModule


class ChatScreen(Screen):
    modules = [ChatModule]

    def render(self, data: Any) -> Any:
        module = self.module(ChatModule)
        module.set_state({"room": data["room"]})
        return hydrate(ChatView, module=module)
