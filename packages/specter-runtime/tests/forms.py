"""Multipart bodies, and what uploads leave behind."""

from __future__ import annotations

import os
from typing import Any

from inprocess import Answer, Browser

BOUNDARY = "frontier"
MULTIPART = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
CALL = {"__sprag_route": "/counter", "__sprag_action": "store", "__sprag_payload": '{"title":"T"}'}


def form(fields: dict[str, str], *files: tuple[str, str, str, bytes]) -> bytes:
    """A multipart body; files are (field, file name, content type, bytes)."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, filename, kind, data in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(head.encode() + f"Content-Type: {kind}\r\n\r\n".encode() + data + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def form_up_to_file(fields: dict[str, str], boundary: str = BOUNDARY) -> bytes:
    """The beginning of a form that has a file called `chunk` at its end."""
    whole = form(fields, ("chunk", "blob", "application/octet-stream", b"!")).rpartition(b"!")[0]
    return whole.replace(BOUNDARY.encode(), boundary.encode())


async def upload(browser: Browser, body: bytes, **headers: str) -> Answer:
    return await browser.ask("POST", "/__sprag__/uploads", body, {**MULTIPART, **headers})


def left_over(app: Any) -> list[str]:
    return sorted(os.listdir(app.uploads.folder))
