from __future__ import annotations

from sprag import page

from .server import ActionsController
from .web import ActionsScreen

actions = page(path="/actions", controller=ActionsController, screen=ActionsScreen, mode="hybrid")
