"""What an operator sets through the environment, for `sprag start` and `python dist/server.py` alike."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Callable

_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


def _names(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace(",", " ").split() if part)


def _flag(text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise ValueError("expected 1 or 0")


def _base(text: str) -> str:
    if text and (not text.startswith("/") or "//" in text or set(text) & set("?# \"'<>\\")):
        raise ValueError("expected a path such as /shop")
    return text.rstrip("/")


#: Environment variable -> the field of `specter.http.HttpConfig` and how its text is read.
SETTINGS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "SPRAG_ALLOWED_HOSTS": ("allowed_hosts", _names),
    "SPRAG_ALLOWED_ORIGINS": ("allowed_origins", _names),
    "SPRAG_BASE": ("base", _base),
    "SPRAG_BEHIND_PROXY": ("behind_proxy", _flag),
    "SPRAG_COMPRESS": ("compress", _flag),
    "SPRAG_STORAGE": ("storage", str),
    "SPRAG_SECRET": ("secret", str),
    "SPRAG_MAX_JSON": ("max_json", int),
    "SPRAG_MAX_FORM": ("max_form", int),
    "SPRAG_ACTION_TIMEOUT": ("action_timeout", float),
}


def from_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The fields of HttpConfig that the environment sets.

    Raises:
        ValueError: a variable whose text cannot be read, by its name.
    """
    found = {}
    for variable, (field, read) in SETTINGS.items():
        text = environ.get(variable)
        if text is None:
            continue
        try:
            found[field] = read(text.strip())
        except ValueError as error:
            raise ValueError(f"{variable}={text!r} cannot be read: {error}") from None
    return found


def log_as_asked(environ: Mapping[str, str] = os.environ) -> None:
    """With `SPRAG_LOG=json` the process logs one JSON object a line on stderr, requests among them."""
    asked = environ.get("SPRAG_LOG", "").strip()
    if asked not in ("", "json"):
        raise ValueError(f"SPRAG_LOG={asked!r} cannot be read: expected json")
    if asked:
        from specter.http.logs import log_to_stderr

        log_to_stderr()
