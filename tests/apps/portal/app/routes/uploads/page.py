from __future__ import annotations

from sprag import page

from .server import UploadsController
from .web import UploadsScreen

uploads = page(path="/uploads", controller=UploadsController, screen=UploadsScreen, mode="hybrid")
