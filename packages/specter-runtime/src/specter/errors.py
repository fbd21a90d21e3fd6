"""Every exception of the runtime.

Exception
  Redirect                   an answer that sends the browser elsewhere; returned or raised
  HTTPError                  a request went wrong; carries a status and a JSON body
    SchemaError              a payload does not match its schema (400)
    ActionDispatchError      an action could not be called
  OperationError             an Operation refused its input
  CleanupError               endings failed while something was stopped
  WatcherError               a watched source failed
  JobCancelled               the running job was asked to stop
  StorageError               a storage engine failed
    Conflict                 a conditional write met another version
  RuntimeError
    LifecycleError           a call that the present state of a service does not allow
    ExtensionError
      ApplicationExit  ApplicationRestart  NotLoadableError  NotSupportedError
      NoSuchExtension  InvalidConfigurationError (InvalidConfigurationSchemaError)
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

REDIRECT_STATUSES = (301, 302, 303, 307, 308)


class HTTPError(Exception):
    """A request that cannot be answered as asked: ``status_code``, ``message`` and a JSON ``payload``.

    ``log_message`` is written to the log at ``log_level`` when the error is turned into a response.
    """

    def __init__(
        self,
        message: str,
        status_code: int = 400,
        *,
        status: int | None = None,
        payload: Mapping[str, Any] | None = None,
        log_message: str | None = None,
        log_level: int = logging.WARNING,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = status if status is not None else status_code
        self.payload: dict[str, Any] = dict(payload or {})
        self.log_message = log_message
        self.log_level = log_level

    def to_response(self) -> tuple[dict[str, Any], int]:
        """The JSON body and the status, as a route may return them."""
        return {**self.payload, "error": self.payload.get("error", self.message)}, self.status_code


class SchemaError(HTTPError):
    """A payload that does not match its schema; ``errors`` maps each field path to its message."""

    def __init__(
        self, message: str, field: str | None = None, errors: Mapping[str, str] | None = None
    ) -> None:
        found = dict(errors or {})
        super().__init__(message, 400, payload={"errors": found})
        self.field = field if field is not None else next(iter(found), None)
        self.errors = found


class ActionDispatchError(HTTPError):
    """An action that could not be called, or that refuses with a status of its own."""


class OperationError(Exception):
    """An Operation's refusal: ``message``, ``status`` and ``meta`` reach the caller in its Outcome."""

    def __init__(self, message: str, *, status: int = 400, meta: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.meta: dict[str, Any] = dict(meta or {})


class CleanupError(Exception):
    """One or more endings failed; all the others still ran."""

    def __init__(self, errors: Sequence[BaseException]) -> None:
        super().__init__("; ".join(repr(error) for error in errors))
        self.errors = list(errors)


class WatcherError(Exception):
    """Raise it from a watched source to say that reading failed."""


class JobCancelled(Exception):
    """Raised inside a job whose cancellation was requested; ends it as ``cancelled``."""


class StorageError(Exception):
    """A storage engine could not do what it was asked."""


class Conflict(StorageError):
    """A conditional write met another version than it expected."""


class LifecycleError(RuntimeError):
    """A call that the present state of a service does not allow."""


class ExtensionError(RuntimeError):
    """The base of everything that extensions raise on purpose."""


class ApplicationExit(ExtensionError):
    """An extension asks the host application to exit."""


class ApplicationRestart(ExtensionError):
    """An extension asks the host application to restart."""


class NotLoadableError(ExtensionError):
    """An extension cannot be loaded here and says why."""


class NotSupportedError(ExtensionError):
    """An essential extension refuses to be unloaded."""


class NoSuchExtension(ExtensionError):
    """No extension has this name."""


class InvalidConfigurationError(ExtensionError):
    """The configuration of an extension does not match its schema."""


class InvalidConfigurationSchemaError(InvalidConfigurationError):
    """The schema that an extension declares is itself wrong."""


class Redirect(Exception):
    """An answer that sends the browser elsewhere. It may be returned or raised."""

    def __init__(self, location: str, status: int = 302, replace: bool | None = None) -> None:
        if not isinstance(location, str) or not location.strip():
            raise ValueError(f"redirect location must be a non-blank string, got {location!r}")
        if any(ord(char) < 32 or ord(char) == 127 for char in location):
            raise ValueError(f"redirect location must not hold control characters, got {location!r}")
        if status not in REDIRECT_STATUSES:
            raise ValueError(f"redirect status must be one of {REDIRECT_STATUSES}, got {status!r}")
        if replace not in (True, False, None):
            raise ValueError(f"redirect replace must be True, False or None, got {replace!r}")
        super().__init__(location)
        self.location = location
        self.status = status
        self.replace = replace

    @property
    def browser_replace(self) -> bool:
        """Whether the browser replaces its history entry: as asked, else for permanent redirects."""
        return self.status in (301, 308) if self.replace is None else self.replace

    def as_payload(self) -> dict[str, Any]:
        return {"location": self.location, "status": self.status, "replace": self.browser_replace}


def redirect(location: str, *, status: int = 302, replace: bool | None = None) -> Redirect:
    """A Redirect to ``location``; return it or raise it."""
    return Redirect(location, status, replace)
