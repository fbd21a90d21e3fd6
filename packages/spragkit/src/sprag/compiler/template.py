"""`ui.*` calls in the browser: static markup in a block, a value per hole (docs/architecture.md, section 6).

`ui_call` lowers a `ui.*` call wherever it stands, so that everything around it (locals, conditions, loops,
early returns, helpers that return trees) is ordinary Python. `compile_render` makes `render()` the method
`$view`. What this cannot see into (`ui[tag]`, `**attrs`, a dynamic `<pre>`) becomes `h(tag, attrs,
...children)`.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import Optional, Union

from ..authoring.attributes import VOID_TAGS, tag_name
from ..rendering.html import text
from ..rendering.tree import attributes
from . import jsast as js
from .context import Context
from .lower.functions import body
from .lower.references import holder_of, member_name
from .model import ClassInfo, kind_of
from .project import place
from .template_lists import TEXT, callback, listed
from .template_values import (
    ATTR,
    CHILD,
    CLASS,
    PROP,
    STYLE,
    attribute_value,
    child_value,
    html_value,
    is_text,
    ui_member,
)
from .uitree import FORMS, Attr, Child, Element, Hole, Raw, Rows, Text, Trees

LIVE_PROPERTIES = frozenset({"value", "checked", "selected", "muted"})
Definition = Union[ast.FunctionDef, ast.AsyncFunctionDef]
# A path of the app in a URL (it may need a prefix), or an SVG element as the root: see `plain` of ragot/block.js.
_NEEDS_CARE = re.compile(
    r"""\s(?:href|src|action|formaction|poster|data-src)="/|^<(?:path|circle|rect|line|polygon|polyline|ellipse|g|defs
    |marker|mask|pattern|stop|linearGradient|radialGradient|text|tspan|use|symbol|clipPath|filter|image|animate
    |foreignObject)\b""",
    re.VERBOSE,
)


def compile_render(node: Definition, info: ClassInfo, cx: Context) -> list[Union[js.Method, js.ClassField]]:
    """The method `$view` of a component; its parameter is the component's props."""
    names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)][1:]
    params = [js.Param(cx.local_name(name), js.Member(js.THIS, "props")) for name in names[:1]]
    params += [js.Param(cx.local_name(name), js.NULL) for name in names[1:]]
    statements = body(node, cx)
    if not cx.scope.returns:
        statements.append(js.Return())
    _return_parts(statements, cx)
    method = js.Method("$view", js.Function("", params, statements, cx.is_async, cx.generator))
    method.at = place(cx.file.source, node)
    method.name = f"{info.node.name}.render"
    return [method]


def _return_parts(statements: list[js.Stmt], cx: Context) -> None:
    """Make each returned value a part of a tree; a view is one, so that a page of views carries nothing else."""
    pending: list[object] = list(statements)
    while pending:
        node = pending.pop()
        if isinstance(node, js.Return):
            node.value = _part(node.value or js.NULL, cx)
        elif isinstance(node, list):
            pending += node
        elif isinstance(node, js.Node) and not isinstance(node, (js.Function, js.Arrow, js.Class)):
            pending += vars(node).values()


def _part(value: js.Expr, cx: Context) -> js.Expr:
    if isinstance(value, js.Conditional):
        return js.Conditional(value.test, _part(value.then, cx), _part(value.otherwise, cx))
    view = cx.file.ragot_names.get(("block", "view"))
    if isinstance(value, js.Call) and isinstance(value.callee, js.Name) and value.callee.id == view:
        return value
    return js.call(cx.file.ragot("inside", "partOf"), value)


def ui_call(node: ast.Call, name: str, cx: Context) -> js.Expr:
    """The JavaScript of a call of `ui.<name>`."""
    trees = Trees(lambda each: ui_member(each, cx))
    element = trees.element(node)
    if element is not None and not _is_opaque(element):
        return _Block(cx, trees).view(element)
    rows = trees.rows(node)
    if rows is not None:
        return listed(rows, cx)
    if name == "HTML" and len(node.args) == 1 and not node.keywords:
        return html_value(node.args[0], cx)
    if name == "Fragment" and not node.keywords:
        return js.Array([child_value(each, cx) for each in node.args])
    if name in FORMS:
        raise cx.refuse(
            node,
            "SPR101",
            f"ui.{name}(...) cannot take these arguments in browser code.",
            "Write its arguments out.",
        )
    return element_path(js.Literal(tag_name(name)), node, cx)


def _is_opaque(element: Element) -> bool:
    """Whether an attribute's shape keeps the element out of a block."""
    if any(attr.html == "dataset" and _static(attr) is None for attr in element.attrs):
        return True
    return any(_is_opaque(child) for child in element.children if isinstance(child, Element))


def _static(attr: Attr) -> Optional[str]:
    """The text of an attribute that is known at build time."""
    if attr.event:
        return None
    try:
        return attributes({attr.keyword: ast.literal_eval(attr.value)})
    except (ValueError, TypeError, SyntaxError):
        return None


def element_path(tag: js.Expr, node: ast.Call, cx: Context) -> js.Expr:
    """`h(tag, attrs, ...children)`: an element that cannot be taken apart at build time."""
    given: list[js.Property | js.Spread] = []
    for keyword in node.keywords:
        if keyword.arg is None:
            given.append(js.Spread(cx.helper("toJs", cx.value(keyword.value))))
        else:
            kind = {"class_": CLASS, "style": STYLE, "dataset": STYLE}.get(keyword.arg, ATTR)
            given.append(js.Property(keyword.arg, attribute_value(keyword.value, cx, kind)))
    children = [
        js.Spread(cx.helper("list", cx.value(each.value)))
        if isinstance(each, ast.Starred)
        else child_value(each, cx)
        for each in node.args
    ]
    return js.Call(cx.file.ragot("tree", "h"), [tag, js.Object(given) if given else js.NULL, *children])


@dataclass
class _Block:
    """One static piece of markup while it is taken apart."""

    cx: Context
    trees: Trees
    markup: list[str] = field(default_factory=list)
    holes: list[js.Expr] = field(default_factory=list)
    values: list[js.Expr] = field(default_factory=list)
    events: list[js.Expr] = field(default_factory=list)
    captured: list[tuple[js.Literal, js.Expr]] = field(default_factory=list)
    #: Where the instance holds a variable that handlers read.
    held: dict[str, js.Literal] = field(default_factory=dict)
    #: Whether it has CHILD holes: a page whose blocks have none does not carry what they need.
    nests: bool = False
    texts_only: bool = True

    def view(self, element: Element) -> js.Expr:
        """`view(B, values, key?)`; B is hoisted to the top of the module."""
        self._element(element, ())
        for number, (slot, value) in enumerate(self.captured):
            slot.value = len(self.holes) + number
            self.values.append(value)
        cx = self.cx
        parts: list[js.Expr] = [js.Literal("".join(self.markup))]
        parts.append(js.Array(self.holes))
        if self.events:
            parts.append(js.Call(cx.file.ragot("block", "hears"), [js.Array(self.events)]))
        make = "nest" if self.nests else "plain" if self._is_plain() else "block"
        if make == "plain" and not self.holes and not self.events:
            parts.pop()
        block = cx.file.hoist("B", js.Call(cx.file.ragot("block", make), parts))
        arguments: list[js.Expr] = [block, js.Array(self.values)]
        if element.key is not None:
            arguments.append(cx.value(element.key))
        return js.Call(cx.file.ragot("block", "view"), arguments)

    def _is_plain(self) -> bool:
        """Whether its holes are texts and its markup needs no more than the browser's parser."""
        return self.texts_only and not _NEEDS_CARE.search("".join(self.markup))

    def _element(self, element: Element, path: tuple[int, ...]) -> None:
        if self.trees.form(element.node) == "LazyImage":
            self.cx.file.feature("lazy")
        self.markup.append(f"<{element.tag}")
        events = []
        for attr in element.attrs:
            if attr.event:
                events.append(attr)
            else:
                self._attribute(attr, path)
        self._listen(events, path)
        self.markup.append(">")
        if element.tag not in VOID_TAGS:
            if element.tag in ("pre", "textarea", "listing") and element.children:
                first = element.children[0]
                if isinstance(first, Text) and first.value.startswith("\n"):
                    self.markup.append("\n")  # the parser drops one
            if element.tag in ("script", "style"):
                self.markup += [each.value for each in element.children if isinstance(each, Text)]
            else:
                self._children(element.children, path)
            self.markup.append(f"</{element.tag}>")

    def _attribute(self, attr: Attr, path: tuple[int, ...]) -> None:
        static = _static(attr)
        if static is not None:
            self.markup.append(static)
            return
        if attr.html.startswith("on"):
            raise self.cx.refuse(attr.value, "SPR101", f"{attr.keyword}= expects a method or function.")
        kind = {"class": CLASS, "style": STYLE}.get(attr.html, PROP if attr.html in LIVE_PROPERTIES else ATTR)
        self._hole(
            kind,
            path,
            attribute_value(attr.value, self.cx, kind),
            "" if kind in (CLASS, STYLE) else attr.html,
        )

    def _listen(self, attrs: list[Attr], path: tuple[int, ...]) -> None:
        """Event attributes: `data-h` in the markup (in a hole, where a handler may be None), a handler per event."""
        if not attrs:
            return
        certain = all(self._is_handler(attr.value) for attr in attrs)
        shown: list[js.Expr] = []
        for attr in attrs:
            handler, there = self._handler(attr.value)
            self.events.append(js.Array([_path(path), js.Literal(attr.event), handler]))
            shown.append(
                js.Binary("&&", there, js.Literal(attr.event))
                if there is not None
                else js.Literal(attr.event)
            )
        if certain:
            names = dict.fromkeys(attr.event for attr in attrs)
            self.markup.append(f' data-h="{" ".join(names)}"')
        else:
            listed = js.call(
                js.member(js.call(js.member(js.Array(shown), "filter"), js.Name("Boolean")), "join"),
                js.Literal(" "),
            )
            self._hole(ATTR, path, js.Binary("||", listed, js.NULL), "data-h")

    def _is_handler(self, value: ast.expr) -> bool:
        return isinstance(value, ast.Lambda) or self._own_method(value) is not None

    def _own_method(self, value: ast.expr) -> Optional[str]:
        """The JavaScript name of the method that `self.x` certainly is."""
        cx = self.cx
        if not isinstance(value, ast.Attribute) or not isinstance(value.value, ast.Name) or cx.owner is None:
            return None
        context: Optional[Context] = cx
        while context is not None and value.value.id not in context.scope.local:
            context = context.parent
        if context is None or context.self_name != value.value.id:
            return None
        found = cx.owner.find(value.attr)
        if (
            found is None
            or kind_of(found[1]) != "method"
            or any(value.attr in each.attributes for each in cx.owner.mro())
        ):
            return None
        return member_name(value.attr, cx.owner, cx)

    def _handler(self, value: ast.expr) -> tuple[js.Expr, Optional[js.Expr]]:
        """`(c, v, e) => …`, and what tells whether there is a handler (None: always)."""
        owner, values, event = js.Name("$c"), js.Name("$v"), js.Name("$e")
        params = [js.Param("$c"), js.Param("$v"), js.Param("$e")]
        method = self._own_method(value)
        if method is not None:
            return js.Arrow(params, js.call(js.member(owner, method), event)), None
        place = js.Literal(0)
        held = js.Index(values, place)
        function = callback(value, self.cx)
        if isinstance(value, ast.Lambda):
            hoisted = self._hoisted(value, function)
            if hoisted is not None:
                return hoisted, None
            self.captured.append((place, function))
            return js.Arrow(params, js.call(held, event)), None
        # The hole that shows `data-h` is evaluated before the captured values.
        temp = self.cx.temp()
        self.captured.append((place, temp))
        return js.Arrow(params, js.call(held, event)), js.Binary("!=", js.Assign(temp, function), js.NULL)

    def _hoisted(self, node: ast.Lambda, function: js.Expr) -> Optional[js.Expr]:
        """A handler made once, with the block: `self` is its `this`, and what it reads of the variables around it
        is held by the instance. None where such a variable may get another value after the lambda was made.
        """
        cx = self.cx
        in_render = cx.method == "render" and cx.owner is not None and cx.owner.framework == "Component"
        defaults: list[tuple[str, js.Expr]] = []
        if isinstance(function, js.Call) and isinstance(function.callee, js.Arrow):
            # Evaluated where the lambda stands.
            defaults = [(p.name_, value) for p, value in zip(function.callee.params, function.args)]
            function = function.callee.body  # type: ignore[assignment]
        if not in_render or not isinstance(function, js.Arrow) or _mentions(function, "$this"):
            return None
        read: list[str] = []
        for name in cx.captured(node):
            _, context = holder_of(name, cx)
            if context is not None and name == context.self_name:
                continue
            owner = cx.scope.owner(name)
            if owner is None or name not in owner.params or owner.stores[name] != 1 or name in owner.shared:
                return None
            read.append((context or cx).local_name(name))
        held: list[js.Property | js.Spread] = []
        for name, value in defaults:
            held.append(js.Property(self._hold(value), js.Name(name)))
        for name in read:
            if name not in self.held:
                self.held[name] = self._hold(js.Name(name))
            held.append(js.Property(self.held[name], js.Name(name)))
        values = js.Param("$v") if not held else js.Param("", pattern=js.Object(held))
        body: list[js.Stmt] = function.body if isinstance(function.body, list) else [js.Return(function.body)]
        return js.Function("", [js.Param("$c"), values, *function.params], body, function.is_async)

    def _hold(self, value: js.Expr) -> js.Literal:
        """Where the instance holds `value`, after the values of its holes."""
        place = js.Literal(0)
        self.captured.append((place, value))
        return place

    def _children(self, children: list[Child], path: tuple[int, ...]) -> None:
        """Markup and holes of the children; positions are those of the DOM that the markup parses to."""
        at = 0
        after_text = False
        for child in children:
            here = (*path, at)
            if isinstance(child, Element):
                self._element(child, here)
                after_text = False
            elif isinstance(child, Text) or (isinstance(child, Hole) and is_text(child, self.cx)):
                if after_text:
                    self.markup.append("<!---->")
                    at += 1
                    here = (*path, at)
                if isinstance(child, Text) and child.value:
                    self.markup.append(text(child.value))
                else:
                    self.markup.append(" ")
                    value = js.Literal("") if isinstance(child, Text) else self.cx.text(child.value)
                    self._hole(TEXT, here, value)
                after_text = True
            else:
                self.markup.append("<!>")
                self.nests = True
                self._hole(CHILD, here, self._dynamic(child))
                after_text = False
            at += 1

    def _dynamic(self, child: Child) -> js.Expr:
        if isinstance(child, Rows):
            return listed(child, self.cx)
        if isinstance(child, Raw):
            return html_value(child.value, self.cx)
        assert isinstance(child, Hole)
        return child_value(child.value, self.cx)

    def _hole(self, kind: int, path: tuple[int, ...], value: js.Expr, name: str = "") -> None:
        self.texts_only = self.texts_only and kind == TEXT
        spot: list[js.Expr] = [js.Literal(kind), _path(path)]
        self.holes.append(js.Array([*spot, js.Literal(name)] if name else spot))
        self.values.append(value)


def _mentions(node: object, name: str) -> bool:
    """Whether a piece of JavaScript reads the variable `name`."""
    if isinstance(node, (list, tuple)):
        return any(_mentions(each, name) for each in node)
    if not isinstance(node, js.Node):
        return False
    return (isinstance(node, js.Name) and node.id == name) or any(
        _mentions(each, name) for each in vars(node).values()
    )


def _path(path: tuple[int, ...]) -> js.Expr:
    return js.Array([js.Literal(each) for each in path])
