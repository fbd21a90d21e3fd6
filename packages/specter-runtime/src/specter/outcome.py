"""Outcome: how something went, as a value."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, cast

import msgspec

Value = TypeVar("Value")


class Outcome(msgspec.Struct, Generic[Value], frozen=True):
    """How something went: ``ok`` with a ``value``, or an ``error``; a status, and whatever else in ``meta``."""

    ok: bool
    value: Value | None = None
    error: str | None = None
    status: int = 200
    meta: dict[str, Any] = {}

    @staticmethod
    def success(value: Any = None, *, status: int = 200, **meta: Any) -> Outcome[Any]:
        return Outcome(True, value, None, status, meta)

    @staticmethod
    def failure(error: object, *, status: int = 400, value: Any = None, **meta: Any) -> Outcome[Any]:
        return Outcome(False, value, str(error), status, meta)

    def unwrap(self) -> Value:
        """The value; RuntimeError with the error's text on failure."""
        if not self.ok:
            raise RuntimeError(self.error)
        return cast("Value", self.value)

    def to_dict(self) -> dict[str, Any]:
        """``meta`` with ``ok``, ``status`` and ``value`` over it, and ``error`` on failure."""
        body = {**self.meta, "ok": self.ok, "status": self.status, "value": self.value}
        if not self.ok:
            body["error"] = self.error
        return body

    def to_tuple(self) -> tuple[bool, Value | None, str | None]:
        return self.ok, self.value, self.error
