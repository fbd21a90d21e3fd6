"""Statements: assignments, control flow without loops, exceptions, `with`, `del`, `assert`."""

from __future__ import annotations

import ast
from typing import Optional, Union

from .. import jsast as js
from ..context import Context, lowers
from ..model import EXCEPTIONS, ClassInfo
from ..types import ANY, DICT, LIST, OBJ, RAW, STR, UNBOUND, T
from ..walking import walk
from .operators import augmented
from .subscripts import store_item, store_slice
from .truth import test


@lowers(ast.Expr)
def lower_expr(node: ast.Expr, cx: Context) -> list[js.Stmt]:
    value = node.value
    if isinstance(value, ast.Constant):
        return []
    outer, cx.discarded = cx.discarded, value
    try:
        out = cx.expr(value)
    finally:
        cx.discarded = outer
    return [js.ExprStmt(out)]


@lowers(ast.Pass)
def lower_pass(node: ast.Pass, cx: Context) -> list[js.Stmt]:
    return []


@lowers(ast.Global, ast.Nonlocal)
def lower_scope(node: ast.stmt, cx: Context) -> list[js.Stmt]:
    return []


@lowers(ast.Return)
def lower_return(node: ast.Return, cx: Context) -> list[js.Stmt]:
    if cx.generator:
        return [js.Return(cx.value(node.value) if node.value is not None else None)]
    if node.value is None:
        return [js.Return(js.NULL if cx.scope.returns else None)]
    return [js.Return(cx.awaited(node.value))]


@lowers(ast.If)
def lower_if(node: ast.If, cx: Context) -> list[js.Stmt]:
    condition = test(node.test, cx)
    return [js.If(condition, cx.block(node.body), cx.block(node.orelse))]


@lowers(ast.Import, ast.ImportFrom)
def lower_import(node: Union[ast.Import, ast.ImportFrom], cx: Context) -> list[js.Stmt]:
    for alias in node.names:
        if cx.scope.owner(alias.asname or alias.name.split(".")[0]) is not None or cx.scope.kind == "module":
            raise cx.refuse(
                node,
                "SPR100",
                "This import inside a function is not supported in browser code.",
                "Import at the top of the file.",
            )
    return []


# Assignment


@lowers(ast.Assign)
def lower_assign(node: ast.Assign, cx: Context) -> list[js.Stmt]:
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
    if isinstance(target, ast.Subscript):
        # Python evaluates the value first, then the object and the key.
        lowered = cx.value(value)
        parts = [target.value, *([] if isinstance(target.slice, ast.Slice) else [target.slice])]
        if not _simple(value) and not all(_simple(p) for p in parts):
            temp = js.Name(f"${cx.fresh()}")
            return [js.Declare("const", [(temp, lowered)]), *assign_to(target, temp, cx.type(value), cx)]
        return assign_to(target, lowered, cx.type(value), cx)
    return assign_to(target, cx.value(value), cx.type(value), cx, declare=statement, source=value)


def _simple(node: ast.expr) -> bool:
    """Whether evaluating ``node`` can neither be seen nor change anything."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name)
    if isinstance(node, ast.UnaryOp):
        return _simple(node.operand)
    return isinstance(node, (ast.Name, ast.Constant, ast.Lambda))


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
        return [js.ExprStmt(store_attribute(target, value, cx))]
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


def store_attribute(target: ast.Attribute, value: js.Expr, cx: Context) -> js.Expr:
    """`x.name = value` as an expression."""
    from .classes import attribute_target

    return attribute_target(target, value, cx)


@lowers(ast.AugAssign)
def lower_aug_assign(node: ast.AugAssign, cx: Context) -> list[js.Stmt]:
    target = node.target
    t = cx.type(target)
    result = cx.type(node)
    if isinstance(target, ast.Name):
        from .expressions import lower_name

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
        from .expressions import class_object, class_reference

        info = class_reference(target.value, cx)
        if info is not None and not cx.type(target.value).only(OBJ):
            place = js.member(class_object(target.value, cx), "prototype", target.attr)
            return [js.ExprStmt(js.Assign(place, augmented(node.op, place, node.value, ANY, ANY, cx)))]
        obj, ahead = _once(target.value, cx)
        read = read_attribute(target, obj, cx)
        value = augmented(node.op, read, node.value, ANY, ANY, cx)
        return [*ahead, js.ExprStmt(store_attribute_on(target, obj, value, cx))]
    obj, ahead = _once(target.value, cx)
    if isinstance(target.slice, ast.Slice):
        raise cx.refuse(
            node,
            "SPR100",
            "Augmented assignment to a slice is not supported in browser code.",
            "Assign the slice.",
        )
    key, ahead2 = _once(target.slice, cx)
    value = augmented(node.op, cx.helper("getitem", obj, key), node.value, ANY, ANY, cx)
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


def read_attribute(target: ast.Attribute, obj: js.Expr, cx: Context) -> js.Expr:
    """The current value of an attribute that is augmented; its object is evaluated already."""
    from .classes import known_attribute, stored_name

    name = stored_name(target, cx)
    if known_attribute(target, cx):
        return js.Member(obj, name)
    known = cx.type(target.value)
    framework = known.only(OBJ) and isinstance(known.ref, ClassInfo) and known.ref.framework
    return cx.helper("selfAttr" if framework else "attr", obj, js.Literal(name))


def store_attribute_on(target: ast.Attribute, obj: js.Expr, value: js.Expr, cx: Context) -> js.Expr:
    from .classes import store_on

    return store_on(target, obj, value, cx)


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
    out: list[js.Stmt] = []
    for target in node.targets:
        if isinstance(target, ast.Name):
            if target.id not in cx.scope.local:
                raise cx.refuse(
                    target,
                    "SPR100",
                    "A top-level name cannot be deleted in browser code.",
                    "Assign None to it.",
                )
            out.append(js.ExprStmt(js.Assign(js.Name(cx.local_name(target.id)), js.UNDEFINED)))
        elif isinstance(target, ast.Attribute):
            from .classes import stored_name

            out.append(
                js.ExprStmt(cx.helper("delattr", cx.value(target.value), js.Literal(stored_name(target, cx))))
            )
        elif isinstance(target, ast.Subscript):
            obj = cx.value(target.value)
            if isinstance(target.slice, ast.Slice):
                parts = [
                    cx.value(p) if p is not None else js.NULL
                    for p in (target.slice.lower, target.slice.upper, target.slice.step)
                ]
                out.append(js.ExprStmt(cx.helper("delslice", obj, *parts)))
            else:
                out.append(js.ExprStmt(cx.helper("delitem", obj, cx.value(target.slice))))
        else:
            raise cx.refuse(
                target,
                "SPR100",
                "del of a tuple is not supported in browser code.",
                "Write one del per name.",
            )
    return out


def pairs_of(node: ast.expr, count: int, cx: Context) -> bool:
    """Whether every item of an iterable certainly has ``count`` parts."""
    if not isinstance(node, ast.Call):
        return False
    func = node.func
    if isinstance(func, ast.Name) and cx.scope.owner(func.id) is None and cx.file.binding(func.id) is None:
        if func.id == "enumerate":
            return count == 2
        return (
            func.id == "zip"
            and count == len(node.args)
            and not any(isinstance(a, ast.Starred) for a in node.args)
        )
    if isinstance(func, ast.Attribute) and func.attr == "items" and not node.args:
        return count == 2 and (cx.type(func.value).only(DICT) or not cx.file.defines("items"))
    return False


# Exceptions


@lowers(ast.Raise)
def lower_raise(node: ast.Raise, cx: Context) -> list[js.Stmt]:
    if node.exc is None:
        if not cx.errors:
            raise cx.refuse(
                node,
                "SPR100",
                "`raise` without an exception needs an except clause around it.",
                "Name the exception.",
            )
        return [js.Throw(js.Name(cx.errors[-1]))]
    value = _exception(node.exc, cx)
    if node.cause is not None:
        return [js.Throw(cx.helper("raisedFrom", value, cx.value(node.cause)))]
    return [js.Throw(value if isinstance(value, js.New) else cx.helper("raised", value))]


def _exception(node: ast.expr, cx: Context) -> js.Expr:
    """An exception; a class makes an instance."""
    from .expressions import class_object, class_reference

    if isinstance(node, ast.Name) and cx.scope.owner(node.id) is None:
        if cx.file.binding(node.id) is None and node.id in EXCEPTIONS:
            return js.New(cx.file.helper(node.id))
    info = class_reference(node, cx)
    if info is not None:
        return js.New(class_object(node, cx))
    return cx.value(node)


@lowers(ast.Try)
def lower_try(node: ast.Try, cx: Context) -> list[js.Stmt]:
    final = cx.block(node.finalbody) if node.finalbody else None
    if not node.handlers:
        return [js.Try(cx.block(node.body), final=final)]
    error = f"$e{cx.fresh()}"
    body = cx.block(node.body)
    after: list[js.Stmt] = []
    if node.orelse:
        done = cx.temp()
        body = [
            js.ExprStmt(js.Assign(done, js.Literal(False))),
            *body,
            js.ExprStmt(js.Assign(done, js.Literal(True))),
        ]
        after = [js.If(done, cx.block(node.orelse))]
    handler = _handlers(node, error, cx)
    if not after:
        return [js.Try(body, error, handler, final)]
    inner: list[js.Stmt] = [js.Try(body, error, handler), *after]
    return inner if final is None else [js.Try(inner, final=final)]


def _handlers(node: ast.Try, error: str, cx: Context) -> list[js.Stmt]:
    caught = js.Name(error)
    plain = len(node.handlers) == 1 and node.handlers[0].type is None
    out: list[js.Stmt] = []
    chain: list[js.Stmt] = [js.Throw(caught)]
    for handler in reversed(node.handlers):
        cx.errors.append(error)
        body = _handler_body(handler, caught, cx)
        cx.errors.pop()
        if handler.type is None or _is_base_exception(handler.type, cx):
            chain = body
        else:
            chain = [js.If(_matches(handler.type, caught, cx), body, chain)]
    if not (plain and not _mentions_error(node.handlers[0])):
        out.append(js.ExprStmt(js.Assign(caught, cx.helper("caught", caught))))
    return [*out, *chain]


def _mentions_error(handler: ast.ExceptHandler) -> bool:
    return handler.name is not None or any(
        isinstance(n, ast.Raise) and n.exc is None for s in handler.body for n in walk(s)
    )


def _is_base_exception(node: ast.expr, cx: Context) -> bool:
    return (
        isinstance(node, ast.Name) and node.id == "BaseException" and cx.file.binding("BaseException") is None
    )


def _handler_body(handler: ast.ExceptHandler, caught: js.Name, cx: Context) -> list[js.Stmt]:
    if handler.name is None:
        return cx.block(handler.body)
    name = js.Name(cx.local_name(handler.name))
    body: list[js.Stmt] = [js.ExprStmt(js.Assign(name, caught)), *cx.block(handler.body)]
    # Python unbinds the name at the clause's end; that shows only where something may read it afterwards.
    if handler.name in cx.unsure:
        body.append(js.ExprStmt(js.Assign(name, js.UNDEFINED)))
    return body


def _matches(node: ast.expr, caught: js.Name, cx: Context) -> js.Expr:
    items = node.elts if isinstance(node, ast.Tuple) else [node]
    out: Optional[js.Expr] = None
    for item in items:
        part = js.Binary("instanceof", caught, _exception_class(item, cx))
        out = part if out is None else js.Binary("||", out, part)
    return out if out is not None else js.Literal(False)


def _exception_class(node: ast.expr, cx: Context) -> js.Expr:
    from .expressions import class_object, class_reference

    if isinstance(node, ast.Name) and cx.scope.owner(node.id) is None and cx.file.binding(node.id) is None:
        if node.id in EXCEPTIONS:
            return cx.file.helper(node.id)
    info = class_reference(node, cx)
    if info is not None and info.exception is not None:
        return class_object(node, cx)
    external = cx.file.external(node)
    if external is not None and (external.module, external.name) == ("json", "JSONDecodeError"):
        return cx.file.helper("ValueError")
    if external is not None and (external.module, external.name) == ("sprag", "ActionError"):
        return js.Name("Error")
    raise cx.refuse(node, "SPR101", "An except clause needs exception classes that are known at build time.")


@lowers(ast.Assert)
def lower_assert(node: ast.Assert, cx: Context) -> list[js.Stmt]:
    from .truth import negate

    args = [cx.value(node.msg)] if node.msg is not None else []
    return [js.If(negate(test(node.test, cx)), [js.Throw(js.New(cx.file.helper("AssertionError"), args))])]


@lowers(ast.With, ast.AsyncWith)
def lower_with(node: Union[ast.With, ast.AsyncWith], cx: Context) -> list[js.Stmt]:
    """`with`: enter, run, leave; `__exit__` may swallow what was raised."""
    awaited = isinstance(node, ast.AsyncWith)

    def make(index: int) -> list[js.Stmt]:
        if index == len(node.items):
            return cx.block(node.body)
        item = node.items[index]
        manager = js.Name(f"$w{cx.fresh()}")
        enter: js.Expr = js.call(js.Member(manager, "__aenter__" if awaited else "__enter__"))
        enter = js.Binary("??", js.Await(enter) if awaited else enter, js.NULL)
        out: list[js.Stmt] = [js.Declare("const", [(manager, cx.value(item.context_expr))])]
        error = js.Name(f"$e{cx.fresh()}")
        leave: js.Expr = cx.helper("withExit", manager, error, *([js.Literal(True)] if awaited else []))
        leave = js.Await(leave) if awaited else leave
        state = cx.temp()
        body: list[js.Stmt] = []
        if item.optional_vars is not None:
            bound = js.Name(f"${cx.fresh()}")
            out.append(
                js.Declare("const", [(bound, cx.helper("withEnter", manager) if not awaited else enter)])
            )
            body = assign_to(item.optional_vars, bound, None, cx)
        else:
            out.append(js.ExprStmt(cx.helper("withEnter", manager) if not awaited else enter))
        out.append(js.ExprStmt(js.Assign(state, js.Literal(False))))
        handler: list[js.Stmt] = [
            js.ExprStmt(js.Assign(state, js.Literal(True))),
            js.ExprStmt(js.Assign(error, cx.helper("caught", error))),
            js.If(js.Unary("!", leave), [js.Throw(error)]),
        ]
        normal: js.Expr = cx.helper("withExit", manager, js.NULL, *([js.Literal(True)] if awaited else []))
        final: list[js.Stmt] = [
            js.If(js.Unary("!", state), [js.ExprStmt(js.Await(normal) if awaited else normal)])
        ]
        out.append(js.Try([*body, *make(index + 1)], error.id, handler, final))
        return out

    return [js.Block(make(0))]


__all__ = ["assign_to", "pairs_of"]
