"""`raise`, `try`, `assert` and `with`."""

from __future__ import annotations

import ast
from typing import Optional, Union

from .. import jsast as js
from ..context import Context, lowers
from ..names import EXCEPTIONS
from ..walking import walk
from .assignments import assign_to
from .references import class_object, class_reference
from .truth import negate, test


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
    cx.tries += 1
    body = cx.block(node.body)
    cx.tries -= 1
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
        known = _exception_class(item, cx)
        if known is None:
            return cx.helper("catches", caught, cx.value(node))
        part = js.Binary("instanceof", caught, known)
        out = part if out is None else js.Binary("||", out, part)
    return out if out is not None else js.Literal(False)


def _exception_class(node: ast.expr, cx: Context) -> Optional[js.Expr]:
    """The class that an except clause names; None where it is a value."""
    if isinstance(node, ast.Name) and cx.scope.owner(node.id) is None and cx.file.binding(node.id) is None:
        if node.id in EXCEPTIONS:
            return cx.file.helper(node.id)
    info = class_reference(node, cx)
    if info is not None and info.exception is not None:
        return class_object(node, cx)
    if info is not None:
        raise cx.refuse(node, "SPR101", "An except clause needs exception classes.")
    external = cx.file.external(node)
    if external is not None and (external.module, external.name) == ("json", "JSONDecodeError"):
        return cx.file.helper("ValueError")
    if external is not None and (external.module, external.name) == ("sprag", "ActionError"):
        return js.Name("Error")
    return None


@lowers(ast.Assert)
def lower_assert(node: ast.Assert, cx: Context) -> list[js.Stmt]:
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
