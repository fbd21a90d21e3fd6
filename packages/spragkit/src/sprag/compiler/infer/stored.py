"""Types of attributes that only methods assign, from what they are assigned.

Only what is certain without running a function's flow: literals, annotated parameters (which are checked when the
function is called), and what operators make of them."""

from __future__ import annotations

import ast
from typing import Optional

from ..mentions import Attributes, Method, Store
from ..model import signature
from ..types import (
    ANY,
    FLOAT,
    INT,
    LIST,
    NEVER,
    NUMERIC,
    RAW,
    STR,
    T_BASIC,
    T_BOOL,
    T_DICT,
    T_LIST,
    T_NONE,
    T_SET,
    T_STR,
    TUPLE,
    T,
    integer,
)
from ..walking import walk
from .annotations import ANNOTATED
from .arithmetic import binary

DISPLAYS: dict[type, T] = {
    ast.List: T_LIST, ast.ListComp: T_LIST, ast.Dict: T_DICT, ast.DictComp: T_DICT, ast.Set: T_SET,
    ast.SetComp: T_SET, ast.Compare: T_BOOL, ast.JoinedStr: T_STR,
}  # fmt: skip


def stored_type(attributes: Attributes, name: str) -> T:
    """What the attribute ``name`` of an object of the app is, where it is there; `ANY` where that is not known."""
    known = attributes.types.get(name)
    if known is None:
        known = attributes.types[name] = _joined(attributes.stores.get(name, []), name)
    return known


def _joined(stores: list[Store], name: str) -> T:
    if not stores:
        return ANY
    first = NEVER
    for store in stores:
        if store.op is None and not _mentions(store.value, name):
            first = first.join(_type(store, store.value, name, ANY))
    # An integer that is changed may have any size; what is added to it must keep it one.
    changed = [s for s in stores if s.op is not None or _mentions(s.value, name)]
    current = T(first.mask, ref=first.ref) if changed else first
    if not current.mask or current.mask & ~(
        NUMERIC | STR | LIST | TUPLE | T_DICT.mask | T_SET.mask | T_NONE.mask
    ):
        return ANY
    for store in changed:
        assert store.value is not None
        t = _type(store, store.value, name, current)
        if store.op is not None:
            t = binary(store.op, current, t, store.value)
        if not T(FLOAT if t.only(RAW) else t.mask).only(current.mask):
            return ANY
    # A float is held boxed.
    return T(FLOAT) if current.only(RAW) else current


def _mentions(node: Optional[ast.expr], name: str) -> bool:
    return node is not None and any(isinstance(n, ast.Attribute) and n.attr == name for n in walk(node))


def _type(store: Store, node: Optional[ast.expr], name: str, current: T) -> T:
    if node is None or store.method is None:
        return ANY
    if isinstance(node, ast.Constant):
        return _constant(node.value)
    if type(node) in DISPLAYS:
        return DISPLAYS[type(node)]
    if isinstance(node, ast.Name):
        return _parameter(store.method, node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        t = _type(store, node.operand, name, current)
        return T(t.mask) if t.only(INT) else t if t.only(RAW | FLOAT) else ANY
    if isinstance(node, ast.BinOp):
        left, right = (_type(store, side, name, current) for side in (node.left, node.right))
        return binary(node.op, left, right, node.right)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return current if node.attr == name else ANY
    return ANY


def _constant(value: object) -> T:
    if isinstance(value, bool):
        return T_BOOL
    if isinstance(value, int):
        return integer(value.bit_length(), natural=value >= 0)
    if isinstance(value, str):
        return T_BASIC if value.isascii() else T_STR
    return T_NONE if value is None else T(RAW) if isinstance(value, float) else ANY


def _parameter(method: Method, name: str) -> T:
    """The type of an annotated parameter that the method never assigns."""
    arg = next(
        (a for a in [*method.args.posonlyargs, *method.args.args, *method.args.kwonlyargs] if a.arg == name),
        None,
    )
    if arg is None or not isinstance(arg.annotation, ast.Name):
        return ANY
    if any(
        (isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load))
        or getattr(n, "name", None) == name
        or getattr(n, "rest", None) == name
        or (isinstance(n, (ast.Global, ast.Nonlocal)) and name in n.names)
        for n in walk(method)
    ):
        return ANY
    t = ANNOTATED.get(arg.annotation.id, ANY)
    default = next((p.default for p in signature(method).params if p.name == name), None)
    return t.join(_constant(default.value)) if isinstance(default, ast.Constant) and t is not ANY else t
