"""The `ui.*` calls of one function as joined strings; everything around them stays the Python that the author wrote."""

from __future__ import annotations

import ast
import copy
from typing import TYPE_CHECKING, Optional, Union

from ..authoring.attributes import VOID_TAGS
from ..authoring.ui import Element as GenericElement
from ..rendering.compiled import PREFIX
from ..rendering.html import text
from ..rendering.tree import SEPARATOR, attributes, to_html
from .uitree import Attr, Child, Element, Hole, Raw, Rows, Text, Trees

if TYPE_CHECKING:
    from typing_extensions import TypeGuard

Part = Union[str, ast.expr]  # ready HTML, or an expression that gives HTML


class Rewriter(ast.NodeTransformer):
    """Turns the `ui.*` calls of one function into joined strings."""

    def __init__(
        self, trees: Trees, helpers: dict[str, str], methods: dict[str, str], self_name: str, own: set[str]
    ) -> None:
        self.trees = trees
        self.helpers = helpers
        self.methods = methods
        self.self_name = self_name
        self.own = own  # what `self.x` names a method for certain
        self.shadowed: set[str] = set()

    def function(self, node: ast.FunctionDef, name: str) -> ast.FunctionDef:
        node = copy.deepcopy(node)
        self.shadowed = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
        self.shadowed |= {
            each.id
            for each in ast.walk(node)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }
        self.shadowed |= {
            each.name for each in ast.walk(node) if isinstance(each, ast.FunctionDef) and each is not node
        }
        node.name = name
        node.returns = None
        for each in ast.walk(node):
            if isinstance(each, ast.arg):
                each.annotation = None
        node.body = [self.visit(statement) for statement in node.body]
        return node

    # -- values: what stands anywhere in the code

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        self.generic_visit(node)
        if node.value is not None and isinstance(node.target, ast.Name):
            return ast.copy_location(ast.Assign([node.target], node.value), node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        element = self.trees.element(node)
        if element is not None:
            return _call("raw", _joined(self._element(element), node), at=node)
        if self.trees.form(node) is not None:
            self.generic_visit(node)
            return node
        self.generic_visit(node)
        return self._direct(node)

    def _direct(self, node: ast.Call) -> ast.expr:
        """A call of a function of this file, or of a method of this class, as a call of the compiled one."""
        called = node.func
        if isinstance(called, ast.Name) and called.id in self.helpers and called.id not in self.shadowed:
            node.func = ast.copy_location(ast.Name(self.helpers[called.id], ast.Load()), called)
        elif isinstance(called, ast.Attribute) and self._method(called) in self.methods:
            node.func = ast.copy_location(ast.Name(self.methods[called.attr], ast.Load()), called)
            node.args = [ast.copy_location(ast.Name(self.self_name, ast.Load()), called), *node.args]
        return node

    # -- HTML

    def _element(self, element: Element) -> list[Part]:
        folded = _fold(element)
        if folded is not None:
            return [folded]
        parts: list[Part] = [f"<{element.tag}", *self._attributes(element.attrs), ">"]
        if element.tag not in VOID_TAGS:
            parts += self._children(element.children)
            parts.append(f"</{element.tag}>")
        return parts

    def _attributes(self, attrs: list[Attr]) -> list[Part]:
        parts: list[Part] = []
        events: list[str] = []
        for attr in attrs:
            if attr.event:
                if not self._is_callable(attr.value):
                    return [self._generic_attributes(attrs)]
                events.append(attr.event)
            elif attr.html.startswith("on"):
                return [self._generic_attributes(attrs)]
            elif isinstance(attr.value, ast.JoinedStr) and attr.html != "dataset":
                parts += [f' {attr.html}="', _call("quoted", self.visit(attr.value)), '"']
            else:
                parts.append(self._attribute(attr))
        if events:
            parts.append(f' data-h="{" ".join(dict.fromkeys(events))}"')
        return parts

    def _is_callable(self, value: ast.expr) -> bool:
        return isinstance(value, ast.Lambda) or self._method(value) in self.own

    def _method(self, value: ast.expr) -> Optional[str]:
        """The x of `self.x`."""
        if (
            isinstance(value, ast.Attribute)
            and isinstance(value.value, ast.Name)
            and value.value.id == self.self_name
        ):
            return value.attr
        return None

    def _generic_attributes(self, attrs: list[Attr]) -> ast.expr:
        keys: list[Optional[ast.expr]] = [ast.Constant(attr.keyword) for attr in attrs]
        return _call("attrs", ast.Dict(keys, [self.visit(attr.value) for attr in attrs]))

    def _attribute(self, attr: Attr) -> Part:
        value = attr.value
        try:
            return attributes({attr.keyword: ast.literal_eval(value)})
        except (ValueError, TypeError, SyntaxError):
            pass
        if isinstance(value, ast.IfExp):
            then, otherwise = (
                self._attribute(Attr(attr.keyword, attr.html, each)) for each in (value.body, value.orelse)
            )
            return ast.IfExp(self.visit(value.test), _expression(then), _expression(otherwise))
        return _call("attr", self.visit(value), ast.Constant(f' {attr.html}="'), ast.Constant(attr.html))

    def _children(self, children: list[Child]) -> list[Part]:
        parts: list[Part] = []
        group: list[Child] = []
        for child in children:
            if isinstance(child, (Element, Raw)):
                parts += self._group(group)
                group = []
                parts += self._element(child) if isinstance(child, Element) else [self._raw(child)]
            else:
                group.append(child)
        return [*parts, *self._group(group)]

    def _raw(self, child: Raw) -> ast.expr:
        return _call("markup", self.visit(child.value))

    def _group(self, group: list[Child]) -> list[Part]:
        """Children between two elements: texts among them must be kept apart."""
        if len([child for child in group if self._may_be_text(child)]) <= 1:
            return [self._alone(child) for child in group]
        if all(
            isinstance(child, Text) or (isinstance(child, Hole) and self._is_text(child)) for child in group
        ):
            parts: list[Part] = []
            for child in group:
                parts += [SEPARATOR, self._alone(child)] if parts else [self._alone(child)]
            return parts
        return [_call("many", *(self._value(child) for child in group))]

    def _value(self, child: Child) -> ast.expr:
        if isinstance(child, Text):
            return ast.Constant(child.value)
        assert isinstance(child, (Hole, Rows))
        value = child.value if isinstance(child, Hole) else child.node
        visited: ast.expr = self.visit(value)
        return visited

    def _alone(self, child: Child) -> Part:
        if isinstance(child, Text):
            return text(child.value)
        if isinstance(child, Rows):
            return self._rows(child)
        assert isinstance(child, Hole)
        return self._hole(child.value)

    def _hole(self, value: ast.expr) -> Part:
        """HTML of an expression without texts beside it."""
        if isinstance(value, ast.Constant):
            return text(str(value.value)) if not isinstance(value.value, (bool, type(None))) else ""
        if self._is_str_call(value):
            return _call("str", self.visit(value.args[0]))
        if self._is_text(Hole(value)):
            return _call("text", self.visit(value))
        element = self.trees.element(value)
        if element is not None:
            return _joined(self._element(element), value)
        if isinstance(value, ast.IfExp):
            return ast.IfExp(
                self.visit(value.test),
                _expression(self._hole(value.body)),
                _expression(self._hole(value.orelse)),
            )
        if isinstance(value, (ast.ListComp, ast.GeneratorExp)) and self.trees.element(value.elt) is not None:
            return self._comprehension(value)
        return _call("child", self.visit(value))

    def _comprehension(self, node: Union[ast.ListComp, ast.GeneratorExp]) -> ast.expr:
        body = _expression(self._hole(node.elt))
        return _join_all(ast.ListComp(body, [self.visit(each) for each in node.generators]))

    def _rows(self, rows: Rows) -> ast.expr:
        render = rows.render
        items: ast.expr = self.visit(rows.items)
        if render is None:
            return _call("child", _list(items))
        body = render.body if isinstance(render, ast.Lambda) and _takes_one(render) else None
        if body is not None and self.trees.element(body) is not None:
            assert isinstance(render, ast.Lambda)
            name = render.args.args[0].arg
            generator = ast.comprehension(ast.Name(name, ast.Store()), items, [], 0)
            return _join_all(ast.ListComp(_expression(self._hole(body)), [generator]))
        if isinstance(render, ast.Attribute) and self._method(render) in self.methods:
            item = f"{PREFIX}item"
            call = ast.Call(render, [ast.Name(item, ast.Load())], [])
            generator = ast.comprehension(ast.Name(item, ast.Store()), items, [], 0)
            return _call("child", ast.ListComp(self._direct(call), [generator]))
        return _call("rows", items, self.visit(render))

    def _may_be_text(self, child: Child) -> bool:
        if isinstance(child, Hole):
            return not self._only_elements(child.value)
        if isinstance(child, Rows):
            render = child.render
            return not (
                isinstance(render, ast.Lambda) and _takes_one(render) and self._only_elements(render.body)
            )
        return isinstance(child, Text)

    def _only_elements(self, value: ast.expr) -> bool:
        """Whether an expression gives elements or nothing."""
        if isinstance(value, (ast.ListComp, ast.GeneratorExp)):
            return self._only_elements(value.elt)
        if isinstance(value, ast.IfExp):
            return self._only_elements(value.body) and self._only_elements(value.orelse)
        if isinstance(value, ast.Constant):
            return value.value is None or isinstance(value.value, bool)
        return self.trees.element(value) is not None

    def _is_str_call(self, value: ast.expr) -> TypeGuard[ast.Call]:
        """`str(x)` of the builtin."""
        return (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Name)
            and value.func.id == "str"
            and "str" not in self.shadowed
            and len(value.args) == 1
            and not value.keywords
            and not isinstance(value.args[0], ast.Starred)
        )

    def _is_text(self, hole: Hole) -> bool:
        value = hole.value
        return (
            hole.textual
            or isinstance(value, ast.JoinedStr)
            or (
                isinstance(value, ast.Constant)
                and isinstance(value.value, (str, int, float))
                and not isinstance(value.value, bool)
            )
            or self._is_str_call(value)
        )


def _fold(element: Element) -> Optional[str]:
    """The HTML of an element in which everything is known."""
    tree = _known(element)
    if tree is None:
        return None
    try:
        return to_html(tree)
    except TypeError:
        return None  # the generic printer says what is wrong when the page is rendered


def _known(element: Element) -> Optional[GenericElement]:
    children: list[object] = []
    for child in element.children:
        known = (
            child.value if isinstance(child, Text) else _known(child) if isinstance(child, Element) else None
        )
        if known is None:
            return None
        children.append(known)
    try:
        attrs = {attr.keyword: ast.literal_eval(attr.value) for attr in element.attrs}
    except (ValueError, TypeError, SyntaxError):
        return None
    return GenericElement(element.tag, attrs, tuple(children))


def _takes_one(function: ast.Lambda) -> bool:
    args = function.args
    return len(args.args) == 1 and not (
        args.posonlyargs or args.kwonlyargs or args.vararg or args.kwarg or args.defaults
    )


def _call(name: str, *args: ast.expr, at: Optional[ast.AST] = None) -> ast.Call:
    call = ast.Call(ast.Name(PREFIX + name, ast.Load()), list(args), [])
    return ast.copy_location(call, at) if at is not None else call


def _list(items: ast.expr) -> ast.expr:
    return ast.List([ast.Starred(items, ast.Load())], ast.Load())


def _join_all(strings: ast.expr) -> ast.expr:
    return ast.Call(ast.Attribute(ast.Constant(""), "join", ast.Load()), [strings], [])


def _expression(part: Part) -> ast.expr:
    return ast.Constant(part) if isinstance(part, str) else part


def _joined(parts: list[Part], at: ast.AST) -> ast.expr:
    """`"<b>%s</b>" % (…,)`: the fastest join that is plain text in every Python."""
    format_text = "".join(part.replace("%", "%%") if isinstance(part, str) else "%s" for part in parts)
    values = [part for part in parts if not isinstance(part, str)]
    if not values:
        return ast.copy_location(ast.Constant("".join(part for part in parts if isinstance(part, str))), at)
    return ast.copy_location(
        ast.BinOp(ast.Constant(format_text), ast.Mod(), ast.Tuple(values, ast.Load())), at
    )
