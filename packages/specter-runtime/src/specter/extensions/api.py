"""What the manager hands out: signals, the API of an extension, and whether it is to be loaded."""

from __future__ import annotations

import enum
import logging
from collections.abc import Mapping
from typing import Any, Callable

from specter.callables import isolated
from specter.lifetime import Unsubscribe

log = logging.getLogger(__name__)


class Signal:
    """Something that managers say: ``signal.connect(fn)``, and ``fn(sender, **what)`` is called."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._receivers: dict[object, tuple[Callable[..., object], Any]] = {}

    def connect(self, receiver: Callable[..., object], sender: Any = None) -> Unsubscribe:
        """Call ``receiver``; with a ``sender`` only for its signals. Returns a call that ends it."""
        token = object()
        self._receivers[token] = (receiver, sender)

        def disconnect() -> None:
            self._receivers.pop(token, None)

        return disconnect

    def send(self, sender: Any, **what: Any) -> None:
        for receiver, only in list(self._receivers.values()):
            if only is None or only is sender:
                self._tell(receiver, sender, what)

    def _tell(self, receiver: Callable[..., object], sender: Any, what: dict[str, Any]) -> None:
        with isolated(log, "[SPECTER:extensions] a receiver of signal %s failed: %r", self.name, receiver):
            receiver(sender, **what)


class EnabledState(enum.Enum):
    """What the configuration key ``enabled`` says: loaded loudly, loaded if it can be, or only as a dependency."""

    YES = "yes"
    PREFER = "prefer"
    AVOID = "avoid"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, configuration: Mapping[str, Any]) -> EnabledState:
        value = configuration.get("enabled", "prefer")
        if isinstance(value, (bool, int)):
            return cls.YES if value else cls.NO
        word = "prefer" if value is None else str(value).strip().lower()
        return _ENABLED.get(word, cls.NO)


_ENABLED = {
    "true": EnabledState.YES,
    "yes": EnabledState.YES,
    "prefer": EnabledState.PREFER,
    "avoid": EnabledState.AVOID,
    "false": EnabledState.NO,
    "no": EnabledState.NO,
}


class ExtensionAPIProxy:
    """The exports of an extension, through its loads and unloads; ``loaded`` tells whether there are any now."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._exports: Mapping[str, Any] | None = None

    @property
    def loaded(self) -> bool:
        return self._exports is not None

    def __getattr__(self, key: str) -> Any:
        exports = self.__dict__.get("_exports")
        if exports is None:
            raise AttributeError(f"extension {self._name!r} is not loaded, so it has no {key!r}")
        if key not in exports:
            raise AttributeError(
                f"extension {self._name!r} exports no {key!r}; it has {', '.join(exports) or 'nothing'}"
            )
        return exports[key]

    def __repr__(self) -> str:
        return f"<ExtensionAPIProxy {self._name!r} {'loaded' if self.loaded else 'not loaded'}>"

    def _attach(self, extension: Any) -> None:
        exports: Any = getattr(extension, "exports", None)
        given: Any = exports() if callable(exports) else exports
        self._exports = dict(given or {})

    def _detach(self) -> None:
        self._exports = None
