"""The element tree that both runtimes agree on: `ui.div(...)`, `ui.For(...)`, `ui.HTML(...)`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Callable, Optional, Union

from .attributes import tag_name

if TYPE_CHECKING:
    from ._elements import Elements  # pyright: ignore[reportMissingModuleSource] - a stub only
else:
    Elements = object


class Element:
    """One HTML or SVG element: `attrs` under their Python names, `children` unflattened."""

    __slots__ = ("attrs", "children", "tag")

    def __init__(self, tag: str, attrs: dict[str, Any], children: tuple[Any, ...]) -> None:
        self.tag = tag
        self.attrs = attrs
        self.children = children

    def __repr__(self) -> str:
        return f"<ui.{self.tag} {len(self.attrs)} attribute(s), {len(self.children)} child(ren)>"


class Raw:
    """Trusted HTML, printed as it is."""

    __slots__ = ("html",)

    def __init__(self, html: str) -> None:
        self.html = html


class Rows:
    """A keyed list: what `ui.For` makes. It adds no element of its own."""

    __slots__ = ("items", "key", "render")

    def __init__(
        self,
        items: Iterable[Any],
        key: Union[str, Callable[[Any], Any], None],
        render: Optional[Callable[[Any], Any]],
    ) -> None:
        self.items = items
        self.key = key
        self.render = render

    def children(self) -> Iterable[Any]:
        """The rows' trees, in order, each made when it is asked for."""
        return self.items if self.render is None else map(self.render, self.items)


class Ui(Elements):
    """`ui.<tag>(*children, **attributes)` makes an element; any other name is a custom element's tag."""

    def __getattr__(self, name: str) -> Callable[..., Element]:
        if name.startswith("__"):
            raise AttributeError(name)
        factory = _factory(tag_name(name))
        setattr(self, name, factory)
        return factory

    def __getitem__(self, tag: str) -> Callable[..., Element]:
        """`ui[tag]`: an element whose tag is known only at run time."""
        return _factory(tag)

    @staticmethod
    def For(
        items: Iterable[Any],
        *,
        key: Union[str, Callable[[Any], Any], None] = None,
        render: Optional[Callable[[Any], Any]] = None,
        pool_key: Optional[str] = None,
    ) -> Rows:
        """One tree per item, known by its key: a field's name, a function of the item, or its position."""
        return Rows(items, key, render)

    @staticmethod
    def Grid(
        items: Iterable[Any],
        *,
        key: Union[str, Callable[[Any], Any], None] = None,
        render: Optional[Callable[[Any], Any]] = None,
        pool_key: Optional[str] = None,
        columns: Optional[int] = None,
        column_width: Optional[str] = None,
        gap: Optional[str] = None,
        apply_grid_styles: bool = True,
    ) -> Element:
        """`For` inside a `<div>` that lays its rows out as a grid."""
        attrs: dict[str, Any] = {}
        if apply_grid_styles:
            attrs["style"] = grid_style(columns, column_width, gap)
        return Element("div", attrs, (Rows(items, key, render),))

    @staticmethod
    def LazyImage(src: str, *, placeholder: Optional[str] = None, **attrs: Any) -> Element:
        """An `<img>` whose source is loaded once it comes near the viewport."""
        return Element("img", {**attrs, "data_src": src, "src": placeholder}, ())

    @staticmethod
    def HTML(html: str) -> Raw:
        """Trusted HTML, printed as it is: never text that a visitor wrote."""
        return Raw("" if html is None else str(html))

    @staticmethod
    def Fragment(*children: Any) -> tuple[Any, ...]:
        """Several nodes side by side, without an element around them."""
        return children


def grid_style(columns: Optional[int], column_width: Optional[str], gap: Optional[str]) -> dict[str, Any]:
    """The style of `ui.Grid`'s element."""
    style: dict[str, Any] = {"display": "grid"}
    if columns is not None:
        style["grid_template_columns"] = f"repeat({columns}, 1fr)"
    elif column_width is not None:
        style["grid_template_columns"] = f"repeat(auto-fill, minmax({column_width}, 1fr))"
    if gap is not None:
        style["gap"] = gap
    return style


def _factory(tag: str) -> Callable[..., Element]:
    def make(*children: Any, **attrs: Any) -> Element:
        return Element(tag, attrs, children)

    make.__name__ = make.__qualname__ = tag
    return make


ui = Ui()
