from __future__ import annotations

from sprag import page

from .server import ChatController
from .web import ChatScreen

chat = page(path="/chat/[room]", controller=ChatController, screen=ChatScreen, mode="hybrid")
