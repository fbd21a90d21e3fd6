"""Response, and values as JSON."""

from __future__ import annotations

from typing import Any, Union

import msgspec

from specter.outcome import Outcome

HeaderList = list[tuple[bytes, bytes]]

HTML = "text/html; charset=utf-8"
JSON = "application/json"

_TOKEN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~")


class Response:
    """A complete response: body, status, headers (lower-case names, as bytes)."""

    __slots__ = ("body", "headers", "media_type", "status")

    def __init__(
        self,
        body: Union[bytes, str] = b"",
        status: int = 200,
        headers: HeaderList | None = None,
        media_type: str = HTML,
    ) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.status = status
        self.headers: HeaderList = list(headers or ())
        self.media_type = media_type

    @classmethod
    def json(cls, value: Any, status: int = 200, headers: HeaderList | None = None) -> Response:
        """A JSON response; TypeError when the value has no JSON form."""
        return cls(encode_json(value), status, headers, JSON)

    def set(self, name: str, value: str) -> None:
        """Add a header."""
        self.headers.append((name.lower().encode("latin-1"), value.encode("latin-1")))

    def close(self) -> None:
        """Close the connection with this response: the rest of a body that nobody wants is not read."""
        self.headers.append((b"connection", b"close"))

    def __repr__(self) -> str:
        return f"<Response {self.status} {self.media_type} {len(self.body)} bytes>"


def other_method(method: str, allowed: tuple[str, ...]) -> Response:
    """The answer to a method that a known path does not have: 405, or what OPTIONS wants to know."""
    headers = [(b"allow", ", ".join((*allowed, "OPTIONS")).encode())]
    if method == "OPTIONS":
        return Response(b"", 204, headers)
    return Response.json({"error": "Method Not Allowed", "ok": False}, 405, headers)


def encode_json(value: Any) -> bytes:
    """JSON text of plain values, dataclasses, Structs, dates, UUIDs, Decimals and Outcomes.

    TypeError for anything else, OverflowError never: an int of any size has a JSON form.
    """
    try:
        return _encoder.encode(value)
    except OverflowError:
        return _encode_big(value)


def header_lines(headers: HeaderList) -> bytes:
    """Headers as they stand in a response; ValueError when one of them would begin another."""
    for name, value in headers:
        if b"\n" in value or b"\r" in value or b"\0" in value or not _TOKEN.issuperset(name):
            raise ValueError(f"header {name!r} holds a character that headers cannot hold")
    return b"".join([b"%b: %b\r\n" % header for header in headers])


def _plain(value: Any) -> Any:
    if isinstance(value, Outcome):
        return value.to_dict()
    for name in ("to_dict", "as_payload"):
        method = getattr(value, name, None)
        if callable(method):
            return method()
    raise TypeError(f"{type(value).__name__} has no JSON form; return plain data, a dataclass or a Struct")


def _encode_big(value: Any) -> bytes:
    import json

    return json.dumps(msgspec.to_builtins(value, enc_hook=_plain, builtin_types=())).encode()


_encoder = msgspec.json.Encoder(enc_hook=_plain)
