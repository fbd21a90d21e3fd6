"""Assignment in all its forms, and `del`."""

from __future__ import annotations

import ast
from typing import Optional, Union

from .. import jsast as js
from ..context import Context, lowers
from ..types import ANY, CLASS, LIST, OBJ, RAW, STR, UNBOUND, T
from ..walking import walk
from .attributes import attribute_target, read_attribute, store_on, stored_name
from .operators import augmented
from .order import fixed, path, rebinds, runs_code, simple
from .references import check_no_method, class_object, class_reference
from .subscripts import read_item, store_item, store_slice
from .variables import lower_name


@lowers(ast.Assign)
def lower_assign(node: ast.Assign, cx: Context) -> list[js.Stmt]:
    if any(isinstance(t, ast.Attribute) and cx.type(t.value).only(CLASS) for t in node.targets):
        check_no_method(node.value, cx)
    if len(node.targets) == 1:
        return assign_node(node.targets[0], node.value, node, cx)
    value = cx.value(node.value)
    out: list[js.Stmt] = []
    if not isinstance(value, (js.Literal, js.Name)):
        temp = js.Name(f"${cx.fresh()}")
        out.append(js.Declare("const", [(temp, value)]))
        value = temp
    for target in node.targets:
        out += assign_to(target, value, cx.type(node.value), cx, declare=node)
    return out


@lowers(ast.AnnAssign)
def lower_ann_assign(node: ast.AnnAssign, cx: Context) -> list[js.Stmt]:
    if node.value is None:
        return []
    return assign_node(node.target, node.value, node, cx)


def assign_node(target: ast.expr, value: ast.expr, statement: ast.stmt, cx: Context) -> list[js.Stmt]:
    """`target = value`."""
    if isinstance(target, ast.Name):
        raw = cx.flow.raw(target.id) if target.id in cx.scope.local else False
        lowered = cx.expr(value) if raw else cx.value(value)
        return [_store_name(target, lowered, statement, cx)]
    if isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
        parallel = _parallel(target.elts, value.elts, statement, cx)
        if parallel is not None:
            return parallel
    if isinstance(target, (ast.Subscript, ast.Attribute)):
        # Python evaluates the value first, then the object and the key.
        lowered = cx.value(value)
        if not _in_any_order(target, value, cx):
            temp = js.Name(f"${cx.fresh()}")
            return [js.Declare("const", [(temp, lowered)]), *assign_to(target, temp, cx.type(value), cx)]
        return assign_to(target, lowered, cx.type(value), cx)
    return assign_to(target, cx.value(value), cx.type(value), cx, declare=statement, source=value)


def _in_any_order(target: Union[ast.Subscript, ast.Attribute], value: ast.expr, cx: Context) -> bool:
    """Whether nothing can tell if the value or the object that takes it is evaluated first."""
    parts = [target.value]
    if isinstance(target, ast.Subscript):
        key = target.slice
        bounds = (key.lower, key.upper, key.step) if isinstance(key, ast.Slice) else (key,)
        parts += [part for part in bounds if part is not None]
    if isinstance(value, (ast.Constant, ast.Lambda)) or all(fixed(p, cx) for p in parts):
        return not rebinds(value)
    if simple(value):
        return not any(runs_code(p, cx) for p in parts)
    return all(simple(p) or path(p) for p in parts) and not runs_code(value, cx)


def _store_name(target: ast.Name, value: js.Expr, statement: Optional[ast.stmt], cx: Context) -> js.Stmt:
    name = js.Name(cx.local_name(target.id))
    if target.id in cx.scope.globals or cx.scope.kind == "module":
        name = js.Name(cx.global_store(target))
    kind = cx.plan.kind(statement, target.id)
    if kind is not None:
        return js.Declare(kind, [(name, value)])
    return js.ExprStmt(js.Assign(name, value))


def assign_to(
    target: ast.expr,
    value: js.Expr,
    t: Optional[T],
    cx: Context,
    declare: Optional[ast.stmt] = None,
    source: Optional[ast.expr] = None,
) -> list[js.Stmt]:
    """Assign a lowered (boxed) value to any target. ``declare`` is the statement whose plan declares names."""
    if isinstance(target, ast.Name):
        if target.id in cx.scope.local and cx.flow.raw(target.id):
            value = js.Unary("+", value)
        return [_store_name(target, value, declare, cx)]
    if isinstance(target, ast.Attribute):
        return [js.ExprStmt(attribute_target(target, value, cx))]
    if isinstance(target, ast.Subscript):
        obj = cx.value(target.value)
        if isinstance(target.slice, ast.Slice):
            return [js.ExprStmt(store_slice(target.slice, obj, value, cx))]
        return [js.ExprStmt(store_item(target, obj, cx.value(target.slice), value, cx))]
    if isinstance(target, ast.Starred):
        return assign_to(target.value, value, T(LIST), cx, declare)
    assert isinstance(target, (ast.Tuple, ast.List))
    return _unpack(target, value, t, cx, declare, source)


def _unpack(
    target: Union[ast.Tuple, ast.List],
    value: js.Expr,
    t: Optional[T],
    cx: Context,
    declare: Optional[ast.stmt],
    source: Optional[ast.expr],
) -> list[js.Stmt]:
    elts = target.elts
    star = next((i for i, e in enumerate(elts) if isinstance(e, ast.Starred)), None)
    if star is None:
        parts = cx.helper("unpack", value, js.Literal(len(elts)))
    else:
        parts = cx.helper("unpackStar", value, js.Literal(star), js.Literal(len(elts) - star - 1))
    inner = [e.value if isinstance(e, ast.Starred) else e for e in elts]
    if all(isinstance(e, ast.Name) and not (e.id in cx.scope.local and cx.flow.raw(e.id)) for e in inner):
        names = [e for e in inner if isinstance(e, ast.Name)]
        plain = not any(n.id in cx.scope.globals or cx.scope.kind == "module" for n in names)
        kinds = {cx.plan.kind(declare, n.id) for n in names}
        last = {n.id: i for i, n in enumerate(names)}
        pattern = js.Array(
            [js.Name(cx.local_name(n.id) if last[n.id] == i else "") for i, n in enumerate(names)]
        )
        if plain and None not in kinds:
            return [js.Declare("let" if "let" in kinds else "const", [(pattern, parts)])]
        if plain:
            ahead: list[js.Stmt] = [
                js.Declare("let", [(js.Name(cx.local_name(n.id)), None)])
                for n in names
                if cx.plan.kind(declare, n.id)
            ]
            return [*ahead, js.ExprStmt(js.Assign(pattern, parts))]
    temp = js.Name(f"${cx.fresh()}")
    out: list[js.Stmt] = [js.Declare("const", [(temp, parts)])]
    for i, element in enumerate(inner):
        out += assign_to(element, js.Index(temp, js.Literal(i)), None, cx, declare)
    return out


def _parallel(
    targets: list[ast.expr], values: list[ast.expr], statement: ast.stmt, cx: Context
) -> Optional[list[js.Stmt]]:
    """`a, b = x, y`: no tuple is made; all values are computed before the first target changes."""
    if len(targets) != len(values) or any(isinstance(e, ast.Starred) for e in [*targets, *values]):
        return None
    if any(isinstance(t, (ast.Tuple, ast.List)) for t in targets):
        return None
    plain = [t.id for t in targets if isinstance(t, ast.Name)]
    if len(set(plain)) != len(plain):
        return None
    out: list[js.Stmt] = []
    pending: list[js.Expr] = []
    for i, value in enumerate(values):
        target = targets[i]
        raw = isinstance(target, ast.Name) and target.id in cx.scope.local and cx.flow.raw(target.id)
        lowered = cx.expr(value) if raw else cx.value(value)
        constant = isinstance(lowered, js.Literal)
        if not constant:
            temp = js.Name(f"${cx.fresh()}")
            out.append(js.Declare("const", [(temp, lowered)]))
            lowered = temp
        pending.append(lowered)
    names = [t.id for t in targets if isinstance(t, ast.Name)]
    if len(names) == len(targets) and out and _independent(names, values, cx):
        # No value reads what an earlier target changes: assign straight away.
        straight: list[js.Stmt] = []
        by_name = {id(d.items[0][0]): d.items[0][1] for d in out if isinstance(d, js.Declare)}
        for target, lowered in zip(targets, pending):
            real = by_name.get(id(lowered), lowered)
            assert isinstance(target, ast.Name)
            assert real is not None
            straight.append(_store_name(target, real, statement, cx))
        return straight
    for target, lowered in zip(targets, pending):
        if isinstance(target, ast.Name):
            out.append(_store_name(target, lowered, statement, cx))
        else:
            out += assign_to(target, lowered, None, cx, statement)
    return out


def _independent(names: list[str], values: list[ast.expr], cx: Context) -> bool:
    """Whether every value after the first can neither fail nor read an earlier target."""
    for i, value in enumerate(values[1:], 1):
        for child in walk(value):
            if isinstance(child, (ast.expr_context, ast.operator, ast.Constant)):
                continue
            if isinstance(child, ast.Name) and child.id not in names[:i] and not cx.type(child).may(UNBOUND):
                continue
            if (
                isinstance(child, ast.BinOp)
                and isinstance(child.op, (ast.Add, ast.Sub))
                and cx.type(child).small
            ):
                continue
            return False
    return True


@lowers(ast.AugAssign)
def lower_aug_assign(node: ast.AugAssign, cx: Context) -> list[js.Stmt]:
    target = node.target
    t = cx.type(target)
    result = cx.type(node)
    if isinstance(target, ast.Name):
        current = lower_name(target, cx)
        raw = target.id in cx.scope.local and cx.flow.raw(target.id)
        if isinstance(node.op, (ast.Add, ast.Sub)) and isinstance(current, js.Name):
            short = _short(node, current, t, result, raw, cx)
            if short is not None:
                return [short]
        value = augmented(node.op, current, node.value, t.bound(), result, cx)
        if result.only(RAW) and not raw:
            value = cx.helper("flt", value)
        return [_store_name(target, value, node, cx)]
    if isinstance(target, ast.Attribute):
        info = class_reference(target.value, cx)
        if info is not None and not cx.type(target.value).only(OBJ):
            place = js.member(class_object(target.value, cx), "prototype", target.attr)
            return [js.ExprStmt(js.Assign(place, augmented(node.op, place, node.value, ANY, ANY, cx)))]
        obj, ahead = _once(target.value, cx)
        read = read_attribute(target, obj, cx)
        value = augmented(node.op, read, node.value, t.bound(), result, cx)
        if result.only(RAW):
            value = cx.helper("flt", value)
        return [*ahead, js.ExprStmt(store_on(target, obj, value, cx))]
    obj, ahead = _once(target.value, cx)
    if isinstance(target.slice, ast.Slice):
        raise cx.refuse(
            node,
            "SPR100",
            "Augmented assignment to a slice is not supported in browser code.",
            "Assign the slice.",
        )
    key, ahead2 = _once(target.slice, cx)
    value = augmented(node.op, read_item(target, obj, key, cx), node.value, t.bound(), result, cx)
    if result.only(RAW):
        value = cx.helper("flt", value)
    return [*ahead, *ahead2, js.ExprStmt(store_item(target, obj, key, value, cx))]


def _short(
    node: ast.AugAssign, current: js.Name, t: T, result: T, raw: bool, cx: Context
) -> Optional[js.Stmt]:
    """`i += 1` as JavaScript's own, where that is the same."""
    b = cx.type(node.value)
    sign = "+=" if isinstance(node.op, ast.Add) else "-="
    if isinstance(node.target, ast.Name) and node.target.id in cx.sums:
        return js.ExprStmt(js.Assign(current, cx.expr(node.value), sign))
    if t.small and b.small and not t.may(2) and result.small:
        if isinstance(node.value, ast.Constant) and node.value.value == 1 and node.value.value is not True:
            return js.ExprStmt(js.Update(sign[0] * 2, current))
        return js.ExprStmt(js.Assign(current, cx.expr(node.value), sign))
    if raw and t.only(RAW) and (b.only(RAW) or b.small):
        return js.ExprStmt(js.Assign(current, cx.expr(node.value), sign))
    if sign == "+=" and t.only(STR) and b.only(STR):
        return js.ExprStmt(js.Assign(current, cx.expr(node.value), sign))
    return None


def _once(node: ast.expr, cx: Context) -> tuple[js.Expr, list[js.Stmt]]:
    """An expression that is used twice: a name, or a constant that holds it."""
    value = cx.value(node)
    if isinstance(value, (js.Name, js.Literal)):
        return value, []
    if isinstance(value, js.Member) and value.object is js.THIS:
        return value, []
    temp = js.Name(f"${cx.fresh()}")
    return temp, [js.Declare("const", [(temp, value)])]


@lowers(ast.Delete)
def lower_delete(node: ast.Delete, cx: Context) -> list[js.Stmt]:
    return [statement for target in node.targets for statement in _delete(target, cx)]


def _delete(target: ast.expr, cx: Context) -> list[js.Stmt]:
    if isinstance(target, (ast.Tuple, ast.List)):
        return [statement for element in target.elts for statement in _delete(element, cx)]
    if isinstance(target, ast.Name):
        if target.id not in cx.scope.local:
            raise cx.refuse(
                target,
                "SPR100",
                "Only a function's own names can be deleted in browser code.",
                "Assign None to it.",
            )
        name = js.Name(cx.local_name(target.id))
        gone = js.ExprStmt(js.Assign(name, js.UNDEFINED))
        return [js.ExprStmt(lower_name(target, cx)), gone] if cx.type(target).may(UNBOUND) else [gone]
    if isinstance(target, ast.Attribute):
        name_ = js.Literal(stored_name(target, cx))
        return [js.ExprStmt(cx.helper("delattr", cx.value(target.value), name_))]
    assert isinstance(target, ast.Subscript)
    obj = cx.value(target.value)
    if not isinstance(target.slice, ast.Slice):
        return [js.ExprStmt(cx.helper("delitem", obj, cx.value(target.slice)))]
    bounds = (target.slice.lower, target.slice.upper, target.slice.step)
    parts = [cx.value(p) if p is not None else js.NULL for p in bounds]
    return [js.ExprStmt(cx.helper("delslice", obj, *parts))]
