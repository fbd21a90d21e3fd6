"""Escaping: text, attribute values, JSON inside a script element."""

from __future__ import annotations

from typing import Any

import msgspec

_encoder = msgspec.json.Encoder()


def text(value: str) -> str:
    """Text content that the parser reads back byte for byte (NUL, which HTML cannot hold, becomes U+FFFD)."""
    if "&" in value or "<" in value or ">" in value or "\r" in value or "\0" in value:
        return escaped(value)
    return value


def attribute(value: str) -> str:
    """A value for between double quotes."""
    if "&" in value or '"' in value or "<" in value or ">" in value or "\r" in value or "\0" in value:
        return escaped(value).replace('"', "&quot;")
    return value


def escaped(value: str) -> str:
    """Text without looking whether it needs it."""
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
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
