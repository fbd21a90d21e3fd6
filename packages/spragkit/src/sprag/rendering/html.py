"""Escaping: text, attribute values, JSON inside a script element."""

from __future__ import annotations

from typing import Any

import msgspec

_encoder = msgspec.json.Encoder()


def text(value: str) -> str:
    """Text content that the parser reads back byte for byte (NUL, which HTML cannot hold, becomes U+FFFD)."""
    if value.isalnum():
        return value
    if "&" in value:
        value = value.replace("&", "&amp;")
    if "<" in value:
        value = value.replace("<", "&lt;")
    if ">" in value:
        value = value.replace(">", "&gt;")
    return _controls(value) if "\r" in value or "\0" in value else value


def attribute(value: str) -> str:
    """A value for between double quotes."""
    if value.isalnum():
        return value
    if "&" in value:
        value = value.replace("&", "&amp;")
    if '"' in value:
        value = value.replace('"', "&quot;")
    if "<" in value:
        value = value.replace("<", "&lt;")
    if ">" in value:
        value = value.replace(">", "&gt;")
    return _controls(value) if "\r" in value or "\0" in value else value


def _controls(value: str) -> str:
    # The parser turns a bare CR into LF and drops NUL.
    return value.replace("\r", "&#13;").replace("\0", "\ufffd")


def script_json(value: Any) -> str:
    """JSON that no parser leaves the script element for."""
    raw: bytes = _encoder.encode(value)
    written = raw.decode()
    for char, escape in _IN_SCRIPT:
        if char in written:
            written = written.replace(char, escape)
    return written


_IN_SCRIPT = (
    ("<", "\\u003c"),
    (">", "\\u003e"),
    ("&", "\\u0026"),
    ("\u2028", "\\u2028"),
    ("\u2029", "\\u2029"),
)
