from __future__ import annotations

from sprag import page

from .server import BoardController
from .web import BoardScreen

board = page(path="/board", controller=BoardController, screen=BoardScreen, mode="hybrid")
