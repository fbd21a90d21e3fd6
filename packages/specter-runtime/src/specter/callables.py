"""Calling what a user gave: apart from its failures, with as many arguments as it takes, named well in a log line."""

from __future__ import annotations

import functools
import inspect
import logging
from types import TracebackType
from typing import Any, Callable


class isolated:
    """A block that runs code of the application: what it raises is logged, and we go on.

    One listener, hook or cleanup that fails must not keep the others from their turn. What is no Exception (a kill, a
    timeout) goes through.
    """

    __slots__ = ("_log", "_what", "_words")

    def __init__(self, log: logging.Logger, what: str, *words: object) -> None:
        self._log = log
        self._what = what
        self._words = words

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        self._log.error(self._what, *self._words, exc_info=error)
        return True


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
