"""Calls on lists and dicts whose items are known: methods, and builtins that hand out at most the items."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Callable, Optional

from ..types import ANY, LIST, T_NONE, T, join_all
from .sites import Site, released, site_of

if TYPE_CHECKING:
    from .expressions import Expressions

LOOKING = frozenset(["len", "any", "all", "bool", "isinstance", "str", "repr", "print"])
HANDING = frozenset(["sum", "enumerate", "zip", "range", "reversed", "tuple", "set", "map", "filter", "iter"])
COPYING = frozenset(["list", "sorted"])
CHOOSING = frozenset(["min", "max"])
WATCHED = LOOKING | HANDING | COPYING | CHOOSING


def builtin_call(flow: Expressions, node: ast.Call, func: ast.Name) -> Optional[T]:
    """The type of a builtin's result. None: nothing that is followed is among its arguments."""
    name = func.id
    if any(isinstance(a, ast.Starred) for a in node.args):
        return None
    callee = flow.expr(func)
    args = [flow.held(a) for a in node.args]
    for keyword in node.keywords:
        flow.expr(keyword.value)
    sites = [site_of(t) for t in args]
    if name in CHOOSING and len(args) > 1:
        for t in args:
            released(t)
    elif name in COPYING and len(args) == 1:
        item = flow.item(node.args[0], args[0])
        if any(k.arg == "key" for k in node.keywords) and sites[0] is not None:
            sites[0].hand_items()  # to the function
        return flow.made(node, LIST, item)
    elif name not in LOOKING:
        for site, t in zip(sites, args):
            if site is None:
                released(t)
            else:
                site.hand_items()
        if name in CHOOSING and sites and sites[0] is not None and not node.keywords:
            return sites[0].take()
    return flow.facts.call_type(node, callee, args, flow)


def site_method(flow: Expressions, node: ast.Call, name: str, site: Site) -> T:
    """The type of what a method of a list or dict gives, which may put something into it."""
    rule = (LISTS if site.kind == LIST else DICTS).get(name)
    starred = any(isinstance(a, ast.Starred) for a in node.args)
    if rule is None or starred or node.keywords or not rule[0] <= len(node.args) <= rule[1]:
        site.release()
        for part in [*node.args, *(k.value for k in node.keywords)]:
            flow.expr(part)
        return flow.facts.call_type(node, ANY, [], flow)
    args = [flow.held(a) for a in node.args]
    return rule[2](flow, node, site, args)


Rule = Callable[["Expressions", ast.Call, Site, list[T]], T]


def _puts(at: int) -> Rule:
    def rule(flow: Expressions, node: ast.Call, site: Site, args: list[T]) -> T:
        site.put(args[at])
        return T_NONE

    return rule


def _extend(flow: Expressions, node: ast.Call, site: Site, args: list[T]) -> T:
    site.put(flow.item(node.args[0], args[0]))
    return T_NONE


def _takes(flow: Expressions, node: ast.Call, site: Site, args: list[T]) -> T:
    """An item, or what is given in its place."""
    return join_all([site.take(), *args[1:]])


def _gets(flow: Expressions, node: ast.Call, site: Site, args: list[T]) -> T:
    return join_all([site.take(), args[1] if len(args) > 1 else T_NONE])


def _sets_default(flow: Expressions, node: ast.Call, site: Site, args: list[T]) -> T:
    site.put(args[1] if len(args) > 1 else T_NONE)
    return site.take()


def _compares(flow: Expressions, node: ast.Call, site: Site, args: list[T]) -> T:
    for t in args:
        released(t)
    site.hand_items()
    return flow.facts.call_type(node, ANY, args, flow)


def _hands(flow: Expressions, node: ast.Call, site: Site, args: list[T]) -> T:
    site.hand_items()
    return flow.facts.call_type(node, ANY, args, flow)


def _plain(flow: Expressions, node: ast.Call, site: Site, args: list[T]) -> T:
    return flow.facts.call_type(node, ANY, args, flow)


def _copies(flow: Expressions, node: ast.Call, site: Site, args: list[T]) -> T:
    return flow.made(node, site.kind, site.take())


LISTS: dict[str, tuple[int, int, Rule]] = {
    "append": (1, 1, _puts(0)), "insert": (2, 2, _puts(1)), "extend": (1, 1, _extend), "pop": (0, 1, _takes),
    "index": (1, 1, _compares), "count": (1, 1, _compares), "remove": (1, 1, _compares), "sort": (0, 0, _hands),
    "reverse": (0, 0, _plain), "clear": (0, 0, _plain), "copy": (0, 0, _copies),
}  # fmt: skip
DICTS: dict[str, tuple[int, int, Rule]] = {
    "get": (1, 2, _gets), "pop": (1, 2, _takes), "setdefault": (1, 2, _sets_default), "keys": (0, 0, _plain),
    "values": (0, 0, _hands), "items": (0, 0, _hands), "clear": (0, 0, _plain), "copy": (0, 0, _copies),
}  # fmt: skip
