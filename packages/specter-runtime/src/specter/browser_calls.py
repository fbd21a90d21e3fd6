"""The calls of browser modules, where somebody writes them in a service: each says where it belongs."""

from __future__ import annotations

from typing import Any, Callable, NoReturn

_DOM = "there is no page on the server; write it in a Module (modules.py)"
_EVENTS = "on the server a controller hears socket events in build_events(handler), by handler.on(event, self.method)"


def _refused(name: str, instead: str) -> Callable[..., NoReturn]:
    def call(self: Any, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise RuntimeError(f"{type(self).__name__}.{name}() is browser-only: {instead}")

    call.__name__ = name
    return call


class BrowserCalls:
    """RuntimeError for each call that only a Module in the browser has."""

    on = _refused("on", _DOM)
    off = _refused("off", _DOM)
    delegate = _refused("delegate", _DOM)
    on_socket = _refused("on_socket", _EVENTS)
    off_socket = _refused("off_socket", _EVENTS)
    call_action = _refused("call_action", "on the server an action is a method; call it as one")
