"""ui.* trees to HTML: the generic printer. The rules stand in docs/architecture.md §5."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import GeneratorType
from typing import Any

from ..authoring.attributes import ENUMERATED, VOID_TAGS, attribute_name, event_name
from ..authoring.browser import Component
from ..authoring.screen import Hydrate
from ..authoring.ui import Element, Raw, Rows
from .html import attribute, text

#: Elements whose content is not parsed as HTML.
RAW_TEXT_TAGS = frozenset({"script", "style"})
#: The parser drops a newline right after these open.
NEWLINE_EATERS = frozenset({"pre", "textarea", "listing"})

#: The attributes that most elements have, without the way through the table.
_FREQUENT = {"class_": "class", "id": "id"}

SEPARATOR = "<!---->"

#: Prints a component instance; a compiled template takes the generic printer's place here.
Printer = Callable[["Out", Any], None]
_printers: dict[type, Printer] = {}


class Out:
    """HTML as it is being written: `parts`, and whether the last sibling written was a text."""

    __slots__ = ("after_text", "hydrate", "parts")

    def __init__(self, hydrate: Callable[[Out, Hydrate], None] | None = None) -> None:
        self.parts: list[str] = []
        self.after_text = False
        self.hydrate = hydrate

    def html(self) -> str:
        return "".join(self.parts)


def to_html(tree: Any) -> str:
    """The HTML of a tree."""
    out = Out()
    write(out, tree)
    return out.html()


def use_printer(component: type[Component], printer: Printer) -> None:
    """Prints instances of exactly this class by a compiled template from now on."""
    _printers[component] = printer


def forget_printers() -> None:
    _printers.clear()


def write(out: Out, node: Any) -> None:
    """One child: what it is decides how it is printed."""
    kind = type(node)
    if kind is str:
        _write_text(out, node)
    elif kind is Element:
        _write_element(out, node)
    elif node is None or kind is bool:
        return
    elif kind is list or kind is tuple:
        for child in node:
            write(out, child)
    elif kind is int or kind is float:
        _write_text(out, str(node))
    elif kind is Rows:
        for child in node.children():
            write(out, child)
    else:
        _write_other(out, node)


def _write_text(out: Out, value: str) -> None:
    if out.after_text:
        out.parts.append(SEPARATOR)
    out.parts.append(text(value))
    out.after_text = True


def _write_other(out: Out, node: Any) -> None:
    if isinstance(node, Raw):
        out.parts.append(node.html)
        out.after_text = False
    elif isinstance(node, Component):
        write_component(out, node)
    elif isinstance(node, Hydrate):
        if out.hydrate is None:
            raise TypeError("hydrate(...) may stand in a Screen's tree only, not inside a Component")
        out.hydrate(out, node)
    elif isinstance(node, (str, int, float)):
        _write_text(out, str(node))
    elif isinstance(node, (list, tuple, GeneratorType)):
        for child in node:
            write(out, child)
    else:
        raise TypeError(
            f"a child must be text, a number, a ui element, a component, a list of these or None; "
            f"got {type(node).__module__}.{type(node).__qualname__}: {_short(node)}"
        )


def write_component(out: Out, component: Component) -> None:
    """What a component renders, by its compiled template when there is one."""
    printer = _printers.get(type(component))
    if printer is not None:
        printer(out, component)
    else:
        write(out, component.render(component.props))


def _write_element(out: Out, element: Element) -> None:
    parts = out.parts
    tag = element.tag
    parts.append(f"<{tag}{attributes(element.attrs)}>" if element.attrs else f"<{tag}>")
    if tag in VOID_TAGS:
        out.after_text = False
        return
    children = element.children
    if tag in RAW_TEXT_TAGS:
        parts.append(_raw_text(tag, children))
    elif children:
        out.after_text = False
        if tag in NEWLINE_EATERS:
            _write_after_newline_eater(out, children)
        else:
            for child in children:
                write(out, child)
    parts.append(f"</{tag}>")
    out.after_text = False


def _write_after_newline_eater(out: Out, children: tuple[Any, ...]) -> None:
    at = len(out.parts)
    write(out, children)
    if "".join(out.parts[at:]).startswith("\n"):
        out.parts.insert(at, "\n")


def _raw_text(tag: str, children: tuple[Any, ...]) -> str:
    """The text of a script or style; `</` is escaped in the way both languages read back."""
    inner = Out()
    for child in children:
        if isinstance(child, (Element, Rows, Raw)):
            raise TypeError(f"ui.{tag} holds text only, got {child!r}")
        if child is not None and not isinstance(child, bool):
            inner.parts.append(str(child))
    return inner.html().replace("</", "<\\/").replace("<!--", "<\\!--")


def attributes(attrs: Mapping[str, Any]) -> str:
    """The attributes of an element, each with the space before it."""
    written = []
    events: list[str] = []
    for name, value in attrs.items():
        if value is None or name == "key":
            continue
        if type(value) is str and name in _FREQUENT:
            written.append(f' {_FREQUENT[name]}="{attribute(value)}"')
            continue
        html_name = attribute_name(name)
        if html_name.startswith("on"):
            events.append(_event(name, value))
            continue
        printed = _value(html_name, value)
        if printed is not None:
            written.append(printed)
    if events:
        written.append(f' data-h="{attribute(" ".join(dict.fromkeys(events)))}"')
    return "".join(written)


def _event(name: str, value: Any) -> str:
    event = event_name(name)
    if not callable(value):
        raise TypeError(
            f"{name}= expects a method or function, got {_short(value)}; "
            "inline handler code cannot run under the page's Content-Security-Policy"
        )
    return event


def _value(name: str, value: Any) -> str | None:
    kind = type(value)
    if kind is str:
        return f' {name}="{attribute(value)}"'
    if kind is bool:
        if name in ("class", "style"):
            return None
        if name in ENUMERATED or name.startswith("aria-"):
            return f' {name}="{"true" if value else "false"}"'
        return f" {name}" if value else None
    if name == "class":
        joined = class_text(value)
        return f' class="{attribute(joined)}"' if joined is not None else None
    if name == "style":
        css = style_text(value)
        return f' style="{attribute(css)}"' if css else None
    if name == "dataset":
        return "".join(
            _value(f"data-{key.replace('_', '-')}", item) or ""
            for key, item in value.items()
            if item is not None
        )
    if isinstance(value, (int, float, str)):
        return f' {name}="{attribute(str(value))}"'
    if callable(value):
        return None
    raise TypeError(f"attribute {name!r}: expected text, a number or a boolean, got {_short(value)}")


def class_text(value: Any) -> str | None:
    """`"a b"` or `["a", cond and "b"]` as the value of `class`; None when a list leaves nothing."""
    if isinstance(value, (list, tuple)):
        return " ".join(_class_names(value)) or None
    return str(value)


def _class_names(items: Any) -> Iterator[str]:
    for item in items:
        if isinstance(item, (list, tuple)):
            yield from _class_names(item)
        elif item:
            yield str(item)


def style_text(value: Any) -> str:
    """`{"margin_top": "1px"}` as the value of `style`."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        raise TypeError(f"style: expected text or a dict, got {_short(value)}")
    return "; ".join(
        f"{name if name.startswith('--') else name.replace('_', '-')}: {item}"
        for name, item in value.items()
        if item is not None and item is not False
    )


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."
