"""Sending to browsers: who hears an event, and the calls that services and controllers have for it.

What carries the events is the object under the registry key ``socket_transport``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Protocol

from specter.registry import registry

log = logging.getLogger(__name__)

TARGET_KEYS = ("route", "client_id", "session_id", "topic")
RESERVED_PREFIX = "sprag:"
REFETCH_EVENT = "sprag:refetch"

_warned: set[str] = set()


class SocketTransport(Protocol):
    """What the websocket layer provides as ``socket_transport``."""

    def emit(
        self,
        event: str,
        payload: Any = None,
        *,
        route: str | None = None,
        client_id: str | None = None,
        session_id: str | None = None,
        topic: str | None = None,
    ) -> bool: ...


def socket_target(
    *,
    route: str | None = None,
    client_id: str | None = None,
    session_id: str | None = None,
    topic: str | None = None,
) -> dict[str, str | None]:
    """Who hears an event: those who match every filter that is given."""
    return {"route": route, "client_id": client_id, "session_id": session_id, "topic": topic}


def merged_target(target: Mapping[str, Any] | None, **filters: str | None) -> dict[str, str | None]:
    """``target`` with ``filters`` over it; an empty string means no filter."""
    if target is not None and not isinstance(target, Mapping):
        raise TypeError(f"socket target must be a dict from socket_target(), got {type(target).__name__}")
    merged: dict[str, str | None] = {}
    for key in TARGET_KEYS:
        value = filters.get(key)
        if value is None and target is not None:
            value = target.get(key)
        if value is not None and not isinstance(value, str):
            raise TypeError(f"socket target {key!r} must be a string, got {type(value).__name__}")
        merged[key] = value or None
    return merged


def send(event: str, payload: Any, target: Mapping[str, str | None], *, internal: bool = False) -> bool:
    """Give the event to the transport; whether anybody was there to hear it."""
    if not isinstance(event, str) or not event.strip():
        raise TypeError(f"socket event must be a non-blank string, got {event!r}")
    if event.startswith(RESERVED_PREFIX) and not internal and event not in _warned:
        _warned.add(event)
        log.warning(
            "[SPECTER:sockets] event %r uses the prefix %r of the framework's own events",
            event,
            RESERVED_PREFIX,
        )
    transport: SocketTransport | None = registry.resolve("socket_transport")
    if transport is None:
        log.warning("[SPECTER:sockets] %r was not sent: no socket transport runs", event)
        return False
    return transport.emit(event, payload, **target)


class SocketEmitter:
    """``emit_socket`` and ``emit_socket_refetch``; an owner with a ``route`` addresses its own page by default."""

    route: str | None = None

    def emit_socket(
        self,
        event: str,
        data: Any = None,
        *,
        target: Mapping[str, Any] | None = None,
        route: str | None = None,
        client_id: str | None = None,
        session_id: str | None = None,
        topic: str | None = None,
    ) -> bool:
        """Send ``event`` to the browsers that match every filter; whether there was one.

        Without a topic, client or session the event goes to the sender's own route, if it has one.
        """
        chosen = merged_target(target, route=route, client_id=client_id, session_id=session_id, topic=topic)
        if not any(chosen.values()):
            chosen["route"] = self.route
        return send(event, data, chosen)

    def emit_socket_refetch(
        self,
        action: str,
        payload: Any = None,
        *,
        event: str = REFETCH_EVENT,
        target: Mapping[str, Any] | None = None,
        route: str | None = None,
        client_id: str | None = None,
        session_id: str | None = None,
        topic: str | None = None,
    ) -> bool:
        """Ask the matching browsers to call ``action`` again."""
        if not isinstance(action, str) or not action.strip():
            raise TypeError(f"action to refetch must be a non-blank string, got {action!r}")
        chosen = merged_target(target, route=route, client_id=client_id, session_id=session_id, topic=topic)
        if not any(chosen.values()):
            chosen["route"] = self.route
        return send(event, {"action": action, "payload": payload}, chosen, internal=True)
