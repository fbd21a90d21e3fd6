"""Headers, cookies and request ids, as a request brought them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping


class Headers(Mapping[str, str]):
    """Headers by name, whatever the case; iterates as `Content-Type`. A repeated header is joined by commas."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = {name.title(): value for name, value in values.items()}

    @classmethod
    def of(cls, raw: list[tuple[bytes, bytes]]) -> Headers:
        joined: dict[str, str] = {}
        for name, value in raw:
            key, text = name.decode("latin-1").title(), value.decode("latin-1")
            joined[key] = f"{joined[key]}, {text}" if key in joined else text
        headers = cls.__new__(cls)
        headers._values = joined
        return headers

    def __getitem__(self, name: str) -> str:
        return self._values[name.title()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<Headers {', '.join(self._values)}>"


def read_cookies(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """The cookies of a header list; of a name that is repeated the first, as browsers send the narrowest first."""
    cookies: dict[str, str] = {}
    for name, value in raw:
        if name != b"cookie":
            continue
        for item in value.decode("latin-1").split(";"):
            key, equals, text = item.partition("=")
            if equals:
                cookies.setdefault(key.strip(), text.strip().strip('"'))
    return cookies


_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def request_id_of(given: str | None) -> str:
    """`given` when it is an id that a log can carry, else a new one."""
    if given and len(given) <= 64 and _ID_CHARACTERS.issuperset(given):
        return given
    return secrets.token_hex(6)
