"""ui.* trees to HTML: the generic printer. The rules stand in docs/architecture.md §5."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import GeneratorType
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from specter.callables import taking

from ..authoring.attributes import ENUMERATED, VOID_TAGS, attribute_name, event_name
from ..authoring.browser import Component
from ..authoring.screen import Hydrate, Screen
from ..authoring.ui import Element, Raw, Rows
from .html import attribute, escaped, text

#: Elements whose content is not parsed as HTML.
RAW_TEXT_TAGS = frozenset({"script", "style"})
#: The parser drops a newline right after these open.
NEWLINE_EATERS = frozenset({"pre", "textarea", "listing"})

SEPARATOR = "<!---->"

#: Prints a component instance; a compiled template takes the generic printer's place here.
Printer = Callable[["Out", Any], None]
Append = Callable[[str], None]
_printers: dict[type, Printer] = {}
_renders: WeakKeyDictionary[type, Callable[[Any, Any], Any]] = WeakKeyDictionary()


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


def use_render(screen: type[Screen], render: Callable[..., Any]) -> None:
    """Renders instances of exactly this class by a compiled template from now on."""
    screen.render = render  # type: ignore[method-assign]
    _renders.pop(screen, None)


def forget_printers() -> None:
    _printers.clear()


def write(out: Out, node: Any) -> None:
    """One child: what it is decides how it is printed."""
    out.after_text = _child(out, out.parts.append, node, out.after_text)


def _child(out: Out, append: Append, node: Any, after_text: bool) -> bool:
    """Prints a child that follows a text or not; whether it ends in a text itself."""
    kind = node.__class__
    if kind is str:
        append(SEPARATOR + text(node) if after_text else text(node))
        return True
    if kind is Element:
        _element(out, append, node)
        return False
    if node is None or kind is bool:
        return after_text
    if kind is list or kind is tuple:
        return _children(out, append, node, after_text)
    if kind is int or kind is float:
        append(f"{SEPARATOR}{node}" if after_text else str(node))
        return True
    if kind is Rows:
        return _children(out, append, node.children(), after_text)
    if kind is Raw:
        append(node.html)
        return False
    return _other(out, node, after_text)


def _children(out: Out, append: Append, children: Iterable[Any], after_text: bool) -> bool:
    for child in children:
        # The two commonest kinds stand here as well: a call for each would cost a quarter of the whole.
        if child.__class__ is Element:
            _element(out, append, child)
            after_text = False
        elif child.__class__ is str:
            append(SEPARATOR + text(child) if after_text else text(child))
            after_text = True
        else:
            after_text = _child(out, append, child, after_text)
    return after_text


def _other(out: Out, node: Any, after_text: bool) -> bool:
    if isinstance(node, (list, tuple, GeneratorType)):
        return _children(out, out.parts.append, node, after_text)
    if isinstance(node, (str, int, float)):
        return _child(out, out.parts.append, str(node), after_text)
    out.after_text = after_text
    if isinstance(node, Component):
        write_component(out, node)
    elif isinstance(node, Hydrate):
        if out.hydrate is None:
            raise TypeError("hydrate(...) may stand in a Screen's tree only, not inside a Component")
        out.hydrate(out, node)
    else:
        raise TypeError(
            f"a child must be text, a number, a ui element, a component, a list of these or None; "
            f"got {type(node).__module__}.{type(node).__qualname__}: {_short(node)}"
        )
    return out.after_text


def write_component(out: Out, component: Component) -> None:
    """What a component renders, by its compiled template when there is one."""
    printer = _printers.get(type(component))
    if printer is not None:
        printer(out, component)
    else:
        write(out, render_of(type(component))(component, component.props))


def render_of(cls: type[Component] | type[Screen]) -> Callable[[Any, Any], Any]:
    """`render` of a class, to be called with an instance and its props or data, whether it takes them or not."""
    render = _renders.get(cls)
    if render is None:
        render = _renders[cls] = taking(cls.render, 2)
    return render


class _Tag(NamedTuple):
    """What an element prints beside its attributes and children."""

    start: str
    open: str
    close: str
    #: Children are printed as they are; False for void elements, raw texts and those that eat a newline.
    plain: bool


_MOST = 4096
# Plain dicts, bounded by what an app's code spells: half the price of an lru_cache hit.
_tags: dict[str, _Tag] = {}
_befores: dict[str, str] = {}


def _tag(name: str) -> _Tag:
    plain = name not in VOID_TAGS and name not in RAW_TEXT_TAGS and name not in NEWLINE_EATERS
    made = _Tag(f"<{name}", f"<{name}>", "" if name in VOID_TAGS else f"</{name}>", plain)
    if len(_tags) < _MOST:
        _tags[name] = made
    return made


def _element(out: Out, append: Append, element: Element) -> None:
    start, opening, close, plain = _tags.get(element.tag) or _tag(element.tag)
    if element.attrs:
        opening = f"{start}{attributes(element.attrs)}>"
    children = element.children
    if plain:
        # Most elements hold one text: one piece instead of three.
        if len(children) == 1 and children[0].__class__ is str:
            value = children[0]
            if "&" in value or "<" in value or ">" in value or "\r" in value or "\0" in value:
                value = escaped(value)
            append(f"{opening}{value}{close}")
            return
        append(opening)
        _children(out, append, children, False)
        append(close)
        return
    append(opening)
    if close:
        if element.tag in RAW_TEXT_TAGS:
            append(_raw_text(element.tag, children))
        else:
            _after_newline_eater(out, children)
        append(close)


def _after_newline_eater(out: Out, children: tuple[Any, ...]) -> None:
    at = len(out.parts)
    _children(out, out.parts.append, children, False)
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
    written = ""
    events: list[str] = []
    for name, value in attrs.items():
        if value.__class__ is str:
            before = _befores.get(name) or _before(name)
            if before:
                written += f'{before}{attribute(value)}"'
                continue
        if value is None or name == "key":
            continue
        html_name = attribute_name(name)
        if html_name.startswith("on"):
            events.append(_event(name, value))
        else:
            written += _value(html_name, value) or ""
    if events:
        written += f' data-h="{attribute(" ".join(dict.fromkeys(events)))}"'
    return written


def _before(name: str) -> str:
    """What stands before a text value; "" where a text is not simply printed."""
    html_name = attribute_name(name)
    if html_name.startswith("on") or html_name in ("style", "dataset", "key"):
        return ""
    if len(_befores) < _MOST:
        _befores[name] = f' {html_name}="'
    return f' {html_name}="'


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
