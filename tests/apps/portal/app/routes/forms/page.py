from __future__ import annotations

from sprag import page

from .server import FormsController
from .web import FormsScreen

forms = page(path="/forms", controller=FormsController, screen=FormsScreen, mode="hybrid")
