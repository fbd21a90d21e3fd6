"""What the code that runs now belongs to: the request, visible from any depth of a load, an action or a socket event."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

current_request: ContextVar[Any] = ContextVar("specter_request", default=None)
