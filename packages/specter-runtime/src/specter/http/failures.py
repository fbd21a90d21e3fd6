"""What a client is told about an error: what was raised to be told, and nothing of what nobody expected."""

from __future__ import annotations

from typing import Any

from specter import hub
from specter.errors import HTTPError, OperationError

UNEXPECTED = "Internal Server Error"


def known_failure(error: BaseException) -> tuple[int, str, dict[str, Any]] | None:
    """Status, message and payload of an error that was raised to be told; None: it was not."""
    if isinstance(error, HTTPError):
        return error.status_code, error.message, error.payload
    if isinstance(error, OperationError):
        return error.status, error.message, error.meta
    if isinstance(error, hub.HandlerTimeout):
        return 504, "The action took too long and was stopped.", {}
    if isinstance(error, hub.CallerGone):
        return 499, "The client went away.", {}
    return None


def shown(name: str) -> str:
    """A name that a client sent, short enough to send back."""
    return repr(name if len(name) <= 120 else name[:119] + "…")
