from __future__ import annotations

from sprag import page

from .server import JobsController
from .web import JobsScreen

jobs = page(path="/jobs", controller=JobsController, screen=JobsScreen, mode="hybrid")
