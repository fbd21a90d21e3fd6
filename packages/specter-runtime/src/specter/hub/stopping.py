"""What is thrown into a handler that somebody does not wait for any more."""

from __future__ import annotations

from greenlet import GreenletExit


class HandlerTimeout(BaseException):
    """Thrown into a handler at its deadline, where it waits. No Exception, so that `except Exception` lets it pass."""


class CallerGone(GreenletExit):  # type: ignore[misc]
    """Thrown into a handler whose caller does not wait for it any more."""
