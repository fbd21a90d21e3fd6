"""Environment values: `env()`, `public_env()` and the `.env` files of a project."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Callable, Optional

PUBLIC_PREFIX = "SPRAG_PUBLIC_"

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_missing: Any = object()
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})


def env(
    name: str, default: Any = _missing, *, cast: Optional[Callable[[str], Any]] = None, required: bool = False
) -> Any:
    """The value of an environment variable, cast; else `default`, uncast.

    Without a default, or with `required`, a missing variable is a KeyError. In browser code only names with the
    prefix `SPRAG_PUBLIC_` exist.
    """
    value = os.environ.get(name)
    if value is None:
        if required or default is _missing:
            raise KeyError(f"Missing required environment variable {name!r}.")
        return default
    if cast is None or cast is str:
        return value
    if cast is bool:
        return _boolean(name, value)
    try:
        return cast(value)
    # `cast` is the user's.
    except Exception as error:
        wanted = getattr(cast, "__name__", repr(cast))
        raise ValueError(f"Environment variable {name!r}: expected {wanted}, got {value!r}") from error


def public_env(prefix: str = PUBLIC_PREFIX) -> dict[str, str]:
    """Every variable that may be in a page."""
    return {name: value for name, value in os.environ.items() if name.startswith(prefix)}


def load_env(directories: Iterable[Path]) -> list[Path]:
    """Reads `.env` then `.env.local` of each directory into the process; what is set already stays.

    Returns the files that were read. A line that is no assignment is a ValueError with file and line.
    """
    found: dict[str, str] = {}
    read: list[Path] = []
    for directory in directories:
        for name in (".env", ".env.local"):
            path = directory / name
            if path.is_file():
                found.update(parse_env_file(path))
                read.append(path)
    for name, value in found.items():
        os.environ.setdefault(name, value)
    return read


def parse_env_file(path: Path) -> dict[str, str]:
    """The assignments of one file, by python-dotenv's rules, without interpolation."""
    from dotenv.parser import parse_stream

    values: dict[str, str] = {}
    with path.open(encoding="utf-8-sig") as stream:
        for binding in parse_stream(stream):
            if binding.key is None and not binding.error:
                continue  # an empty line, or a comment
            if binding.error or binding.value is None or not _NAME.fullmatch(binding.key or ""):
                line = binding.original.string.strip()
                raise ValueError(f"{path}:{binding.original.line}: expected NAME=value, got {line!r}")
            values[str(binding.key)] = binding.value
    return values


def _boolean(name: str, value: str) -> bool:
    word = value.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError(f"Environment variable {name!r}: expected true or false, got {value!r}")
