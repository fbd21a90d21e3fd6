"""What production imports: pages and files over specter's HTTP application."""

from __future__ import annotations

from .app import application, create_app, serve
from .surfaces import Surfaces

__all__ = ["Surfaces", "application", "create_app", "serve"]
