"""Component and Module: classes that run in the browser, and on the server for the first render."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, ClassVar, Optional, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def browser_only(function: F) -> F:
    """A signature for editors and the compiler; calling it in Python says where it works."""
    name = function.__qualname__

    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise RuntimeError(
            f"sprag.{name} is only available in generated browser code; on the server nothing listens or mounts"
        )

    refuse.__name__ = function.__name__
    refuse.__qualname__ = name
    refuse.__doc__ = function.__doc__
    return refuse  # type: ignore[return-value]


class _Stateful:
    """What both runtimes share: a dict of state that `set_state` merges into."""

    state: dict[str, Any]

    def set_state(self, partial: Mapping[str, Any]) -> None:
        """Merges `partial` into the state; in the browser dependents then update in the next microtask."""
        self.state.update(partial)

    def set_state_sync(self, partial: Mapping[str, Any]) -> None:
        """As `set_state`, but in the browser dependents are updated before it returns."""
        self.state.update(partial)

    @browser_only
    def batch_state(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Changes the state in place, then updates once."""

    @browser_only
    def timeout(self, fn: Callable[[], Any], seconds: float) -> Any:
        """Calls `fn` once after `seconds`, unless this stops before."""

    @browser_only
    def interval(self, fn: Callable[[], Any], seconds: float) -> Any:
        """Calls `fn` every `seconds` until this stops."""

    @browser_only
    def clear_timeout(self, timer: Any) -> None: ...

    @browser_only
    def clear_interval(self, timer: Any) -> None: ...

    @browser_only
    def on(self, target: Any, event: str, fn: Callable[..., Any], options: Any = None) -> Any:
        """Listens to a DOM event of `target` until this stops."""

    @browser_only
    def off(self, target: Any, event: str, fn: Callable[..., Any]) -> Any: ...

    @browser_only
    def delegate(self, root: Any, event: str, selector: str, fn: Callable[..., Any]) -> Any:
        """One listener on `root` for every present and future descendant that matches `selector`."""

    @browser_only
    def listen(self, event: str, fn: Callable[[Any], Any]) -> Any:
        """Listens to the bus; server broadcasts arrive there too."""

    @browser_only
    def emit(self, event: str, payload: Any = None) -> Any:
        """Emits on the browser's bus."""

    @browser_only
    def add_cleanup(self, fn: Callable[[], Any]) -> Any:
        """Runs `fn` when this stops, last registered first."""


class Component(_Stateful):
    """A view: `render()` returns a `ui.*` tree, on the server and in the browser."""

    #: The Module that `hydrate(..., module=)` paired with this component.
    module: Any
    element: Any
    refs: Any
    #: The scroller of a class under `@virtual_scroll`: `reset()`, `jump_to_index(i)` …
    virtual_scroll: Any
    #: Set on classes that `@animate`, `@virtual_scroll` … decorated.
    _sprag_behaviours: ClassVar[dict[str, Any]] = {}

    def __init__(
        self, props: Optional[Mapping[str, Any]] = None, state: Optional[Mapping[str, Any]] = None
    ) -> None:
        self.props: dict[str, Any] = dict(props or {})
        self.state = dict(state or {})
        self.module = None

    def render(self, props: Any = None) -> Any:
        """The tree to show. Pure: it only reads `self.state` and `self.props`."""
        raise NotImplementedError(
            f"{type(self).__name__} has no render(); write one that returns a ui.* tree"
        )

    def on_start(self) -> None:
        """Called in the browser once the element is in the document."""

    def on_stop(self) -> None:
        """Called in the browser before the element goes."""

    @browser_only
    def mount(self, parent: Any) -> Any: ...

    @browser_only
    def mount_before(self, node: Any) -> Any: ...

    @browser_only
    def unmount(self) -> Any: ...

    @browser_only
    def set_props(self, props: Mapping[str, Any]) -> Any: ...


class Module(_Stateful):
    """Behaviour of a surface in the browser: events, actions, sockets, timers.

    On the server an instance is made for each request by its Screen, so that the first render knows the initial state.
    """

    component: Any
    element: Any
    refs: Any

    def __init__(self, screen: Any = None, state: Optional[Mapping[str, Any]] = None) -> None:
        self.screen = screen
        self.state = dict(state or {})

    def on_start(self) -> None:
        """Called in the browser when the page has been adopted."""

    def on_stop(self) -> None:
        """Called in the browser when the surface goes."""

    @browser_only
    def start(self) -> Any: ...

    @browser_only
    def stop(self) -> Any:
        """Ends everything that this started and owns."""

    @browser_only
    def call_action(self, name: str, payload: Any = None) -> Any:
        """Calls an `@action` of the surface's controller: a promise of the result (`.value`, `.status` …)."""

    @browser_only
    def upload(self, name: str, fields: Any = None, files: Any = None, on_progress: Any = None) -> Any: ...

    @browser_only
    def upload_form(self, name: str, event: Any, on_progress: Any = None) -> Any:
        """Sends the submitted form, files included, to an `@action`."""

    @browser_only
    def form_data(self, form: Any) -> Any: ...

    @browser_only
    def on_socket(self, event: str, fn: Callable[[Any], Any]) -> Any: ...

    @browser_only
    def off_socket(self, event: str, fn: Callable[[Any], Any]) -> Any: ...

    @browser_only
    def emit_socket(self, event: str, payload: Any = None) -> Any: ...

    @browser_only
    def join_topic(self, topic: str) -> Any: ...

    @browser_only
    def leave_topic(self, topic: str) -> Any: ...

    @browser_only
    def refetch_on_socket(
        self, event: str = "sprag:refetch", action: Any = None, on_result: Any = None, on_error: Any = None
    ) -> Any: ...

    @browser_only
    def navigate(self, target: str, options: Any = None) -> Any: ...

    @browser_only
    def set_metadata(self, metadata: Mapping[str, Any], options: Any = None) -> Any: ...

    @browser_only
    def action_error_message(self, error: Any, fallback: Optional[str] = None) -> str: ...  # type: ignore[empty-body]

    @browser_only
    def provider(self, name: str) -> Any:
        """A browser provider that the page declared."""

    @browser_only
    def adopt(self, child: Any) -> Any: ...

    @browser_only
    def adopt_component(self, component: Any, options: Any = None) -> Any: ...

    @browser_only
    def watch_state(self, fn: Callable[..., Any]) -> Any: ...

    @browser_only
    def subscribe(self, source: Any, fn: Any = None, options: Any = None) -> Any: ...
