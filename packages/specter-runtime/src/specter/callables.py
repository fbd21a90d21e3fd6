"""Calling what a user gave: with as many arguments as it takes, and named well in a log line."""

from __future__ import annotations

import functools
import inspect
from typing import Any, Callable


def positional_limit(fn: Callable[..., Any], most: int) -> int:
    """How many of ``most`` positional arguments ``fn`` accepts."""
    try:
        parameters = inspect.signature(fn).parameters.values()
    except (TypeError, ValueError):
        return most
    count = 0
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            return most
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            count += 1
    return min(count, most)


def taking(fn: Callable[..., Any], most: int) -> Callable[..., Any]:
    """``fn``, made callable with ``most`` positional arguments; what it does not take is dropped."""
    count = positional_limit(fn, most)
    if count == most:
        return fn
    return lambda *args: fn(*args[:count])


def name_of(fn: Any) -> str:
    """The name that a log line gives a callable."""
    if isinstance(fn, functools.partial):
        return f"<partial function of {name_of(fn.func)}>"
    return getattr(fn, "__name__", None) or "<unknown function>"
