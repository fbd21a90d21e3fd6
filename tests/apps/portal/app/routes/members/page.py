from __future__ import annotations

from sprag import page

from .server import MembersController
from .web import MembersScreen

members = page(path="/members", controller=MembersController, screen=MembersScreen, mode="hybrid")
