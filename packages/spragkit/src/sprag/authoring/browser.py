"""Component and Module: classes that run in the browser, and on the server for the first render."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, Callable, ClassVar, Optional, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def browser_only(function: F) -> F:
    """A signature for editors and the compiler; calling it in Python says where it works."""

    def refuse(self: Any, *_args: Any, **_kwargs: Any) -> Any:
        owner = "Component" if isinstance(self, Component) else "Module"
        raise RuntimeError(
            f"sprag.{owner}.{function.__name__} is only available in generated browser code; "
            "on the server nothing listens or mounts"
        )

    return functools.wraps(function)(refuse)  # type: ignore[return-value]


class _Stateful:
    """What both have: a dict of state, and calls whose effects end with the one that made them."""

    state: dict[str, Any]
    #: The element that it shows or stands around, in the browser.
    element: Any
    #: The elements that `name = ref(selector)` declarations of the class name.
    refs: Any

    def set_state(self, partial: Mapping[str, Any]) -> None:
        """Merges `partial` into the state; in the browser dependents then update in the next microtask."""
        self.state.update(partial)

    @browser_only
    def timeout(self, fn: Callable[[], Any], seconds: float = 0) -> Any:
        """Calls `fn` once after `seconds`, unless this stops before; returns what `clear_timeout` takes."""

    @browser_only
    def interval(self, fn: Callable[[], Any], seconds: float) -> Any:
        """Calls `fn` every `seconds` until this stops; returns what `clear_interval` takes."""

    @browser_only
    def clear_timeout(self, id: Any) -> Any: ...

    @browser_only
    def clear_interval(self, id: Any) -> Any: ...

    @browser_only
    def clear_timers(self) -> Any:
        """Ends every timeout and interval of this."""

    @browser_only
    def on(self, target: Any, event: str, handler: Callable[..., Any], options: Any = None) -> Any:
        """Listens to a DOM event of `target` until this stops."""

    @browser_only
    def off(self, target: Any, event: str, handler: Callable[..., Any]) -> Any: ...

    @browser_only
    def delegate(self, target: Any, event: str, selector: str, handler: Callable[..., Any]) -> Any:
        """One listener on `target` for every present and future descendant that matches `selector`."""

    @browser_only
    def listen(self, event: str, handler: Callable[[Any], Any]) -> Any:
        """Listens to the bus; server broadcasts arrive there too."""

    @browser_only
    def emit(self, event: str, payload: Any = None) -> Any:
        """Emits on the browser's bus."""

    @browser_only
    def add_cleanup(self, fn: Callable[[], Any]) -> Any:
        """Runs `fn` when this stops, last registered first."""

    @browser_only
    def adopt(self, child: Any) -> Any:
        """Starts `child` and ends it with this."""

    @browser_only
    def create_selector(self, inputs: Any, result: Callable[..., Any]) -> Any:
        """A function of a state that computes `result(*inputs)` again only when an input changed."""

    @browser_only
    def form_data(self, source: Any) -> dict[str, Any]:  # type: ignore[empty-body]
        """The values of a form as plain data; `source` is the form, an event of it, or a node inside."""

    @browser_only
    def upload(self, name: str, file: Any, payload: Any = None, on_progress: Any = None) -> Any:
        """Sends one file, in the field `file`, to the `@action` `name`: a promise of its result."""

    @browser_only
    def upload_form(self, name: str, source: Any, on_progress: Any = None) -> Any:
        """Sends a form, files included, to the `@action` `name`: a promise of its result."""

    @browser_only
    def action_error_message(self, error: Any, fallback: Optional[str] = None) -> str:  # type: ignore[empty-body]
        """The text to show for what a failed `call_action` was rejected with."""

    @browser_only
    def navigate(self, target: str, options: Any = None) -> Any:
        """Goes to another page; `options` is whether to replace this one in the history, or `{"replace": …}`."""

    @browser_only
    def set_metadata(self, metadata: Mapping[str, Any], options: Any = None) -> Any:
        """Changes the title and the meta tags; `{"replace": True}` drops those that are not named."""

    @browser_only
    def provider(self, name: str) -> Any:
        """The browser provider that the page declares under `name`."""


class Component(_Stateful):
    """A view: `render()` returns a `ui.*` tree, on the server and in the browser."""

    #: The Module that `hydrate(..., module=)` paired with this component.
    module: Any
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

    def set_state_sync(self, partial: Mapping[str, Any]) -> None:
        """As `set_state`, but in the browser the page shows it before this returns."""
        self.state.update(partial)

    @browser_only
    def mount(self, parent: Any) -> Any:
        """Puts the component at the end of `parent`; returns its element."""

    @browser_only
    def mount_before(self, sibling: Any) -> Any: ...

    @browser_only
    def unmount(self) -> Any: ...


class Module(_Stateful):
    """Behaviour of a surface in the browser: events, actions, sockets, timers.

    On the server an instance is made for each request by its Screen, so that the first render knows the initial state.
    """

    #: The component that `hydrate(..., module=)` paired with this module.
    component: Any

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
    def batch_state(self, fn: Callable[[dict[str, Any]], None]) -> Any:
        """Lets `fn` write into the state, then tells who watches once."""

    @browser_only
    def call_action(self, name: str, payload: Any = None) -> Any:
        """Calls an `@action` of the surface's controller: a promise of the result (`.value`, `.status` …)."""

    @browser_only
    def on_socket(self, event: str, handler: Callable[[Any], Any]) -> Any:
        """Hears an event that the server sends on the page's websocket."""

    @browser_only
    def off_socket(self, event: str, handler: Callable[[Any], Any]) -> Any: ...

    @browser_only
    def emit_socket(self, event: str, payload: Any = None) -> Any:
        """Sends an event to the server; it goes out when the websocket is open."""

    @browser_only
    def join_topic(self, topic: str) -> Any: ...

    @browser_only
    def leave_topic(self, topic: str) -> Any: ...

    @browser_only
    def refetch_on_socket(
        self, event: str = "sprag:refetch", action: Any = None, on_result: Any = None, on_error: Any = None
    ) -> Any:
        """Calls `action`, or the one that the event names, whenever the server sends `event`."""

    @browser_only
    def adopt_component(self, component: Any, options: Any = None) -> Any:
        """Mounts a component, unmounts it with this, and keeps it in step through the option `sync`."""

    @browser_only
    def watch_state(self, fn: Callable[..., Any]) -> Any:
        """Calls `fn(state)` now and at each change."""

    @browser_only
    def subscribe(self, fn: Any, *rest: Any, selector: Any = None, immediate: bool = False) -> Any:
        """Calls `fn(state)` at each change; `subscribe(store, fn)` at each change of a store."""
