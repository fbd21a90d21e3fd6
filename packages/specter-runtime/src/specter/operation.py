"""Operation: validate, perform, and an Outcome whatever happens."""

from __future__ import annotations

import logging
from typing import Any

from specter.errors import HTTPError, OperationError
from specter.outcome import Outcome

INTERNAL_ERROR = "Internal error."
# What to_dict() puts over meta; a meta key of that name would be lost, or clash.
RESERVED = frozenset({"ok", "value", "error", "status", "meta"})


class Operation:
    """A named piece of work with a result. Override ``perform``, and ``validate`` to refuse input first.

    ``run`` never raises an Exception: an OperationError or HTTPError becomes a failure with its status, anything
    else is logged and becomes a failure 500 that does not tell strangers what went wrong.
    """

    name: str = "operation"

    def __init__(self, *, logger_instance: logging.Logger | None = None) -> None:
        self.log = logger_instance or logging.getLogger(f"specter.operation.{self.name}")

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Raise OperationError for what cannot be done."""

    def perform(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must define perform(...)")

    def run(self, *args: Any, **kwargs: Any) -> Outcome[Any]:
        """The Outcome of ``perform``, or of what stood in its way."""
        try:
            self.validate(*args, **kwargs)
            result = self.perform(*args, **kwargs)
        except OperationError as refused:
            return self.failure(refused.message, status=refused.status, **_free(refused.meta))
        except HTTPError as refused:
            return self.failure(refused.message, status=refused.status_code, **_free(refused.payload))
        except Exception:
            self.log.exception("[SPECTER:operation] %s failed", self.name)
            return self.failure(INTERNAL_ERROR, status=500)
        return result if isinstance(result, Outcome) else self.success(result)

    def success(self, value: Any = None, *, status: int = 200, **meta: Any) -> Outcome[Any]:
        return Outcome.success(value, status=status, **meta)

    def failure(self, error: object, *, status: int = 400, value: Any = None, **meta: Any) -> Outcome[Any]:
        return Outcome.failure(error, status=status, value=value, **meta)


def _free(meta: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in meta.items() if key not in RESERVED}
