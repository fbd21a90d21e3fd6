"""Values that go into a page: JSON that both runtimes read the same way."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import msgspec

#: The largest integer that a JavaScript number holds exactly.
SAFE_INTEGER = 2**53 - 1


class NotForTheBrowser(TypeError):
    """A value that JSON or the browser would change or lose."""


def plain(value: Any, where: str) -> Any:
    """`value` as dicts, lists, str, numbers, booleans and None.

    Dataclasses, Structs, dates, enums and paths become what JSON has for them. NaN, integers beyond 2**53 and keys
    that are no text raise: the browser would read something else.
    """
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is int:
        if -SAFE_INTEGER <= value <= SAFE_INTEGER:
            return value
        raise NotForTheBrowser(
            f"{where}: {value} is beyond 2**53, which a browser would round; send it as text"
        )
    if kind is float:
        if math.isfinite(value):
            return value
        raise NotForTheBrowser(f"{where}: {value} has no JSON; send None or text")
    if kind is dict:
        return {_key(key, where): plain(item, f"{where}[{key!r}]") for key, item in value.items()}
    if kind is list or kind is tuple:
        return [plain(item, f"{where}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, Mapping):
        return plain(dict(value), where)
    return _converted(value, where)


def _key(key: Any, where: str) -> str:
    if isinstance(key, str):
        return str(key)
    raise NotForTheBrowser(
        f"{where}: key {key!r} is no text; in JSON it would become one. Write {str(key)!r}"
    )


def _converted(value: Any, where: str) -> Any:
    try:
        builtins = msgspec.to_builtins(value, enc_hook=_text_of)
    except (TypeError, ValueError, NotImplementedError) as error:
        raise NotForTheBrowser(
            f"{where}: {type(value).__module__}.{type(value).__qualname__} cannot go to the browser; "
            f"send its fields as a dict ({error})"
        ) from None
    return plain(builtins, where)


def _text_of(value: Any) -> Any:
    import os

    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise NotImplementedError(f"no JSON for {type(value).__qualname__}")
