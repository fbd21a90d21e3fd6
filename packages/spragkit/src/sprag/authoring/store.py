"""store(): one declaration of shared state for both runtimes. On the server a specter Model stands behind it."""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Optional, Union
from weakref import WeakKeyDictionary

from specter.context import current_request
from specter.state import Model

from .errors import DeclarationError, Place, caller

SCOPES = ("page", "session", "app")

Path = Union[str, Sequence[Any]]
Selector = Union[Path, Callable[[Any], Any]]

log = logging.getLogger("sprag.store")
_declared: dict[str, StoreBridge] = {}


def store(
    name: str,
    *,
    initial: Optional[Mapping[str, Any]] = None,
    scope: str = "page",
    private: bool = False,
    debug: bool = False,
) -> StoreBridge:
    """Declares shared state under `name`; the same declaration twice gives the same object.

    `scope` says who sees a change made on the server: `"page"` only the request that made it (and the page it
    renders), `"session"` the visitor, `"app"` everyone in this process. A `private` store is never sent to a browser.
    """
    if not isinstance(name, str) or not name.strip():
        raise DeclarationError(f"store(): expected a name, got {name!r}")
    if initial is not None and not isinstance(initial, Mapping):
        raise TypeError(f"store({name!r}, initial=): expected a dict, got {type(initial).__name__}")
    if scope not in SCOPES:
        raise DeclarationError(f"store({name!r}): scope must be one of {', '.join(SCOPES)}, got {scope!r}")
    place = caller()
    begin = copy.deepcopy(dict(initial or {}))
    known = _declared.get(name)
    if known is None:
        known = _declared[name] = StoreBridge(name, begin, scope, private, debug, place)
    elif known.initial != begin:
        raise DeclarationError(
            f"store {name!r} is already declared with different initial state, "
            f"in {known.declared.file}:{known.declared.line}"
        )
    return known


def declared_stores() -> list[StoreBridge]:
    """Every store, in order of declaration."""
    return list(_declared.values())


def forget_stores() -> dict[str, StoreBridge]:
    """Drops every declaration, because the app is about to be imported anew; what `restore_stores` takes back."""
    forgotten = dict(_declared)
    _declared.clear()
    return forgotten


def restore_stores(forgotten: Mapping[str, StoreBridge]) -> None:
    """Takes the declarations back: the new import failed."""
    _declared.clear()
    _declared.update(forgotten)


class StoreBridge:
    """Shared state by path. What it returns is a copy; changing it changes nothing."""

    def __init__(
        self, name: str, initial: dict[str, Any], scope: str, private: bool, debug: bool, declared: Place
    ) -> None:
        self.name = name
        self.initial = initial
        self.scope = scope
        self.private = private
        self.debug = debug
        self.declared = declared
        #: What a request without changes of its own sees, and everyone under scope "app".
        self._shared = Model(name, initial)
        self._of_requests: WeakKeyDictionary[Any, Model] = WeakKeyDictionary()
        self._subscriptions: list[tuple[Callable[[Any], Any], Optional[Selector]]] = []

    def get(self, path: Optional[Path] = None, default: Any = None) -> Any:
        """The value at `path`, or `default`; without a path the whole state."""
        return self._reading().get(path, default)

    def get_state(self) -> dict[str, Any]:
        return self.snapshot()

    def snapshot(self) -> dict[str, Any]:
        """The whole state, copied deeply."""
        return self._reading().snapshot()

    def select(self, selector: Selector, default: Any = None) -> Any:
        """What `selector` (a path, or a function of the state) finds."""
        return self._reading().select(selector, default)

    def set(self, path: Path, value: Any) -> dict[str, Any]:
        """Sets one value, making the dicts on the way; the new state."""
        return self._changed("set", lambda model: model.set(path, value))

    def patch(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Merges `values` into the root; the new state."""
        return self._changed("patch", lambda model: model.patch(values))

    def update(self, mutator: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Lets `mutator` change a draft, or return a dict that takes its place; the new state."""
        return self._changed("update", lambda model: model.update(mutator))

    def delete(self, path: Path) -> dict[str, Any]:
        """Removes what is at `path`; the new state."""
        return self._changed("delete", lambda model: model.delete(path))

    def clear(self) -> None:
        """Leaves an empty dict."""
        self._changed("clear", lambda model: model.clear())

    def reset(self) -> dict[str, Any]:
        """Back to the initial state; the new state."""
        return self._changed("reset", lambda model: model.update(lambda _draft: dict(self.initial)))

    def subscribe(
        self, fn: Callable[[Any], Any], *, selector: Optional[Selector] = None, immediate: bool = False
    ) -> Callable[[], None]:
        """Calls `fn(value)` after each change of the selected value; returns the end of it."""
        end = self._reading().subscribe(fn, selector=selector, immediate=immediate)
        if current_request.get() is not None:
            return end
        # Made at import: it hears the changes of every request's own copy too.
        entry = (fn, selector)
        self._subscriptions.append(entry)

        def end_everywhere() -> None:
            end()
            if entry in self._subscriptions:
                self._subscriptions.remove(entry)

        return end_everywhere

    def listen(self, path: Path, fn: Callable[[Any], Any]) -> Callable[[], None]:
        """`subscribe(fn, selector=path)`."""
        return self.subscribe(fn, selector=path)

    def _reading(self) -> Model:
        request = current_request.get()
        if self.scope == "app" or request is None:
            return self._shared
        own = self._of_requests.get(request)
        if own is not None:
            return own
        if self.scope == "session" and self._kept(request) is not None:
            return self._own(request)
        return self._shared

    def _changed(self, what: str, change: Callable[[Model], Any]) -> dict[str, Any]:
        request = current_request.get()
        model = self._shared if self.scope == "app" or request is None else self._own(request)
        change(model)
        state = model.snapshot()
        if self.scope == "session" and request is not None:
            request.session.set(self._session_key, state)
        if self.debug:
            log.info("store %r: %s -> %r", self.name, what, state)
        return state

    def _own(self, request: Any) -> Model:
        model = self._of_requests.get(request)
        if model is None:
            kept = self._kept(request) if self.scope == "session" else None
            model = self._of_requests[request] = Model(
                self.name, self._shared.snapshot() if kept is None else kept
            )
            for fn, selector in self._subscriptions:
                model.subscribe(fn, selector=selector)
        return model

    @property
    def _session_key(self) -> str:
        return f"__sprag_store__{self.name}"

    def _kept(self, request: Any) -> Optional[dict[str, Any]]:
        session = getattr(request, "session", None)
        return None if session is None else session.get(self._session_key)
