"""Reading one value as one type: pure functions from what came in to what was declared.

Each returns the value or raises ValueError with the rest of the sentence "'x' must be int: …".
Text is read where forms send text ("7", "true"); nothing is guessed or cut off on the way.
"""

from __future__ import annotations

import math
import reprlib
from typing import Any, Callable

import msgspec

# int() of a longer text takes quadratic time.
MOST_DIGITS = 400

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 60


def shown(value: object) -> str:
    """A short repr for a message; never raises."""
    try:
        return _short.repr(value)
    except Exception:
        return f"<{type(value).__name__}>"


def to_str(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return str(value)
    raise ValueError(f"Expected str, got {type(value).__name__}")


def to_int(value: Any) -> int:
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and len(value) <= MOST_DIGITS and "_" not in value:
        try:
            return int(value)
        except ValueError:
            pass
    raise _cannot(value, "int")


def to_float(value: Any) -> float:
    if isinstance(value, (int, float)) or (isinstance(value, str) and "_" not in value):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            raise _cannot(value, "float") from None
        if math.isfinite(number):
            return number
        raise ValueError(f"Expected a finite number, got {shown(value)}")
    raise _cannot(value, "float")


def to_bool(value: Any) -> bool:
    if isinstance(value, (bool, int, float)) and value in (0, 1):
        return bool(value)
    if isinstance(value, str):
        word = value.strip().lower()
        if word in TRUE_WORDS:
            return True
        if word in FALSE_WORDS:
            return False
    raise _cannot(value, "bool")


def to_list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise ValueError(f"Expected list, got {type(value).__name__}")


def to_dict(value: Any) -> dict[Any, Any]:
    if isinstance(value, dict):
        return value
    raise ValueError(f"Expected dict, got {type(value).__name__}")


PLAIN: dict[Any, Callable[[Any], Any]] = {
    str: to_str,
    int: to_int,
    float: to_float,
    bool: to_bool,
    list: to_list,
    dict: to_dict,
}


def to_hint(hint: Any) -> Callable[[Any], Any]:
    """Read as a type hint that msgspec knows: exactly first, then as text of a form."""

    def read(value: Any) -> Any:
        try:
            return msgspec.convert(value, hint)
        except msgspec.ValidationError as exact:
            try:
                return msgspec.convert(value, hint, strict=False)
            except msgspec.ValidationError:
                raise ValueError(str(exact)) from None

    return read


def to_class(cls: type) -> Callable[[Any], Any]:
    """Pass instances of ``cls``; make one of anything else by calling it."""

    def read(value: Any) -> Any:
        if isinstance(value, cls):
            return value
        return to_call(cls)(value)

    return read


def to_call(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Whatever ``make`` makes of the value; whatever it raises is a reason to refuse it."""

    def read(value: Any) -> Any:
        try:
            return make(value)
        except Exception as error:
            raise ValueError(f"Cannot convert {type(value).__name__} {shown(value)}: {error}") from error

    return read


def _cannot(value: Any, target: str) -> ValueError:
    return ValueError(f"Cannot convert {type(value).__name__} {shown(value)} to {target}")
