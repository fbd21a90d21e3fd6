"""How statements and classes are printed."""

from __future__ import annotations

from . import jsast as js
from .print_expressions import starts_with_brace
from .printer import CALL, PRIMARY, SEQUENCE, Printer, prints, quote


@prints(js.ExprStmt)
def _expr_stmt(p: Printer, node: js.ExprStmt) -> None:
    p.mark(node)
    if starts_with_brace(node.value):
        p.write("(")
        p.expr(node.value, SEQUENCE)
        p.write(")")
    else:
        p.expr(node.value, SEQUENCE)
    p.write(";")


@prints(js.Declare)
def _declare(p: Printer, node: js.Declare) -> None:
    _declare_bare(p, node)
    p.write(";")


def _declare_bare(p: Printer, node: js.Declare) -> None:
    p.write(node.kind + " ")
    for i, (target, value) in enumerate(node.items):
        if i:
            p.write(", ")
        p.expr(target)
        if value is not None:
            p.write(" = ")
            p.expr(value)


@prints(js.Return)
def _return(p: Printer, node: js.Return) -> None:
    p.write("return")
    if node.value is not None:
        p.write(" ")
        p.expr(node.value, SEQUENCE)
    p.write(";")


@prints(js.Throw)
def _throw(p: Printer, node: js.Throw) -> None:
    p.write("throw ")
    p.expr(node.value, SEQUENCE)
    p.write(";")


@prints(js.If)
def _if(p: Printer, node: js.If) -> None:
    p.write("if (")
    p.expr(node.test, SEQUENCE)
    p.write(") ")
    p.block(node.then)
    if node.otherwise:
        p.write(" else ")
        if len(node.otherwise) == 1 and isinstance(node.otherwise[0], js.If):
            p.statement(node.otherwise[0])
        else:
            p.block(node.otherwise)


@prints(js.While)
def _while(p: Printer, node: js.While) -> None:
    p.write("while (")
    p.expr(node.test, SEQUENCE)
    p.write(") ")
    p.block(node.body)


@prints(js.For)
def _for(p: Printer, node: js.For) -> None:
    p.write("for (")
    if isinstance(node.init, js.Declare):
        _declare_bare(p, node.init)
    elif node.init is not None:
        p.expr(node.init, SEQUENCE)
    p.write("; ")
    if node.test is not None:
        p.expr(node.test, SEQUENCE)
    p.write("; ")
    if node.update is not None:
        p.expr(node.update, SEQUENCE)
    p.write(") ")
    p.block(node.body)


@prints(js.ForOf)
def _for_of(p: Printer, node: js.ForOf) -> None:
    p.write("for await (" if node.is_async else "for (")
    if node.kind:
        p.write(node.kind + " ")
    # `for (async of …)` and `for (let of …)` do not parse.
    clash = not node.kind and isinstance(node.target, js.Name) and node.target.id in ("async", "let")
    p.expr(node.target, PRIMARY + 1 if clash else CALL)
    p.write(" of ")
    p.expr(node.iterable)
    p.write(") ")
    p.block(node.body)


@prints(js.Break)
def _break(p: Printer, node: js.Break) -> None:
    p.write(f"break {node.label};" if node.label else "break;")


@prints(js.Continue)
def _continue(p: Printer, node: js.Continue) -> None:
    p.write(f"continue {node.label};" if node.label else "continue;")


@prints(js.Labeled)
def _labeled(p: Printer, node: js.Labeled) -> None:
    p.write(f"{node.label}: ")
    p.statement(node.body)


@prints(js.Block)
def _block(p: Printer, node: js.Block) -> None:
    p.block(node.body)


@prints(js.Try)
def _try(p: Printer, node: js.Try) -> None:
    p.write("try ")
    p.block(node.body)
    if node.handler is not None:
        p.write(f" catch ({node.error}) " if node.error else " catch ")
        p.block(node.handler)
    if node.final is not None:
        p.write(" finally ")
        p.block(node.final)


@prints(js.Import)
def _import(p: Printer, node: js.Import) -> None:
    names = ", ".join(name if name == local else f"{name} as {local}" for name, local in node.names)
    p.write(f"import {{ {names} }} from {quote(node.source)};")


@prints(js.Export)
def _export(p: Printer, node: js.Export) -> None:
    p.write("export ")
    p.statement(node.declaration)


@prints(js.Class)
def _class(p: Printer, node: js.Class) -> None:
    p.write("class" + (f" {node.id}" if node.id else ""))
    if node.base is not None:
        p.write(" extends ")
        p.callee(node.base, CALL)
    p.write(" {")
    p.depth += 1
    for i, item in enumerate(node.members):
        if i and isinstance(item, js.Method):
            p.write("\n")
        p.newline()
        p.mark(item)
        if item.static:
            p.write("static ")
        if isinstance(item, js.ClassField):
            p.key(item.key)
            if item.value is not None:
                p.write(" = ")
                p.expr(item.value)
            p.write(";")
            continue
        if item.kind != "method":
            p.write(item.kind + " ")
        if item.function.is_async:
            p.write("async ")
        if item.function.generator:
            p.write("*")
        p.key(item.key)
        p.params(item.function.params)
        p.write(" ")
        p.block(item.function.body)
    p.depth -= 1
    if node.members:
        p.newline()
    p.write("}")
