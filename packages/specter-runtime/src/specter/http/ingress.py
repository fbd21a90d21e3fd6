"""Ingress: socket events reach only handlers whose visitor may call them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from specter import hub
from specter.access import authorize
from specter.context import current_request
from specter.handlers import SocketIngress
from specter.lifetime import Unsubscribe


class Ingress(SocketIngress):
    """The registry's `socket_ingress`: before each subscriber stands the auth rule that it or its class declares."""

    def subscribe(self, event: str, callback: Any, *, owner: Any = None, priority: int = 100) -> Unsubscribe:
        return super().subscribe(event, _Guarded(callback), owner=owner, priority=priority)

    def unsubscribe(self, event: str, callback: Any) -> bool:
        return super().unsubscribe(event, _Guarded(callback))


class _Guarded:
    """A socket handler behind its `@requires_auth`; an `async def` one runs on the loop."""

    def __init__(self, callback: Callable[..., Any]) -> None:
        if not callable(callback):
            raise TypeError(f"socket callback must be callable, got {type(callback).__name__}")
        self.callback = callback

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        request = current_request.get()
        if request is not None:
            authorize(self.callback, request)
        answer = self.callback(*args, **kwargs)
        return hub.wait(answer) if inspect.isawaitable(answer) else answer

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Guarded) and self.callback == other.callback

    def __hash__(self) -> int:
        return hash(self.callback)
