"""The dev client in every HTML document that the dev server sends; production never comes here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SCRIPT = "/generated/ragot/dev/index.js"


def with_dev_client(send: Any, build_id: int) -> Any:
    """Wrap an ASGI `send`: HTML gets the build's number and the dev script at the end of its head."""
    tag = f'<meta name="sprag-build" content="{build_id}"><script type="module" src="{SCRIPT}"></script>'.encode()
    start: dict[str, Any] = {}

    async def sending(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            start.update(message)
            return
        if start:
            body = message.get("body", b"").replace(b"</head>", tag + b"</head>", 1)
            await send(_with_length(start, None if message.get("more_body") else len(body)))
            start.clear()
            await send({**message, "body": body})
            return
        await send(message)

    return sending


def _is_html(message: Mapping[str, Any]) -> bool:
    headers = {bytes(name).lower(): bytes(value) for name, value in message.get("headers", ())}
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


def _with_length(start: Mapping[str, Any], length: int | None) -> dict[str, Any]:
    kept = [(name, value) for name, value in start["headers"] if bytes(name).lower() != b"content-length"]
    if length is not None and start["status"] not in (204, 304):
        kept.append((b"content-length", str(length).encode()))
    return {**start, "headers": kept}
