"""@action: which methods of a controller the browser may call, and how a payload becomes their arguments."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from typing import Any, Callable, TypeVar, overload

from specter.errors import ActionDispatchError
from specter.schema import Field, Schema

Function = TypeVar("Function", bound=Callable[..., Any])

MARK = "_sprag_action_meta"


@dataclass(frozen=True)
class Action:
    """One row of a controller's table of actions."""

    name: str
    function: Callable[..., Any]
    schema: Schema | None = None
    defer: bool = False
    timeout: float | None = None

    def __post_init__(self) -> None:
        # Binding a signature takes longer than most actions; names that fit need none.
        object.__setattr__(self, "_names", _plain_names(self.function))

    def arguments(self, controller: Any, payload: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """What ``payload`` gives the method: a dict keywords, a list positions, nothing nothing.

        ActionDispatchError (400, with ``errors`` by field) when it does not fit.
        """
        if self.schema is not None:
            args, kwargs = self._validated(payload)
        elif isinstance(payload, dict):
            args, kwargs = (), payload
        elif isinstance(payload, list):
            args, kwargs = tuple(payload), {}
        else:
            args, kwargs = () if payload is None else (payload,), {}
        names: tuple[frozenset[str], frozenset[str]] | None = self._names  # type: ignore[attr-defined]
        if names is not None and not args and names[0].issuperset(kwargs) and names[1].issubset(kwargs):
            return args, kwargs
        try:
            inspect.signature(self.function).bind(controller, *args, **kwargs)
        except TypeError as error:
            raise ActionDispatchError(f"Invalid payload for action {self.name!r}: {error}") from None
        return args, kwargs

    def _validated(self, payload: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
        assert self.schema is not None
        if isinstance(payload, list):
            payload = self._by_position(payload)
        outcome = self.schema.validate({} if payload is None else payload)
        if not outcome.ok:
            raise ActionDispatchError(
                f"Validation failed for action {self.name!r}: {outcome.error}",
                payload={"errors": outcome.meta.get("errors", {})},
            )
        value = outcome.value
        return ((), value or {}) if self.schema.makes is None else ((value,), {})

    def _by_position(self, payload: list[Any]) -> Any:
        """A list names its fields by their order, so that the schema sees it as well."""
        names = list(self.schema.fields) if self.schema is not None else []
        if len(payload) > len(names):
            raise ActionDispatchError(
                f"Invalid payload for action {self.name!r}: {len(payload)} values for {len(names)} fields"
            )
        return dict(zip(names, payload))


@overload
def action(fn: Function) -> Function: ...


@overload
def action(
    fn: None = None,
    *,
    schema: Any = None,
    name: str | None = None,
    defer: bool = False,
    derive: bool = False,
    timeout: float | None = None,
) -> Callable[[Function], Function]: ...


def action(
    fn: Any = None,
    *,
    schema: Any = None,
    name: str | None = None,
    defer: bool = False,
    derive: bool = False,
    timeout: float | None = None,
) -> Any:
    """Let the browser call this method.

    ``schema`` is a Schema, or a dataclass, Struct or TypedDict (the method then gets one value of it). Without one,
    type hints of the parameters make the schema; ``derive`` makes it from the names alone (text). ``defer``
    answers at once and sends the result over the socket; ``timeout`` stops a call that waits longer.
    """

    def mark(function: Any) -> Any:
        called = name or function.__name__
        found = None if schema is None else Schema.of(schema)
        if found is None and (derive or _has_hints(function)):
            found = Schema.of_signature(called, function, bare=str if derive else Any, names=_names_around())
        setattr(function, MARK, {"name": called, "schema": found, "defer": defer, "timeout": timeout})
        function._sprag_action = True
        return function

    return mark if fn is None else mark(fn)


#: Methods that the framework itself calls: an action in their place would run at start, or at stop.
_OURS = frozenset({"start", "stop", "on_start", "on_stop", "load", "health", "build_events", "build_routes"})


def actions_of(controller: type) -> dict[str, Action]:
    """The actions of a controller class by name, inherited ones included."""
    found: dict[str, Action] = {}
    for attribute in dir(controller):
        function = inspect.getattr_static(controller, attribute, None)
        meta = getattr(function, MARK, None)
        if meta is None:
            continue
        if attribute in _OURS:
            raise TypeError(
                f"{controller.__name__}.{attribute} is an action, but the framework calls {attribute}() itself; "
                f"name the method otherwise and the action so: @action(name={meta['name']!r})"
            )
        known = found.get(meta["name"])
        if known is not None and known.function is not function:
            raise TypeError(
                f"{controller.__name__}: {known.function.__name__} and {attribute} are both the action "
                f"{meta['name']!r}; give one of them another name="
            )
        found[meta["name"]] = Action(function=function, **meta)
    return found


def _plain_names(function: Any) -> tuple[frozenset[str], frozenset[str]] | None:
    """The names that a method takes and those that it must get; None when it takes more than plain names."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    if any(one.kind not in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY) for one in parameters):
        return None
    return (
        frozenset(one.name for one in parameters),
        frozenset(one.name for one in parameters if one.default is one.empty),
    )


def _has_hints(function: Any) -> bool:
    """Whether the parameters say what they take. One that takes anything (*args, **kwargs) says that it does not."""
    parameters = inspect.signature(function).parameters.values()
    if any(parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD) for parameter in parameters):
        return False
    return any(
        parameter.annotation is not parameter.empty or isinstance(parameter.default, Field)
        for parameter in parameters
    )


def _names_around() -> dict[str, Any]:
    """The local names where the decorated class stands, for hints that name a local class."""
    names: dict[str, Any] = {}
    frame = sys._getframe(2)
    # This file's own frames first; then the class body, then the function around it.
    while frame is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back  # type: ignore[assignment]
    for _ in range(3):
        if frame is None or frame.f_code.co_name == "<module>":
            break
        names = {**frame.f_locals, **names}
        frame = frame.f_back  # type: ignore[assignment]
    return names
