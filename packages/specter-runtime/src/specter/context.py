"""What the code that runs now belongs to: the request and the app, visible from any depth."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

current_request: ContextVar[Any] = ContextVar("specter_request", default=None)
current_app: ContextVar[Any] = ContextVar("specter_app", default=None)
