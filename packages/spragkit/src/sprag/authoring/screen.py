"""Screen: what a page shows for the data of its controller. Runs on the server only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, ClassVar, Optional, TypeVar, Union

from .browser import Component, Module
from .errors import DeclarationError

M = TypeVar("M", bound=Module)


class Hydrate:
    """A component that the browser adopts, with the module that drives it."""

    __slots__ = ("component", "module", "props")

    def __init__(
        self, component: type[Component], module: Optional[Module], props: Optional[Mapping[str, Any]]
    ) -> None:
        self.component = component
        self.module = module
        self.props = props


class Screen:
    """Composes a page: `render(data)` gets what the controller's `load()` returned."""

    #: Module classes of this screen; one instance of each per request.
    modules: ClassVar[Sequence[type[Module]]] = ()

    def __init__(self, data: Optional[Mapping[str, Any]] = None) -> None:
        self.data: dict[str, Any] = dict(data or {})
        self._modules: dict[type[Module], Module] = {cls: cls(screen=self) for cls in type(self).modules}

    def module(self, cls: type[M]) -> M:
        """This request's instance of a class named in `modules`."""
        try:
            return self._modules[cls]  # type: ignore[return-value]
        except KeyError:
            raise DeclarationError(
                f"{type(self).__name__}.module({cls.__name__}): "
                f"{cls.__name__} is not in {type(self).__name__}.modules; add it there"
            ) from None

    def render(self, data: Any) -> Any:
        raise NotImplementedError(
            f"{type(self).__name__} has no render(data); write one that returns ui.*, hydrate(...) or ssr(...)"
        )

    @classmethod
    def sample_data(cls) -> dict[str, Any]:
        """Data to render with where no controller runs, such as a preview."""
        return {}


def hydrate(
    component: type[Component], *, module: Optional[Module] = None, props: Optional[Mapping[str, Any]] = None
) -> Hydrate:
    """Renders `component` on the server and lets the browser take it over.

    The component's first state is `props`, or a copy of the module's state when `props` is left out.
    """
    if not (isinstance(component, type) and issubclass(component, Component)):
        raise TypeError(f"hydrate(): expected a Component class, got {component!r}")
    if module is not None and not isinstance(module, Module):
        raise TypeError(f"hydrate({component.__name__}, module=): expected self.module(...), got {module!r}")
    return Hydrate(component, module, props)


def ssr(component: Union[type[Component], Component, Callable[[dict[str, Any]], Any]], **props: Any) -> Any:
    """Renders a component (class or instance) or a function of props on the server only; returns its tree."""
    if isinstance(component, type):
        if not issubclass(component, Component):
            raise TypeError(f"ssr(): expected a Component, got {component!r}")
        return component(props=props, state=dict(props))
    if isinstance(component, Component):
        if props:
            component.props = {**component.props, **props}
        return component
    if callable(component):
        return component(props)
    raise TypeError(f"ssr(): expected a Component or a function, got {component!r}")
