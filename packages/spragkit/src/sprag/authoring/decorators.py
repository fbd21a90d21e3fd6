"""Decorators of browser code. In Python they check their arguments and mark; the compiler gives them effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Optional, TypeVar

from .errors import DeclarationError

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C")


@dataclass(frozen=True)
class Ref:
    """An element of the component, found by `selector` when it starts: `self.refs.<name>` or `self.<name>`."""

    selector: str


def ref(selector: str) -> Any:
    """`canvas = ref("canvas")` in a Module or Component: the element that matches inside its own element."""
    if not isinstance(selector, str) or not selector.strip():
        raise DeclarationError(f"ref(): expected a CSS selector, got {selector!r}")
    return Ref(selector)


def debounce(seconds: float) -> Callable[[F], F]:
    """Calls the method once no call came for `seconds`, with the last arguments."""
    return _marking("debounce", _seconds("debounce", seconds))


def throttle(seconds: float) -> Callable[[F], F]:
    """Calls the method at once, then ignores calls for `seconds`."""
    return _marking("throttle", _seconds("throttle", seconds))


def animate(class_name: str) -> Callable[[C], C]:
    """Adds the class when a Component starts; removing waits until the transition back has ended."""
    return _marking("animate", _name("animate", class_name))


def virtual_scroll(
    *,
    chunk: int,
    max_chunks: int = 5,
    initial_chunks: int = 1,
    root: Optional[str] = None,
    root_margin: str = "1200px 0px",
    container_class: Optional[str] = None,
    pool_size: int = 0,
    child_pool_size: int = 0,
    axis: str = "auto",
) -> Callable[[C], C]:
    """Shows only the chunks of `chunk` rows that are near the viewport.

    The class has `chunk(self, index)` and `total(self)`; `measure`, `placeholder`, `evicted`, `recycle` are optional.
    """
    if not isinstance(chunk, int) or isinstance(chunk, bool) or chunk < 1:
        raise DeclarationError(f"virtual_scroll(chunk=): expected a positive number of rows, got {chunk!r}")
    return _marking("virtual_scroll", dict(locals()))


def infinite_scroll(
    *,
    at: str,
    root: Optional[str] = None,
    root_margin: str = "600px",
    top_at: Optional[str] = None,
    visible_chunks: Optional[int] = None,
) -> Callable[[C], C]:
    """Calls the method (or the class's `load_more()`) when the sentinel `at`, a selector or ref name, comes near."""
    if not isinstance(at, str) or not at.strip():
        raise DeclarationError(f"infinite_scroll(at=): expected a CSS selector or a ref's name, got {at!r}")
    return _marking("infinite_scroll", dict(locals()))


def _marking(kind: str, value: Any) -> Callable[[C], C]:
    def mark(target: C) -> C:
        marks = {**getattr(target, "_sprag_behaviours", {}), kind: value}
        target._sprag_behaviours = marks  # type: ignore[attr-defined]
        return target

    return mark


def _seconds(kind: str, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise DeclarationError(f"{kind}(): expected seconds >= 0, got {value!r}")
    return value


def _name(kind: str, value: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise DeclarationError(f"{kind}(): expected a class name, got {value!r}")
    return value
