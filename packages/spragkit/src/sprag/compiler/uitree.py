"""`ui.*` calls as a tree of static parts and holes: the one reading that the browser's blocks and the server's
functions share.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any, Callable, Optional, Union

from ..authoring.attributes import VOID_TAGS, attribute_name, event_name, tag_name

#: Elements whose content the parser reads by rules of its own; with anything dynamic inside they take the
#: element path.
SPECIAL_CONTENT = frozenset(
    {"script", "style", "pre", "textarea", "listing", "template", "noscript", "iframe", "title"}
)

#: Names of `ui` that are not tags.
FORMS = frozenset({"For", "Grid", "LazyImage", "HTML", "Fragment"})


@dataclass
class Text:
    """Text that is known."""

    value: str


@dataclass
class Hole:
    """A child that is known at run time only; `textual` when it is always one text."""

    value: ast.expr
    textual: bool = False


@dataclass
class Raw:
    """`ui.HTML(...)`."""

    value: ast.expr


@dataclass
class Rows:
    """`ui.For(...)`, or a comprehension of elements: one tree per item."""

    node: ast.expr
    items: ast.expr
    key: Optional[ast.expr]
    render: Optional[ast.expr]


@dataclass
class Attr:
    """One attribute: the keyword, its HTML name, its value; `event` is the event's name when the keyword is one."""

    keyword: str
    html: str
    value: ast.expr
    event: str = ""


@dataclass
class Element:
    node: ast.expr
    tag: str
    attrs: list[Attr] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    key: Optional[ast.expr] = None


Child = Union[Text, Hole, Raw, Rows, Element]


class Trees:
    """Reads `ui.*` calls; `ui_member` tells the X of a `ui.X` expression, None for anything else."""

    def __init__(self, ui_member: Callable[[ast.expr], Optional[str]]) -> None:
        self._ui_member = ui_member

    def form(self, node: ast.AST) -> Optional[str]:
        """The name after `ui.` of a call, else None."""
        return self._ui_member(node.func) if isinstance(node, ast.Call) else None

    def element(self, node: ast.AST) -> Optional[Element]:
        """The element that a call makes, when its tag and the names of its attributes are known."""
        name = self.form(node)
        if name is None or not isinstance(node, ast.Call):
            return None
        if any(keyword.arg is None for keyword in node.keywords):
            return None
        if name == "Grid":
            return self._grid(node)
        if name == "LazyImage":
            return self._lazy_image(node)
        if name in FORMS:
            return None
        element = Element(node, tag_name(name))
        for keyword in node.keywords:
            self._attribute(element, keyword.arg or "", keyword.value)
        if element.tag not in VOID_TAGS:
            element.children = self.children(node.args)
        if element.tag in SPECIAL_CONTENT and not all(isinstance(child, Text) for child in element.children):
            return None
        return element

    def children(self, nodes: list[ast.expr]) -> list[Child]:
        return [child for node in nodes for child in self._child(node)]

    def rows(self, node: ast.AST) -> Optional[Rows]:
        """What a `ui.For(...)` lists."""
        if self.form(node) != "For" or not isinstance(node, ast.Call):
            return None
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        if None in given or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
            return None
        return Rows(node, node.args[0], _given(given.get("key")), _given(given.get("render")))

    def _attribute(self, element: Element, keyword: str, value: ast.expr) -> None:
        if keyword == "key":
            element.key = value
            return
        html = attribute_name(keyword)
        event = event_name(keyword) if html.startswith("on") else ""
        element.attrs.append(Attr(keyword, html, value, event))

    def _child(self, node: ast.expr) -> list[Child]:
        if isinstance(node, ast.Starred):
            return self._child(node.value)
        if isinstance(node, (ast.List, ast.Tuple)):
            return self.children(node.elts)
        if isinstance(node, ast.Constant):
            return _constant(node)
        if isinstance(node, ast.JoinedStr):
            return [Hole(node, textual=True)]
        name = self.form(node)
        if name is not None and isinstance(node, ast.Call):
            if name == "Fragment" and not node.keywords:
                return self.children(node.args)
            if name == "HTML" and len(node.args) == 1 and not node.keywords:
                return [Raw(node.args[0])]
            found = self.rows(node) or self.element(node)
            if found is not None:
                return [found]
        return [Hole(node)]

    def _grid(self, call: ast.Call) -> Optional[Element]:
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        layout = {
            name: given.pop(name, None) for name in ("columns", "column_width", "gap", "apply_grid_styles")
        }
        known: dict[str, Any] = {
            name: value.value for name, value in layout.items() if isinstance(value, ast.Constant)
        }
        if len(call.args) != 1 or len(known) != sum(value is not None for value in layout.values()):
            return None
        element = Element(call, "div")
        if known.pop("apply_grid_styles", True):
            from ..authoring.ui import grid_style

            style = grid_style(known.get("columns"), known.get("column_width"), known.get("gap"))
            keys: list[Optional[ast.expr]] = [ast.Constant(key) for key in style]
            values: list[ast.expr] = [ast.Constant(value) for value in style.values()]
            self._attribute(
                element, "style", ast.fix_missing_locations(ast.copy_location(ast.Dict(keys, values), call))
            )
        assert isinstance(call.func, ast.Attribute)
        listing = ast.Attribute(call.func.value, "For", ast.Load())
        rest = [keyword for keyword in call.keywords if keyword.arg in ("key", "render", "pool_key")]
        rows = ast.Call(ast.copy_location(listing, call.func), call.args, rest)
        element.children = self._child(ast.copy_location(rows, call))
        return element

    def _lazy_image(self, call: ast.Call) -> Optional[Element]:
        given = {keyword.arg or "": keyword.value for keyword in call.keywords}
        source = call.args[0] if len(call.args) == 1 else given.pop("src", None)
        if source is None or len(call.args) > 1:
            return None
        placeholder = given.pop("placeholder", ast.copy_location(ast.Constant(None), call))
        element = Element(call, "img")
        for keyword, value in {**given, "data_src": source, "src": placeholder}.items():
            self._attribute(element, keyword, value)
        return element


def _given(value: Optional[ast.expr]) -> Optional[ast.expr]:
    return None if isinstance(value, ast.Constant) and value.value is None else value


def _constant(node: ast.Constant) -> list[Child]:
    value = node.value
    if value is None or isinstance(value, bool):
        return []
    if isinstance(value, (str, int, float)):
        return [Text(str(value))]
    return [Hole(node)]
