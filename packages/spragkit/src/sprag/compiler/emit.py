"""Prints JavaScript nodes: precedence, layout and source mappings. Knows nothing of Python."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Callable, Optional, Union

from . import jsast as js
from .sourcemap import Segment

IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*\Z")

SEQUENCE, ASSIGN, CONDITIONAL, UNARY, POSTFIX, CALL, PRIMARY = 0, 1, 2, 15, 16, 18, 20
BINARY = {
    "??": 3, "||": 3, "&&": 4, "|": 5, "^": 6, "&": 7, "===": 8, "!==": 8, "==": 8, "!=": 8, "<": 9, ">": 9, "<=": 9,
    ">=": 9, "in": 9, "instanceof": 9, "<<": 10, ">>": 10, ">>>": 10, "+": 11, "-": 11, "*": 12, "/": 12, "%": 12,
    "**": 13,
}  # fmt: skip


def precedence(node: js.Expr) -> int:
    """How tightly ``node`` binds; larger is tighter."""
    if isinstance(node, js.Binary):
        return BINARY[node.op]
    if isinstance(node, js.Literal):
        value = node.value
        negative = (
            math.copysign(1, value) < 0 if isinstance(value, float) else isinstance(value, int) and value < 0
        )
        return UNARY if negative else PRIMARY
    return PRECEDENCE.get(type(node), PRIMARY)


PRECEDENCE: dict[type, int] = {
    js.Sequence: SEQUENCE, js.Assign: ASSIGN, js.Arrow: ASSIGN, js.Yield: ASSIGN, js.Spread: ASSIGN,
    js.Conditional: CONDITIONAL, js.Unary: UNARY, js.Await: UNARY, js.Update: POSTFIX, js.Call: CALL, js.New: CALL,
}  # fmt: skip


class Printer:
    """Writes statements to text; ``segments`` says where each Python place landed."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.segments: list[Segment] = []
        self.line = 0
        self.column = 0
        self.depth = 0

    def text(self) -> str:
        return "".join(self.parts)

    def write(self, text: str) -> None:
        self.parts.append(text)
        breaks = text.count("\n")
        if breaks:
            self.line += breaks
            self.column = len(text) - text.rfind("\n") - 1
        else:
            self.column += len(text)

    def mark(self, node: js.Node) -> None:
        if node.at is not None:
            self.segments.append(Segment(self.line, self.column, node.at[0] - 1, node.at[1], node.name))

    def newline(self) -> None:
        self.write("\n" + "  " * self.depth)

    # Expressions

    def expr(self, node: js.Expr, minimum: int = ASSIGN) -> None:
        """Print ``node``, in parentheses where a ``minimum`` precedence needs them."""
        own = precedence(node)
        if own < minimum:
            self.write("(")
            self.expr(node, SEQUENCE)
            self.write(")")
            return
        self.mark(node)
        EXPRESSIONS[type(node)](self, node)

    def list(self, nodes: Sequence[js.Expr]) -> None:
        for i, node in enumerate(nodes):
            if i:
                self.write(", ")
            self.expr(node)

    def key(self, key: Union[str, js.Expr]) -> None:
        if not isinstance(key, str):
            self.write("[")
            self.expr(key)
            self.write("]")
        elif key == "__proto__":
            self.write('["__proto__"]')
        else:
            self.write(key if IDENTIFIER.match(key) else quote(key))

    def params(self, params: Sequence[js.Param]) -> None:
        self.write("(")
        for i, param in enumerate(params):
            if i:
                self.write(", ")
            self.mark(param)
            if param.rest:
                self.write("...")
            if param.pattern is not None:
                self.expr(param.pattern)
            else:
                self.write(param.name_)
            if param.default is not None:
                self.write(" = ")
                self.expr(param.default)
        self.write(")")

    def callee(self, node: js.Expr, minimum: int) -> None:
        # A function expression or a class that is called at once reads better, and at a statement's start must be, in
        # parentheses.
        self.expr(node, PRIMARY + 1 if isinstance(node, (js.Function, js.Class, js.Object)) else minimum)

    # Statements

    def statements(self, nodes: Sequence[js.Stmt]) -> None:
        for i, node in enumerate(nodes):
            if i:
                self.newline()
            self.statement(node)

    def statement(self, node: js.Stmt) -> None:
        if not isinstance(node, js.ExprStmt):
            self.mark(node)
        STATEMENTS[type(node)](self, node)

    def block(self, body: Sequence[js.Stmt]) -> None:
        if not body:
            self.write("{}")
            return
        self.write("{")
        self.depth += 1
        self.newline()
        self.statements(body)
        self.depth -= 1
        self.newline()
        self.write("}")

    def function(self, node: js.Function, keyword: str) -> None:
        if node.is_async:
            self.write("async ")
        self.write(keyword + ("*" if node.generator else ""))
        if keyword and node.id:
            self.write(" ")
        self.write(node.id)
        self.params(node.params)
        self.write(" ")
        self.block(node.body)


def quote(text: str) -> str:
    """A JavaScript string literal; line separators and lone surrogates are escaped."""
    out = json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return re.sub("[\ud800-\udfff\x7f-\x9f\ufeff]", lambda m: f"\\u{ord(m.group()):04x}", out)


def print_program(body: Sequence[js.Stmt]) -> tuple[str, list[Segment]]:
    """The text of a file and its mappings."""
    printer = Printer()
    printer.statements(body)
    printer.write("\n")
    return printer.text(), printer.segments


def print_expr(node: js.Expr) -> str:
    """The text of one expression."""
    printer = Printer()
    printer.expr(node)
    return printer.text()


def _literal(p: Printer, node: js.Literal) -> None:
    value = node.value
    if value is None:
        p.write("null")
    elif isinstance(value, bool):
        p.write("true" if value else "false")
    elif isinstance(value, str):
        p.write(quote(value))
    elif isinstance(value, int):
        p.write(f"{value}n" if abs(value) > 2**53 - 1 else str(value))
    else:
        p.write(_float(value))


def _float(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


def _template(p: Printer, node: js.Template) -> None:
    p.write("`")
    for part in node.parts:
        if isinstance(part, str):
            text = part.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${").replace("\r", "\\r")
            text = text.replace("\n", "\\n")
            p.write(
                re.sub(
                    "[\u2028\u2029\ud800-\udfff\x00-\x08\x7f-\x9f\ufeff]",
                    lambda m: f"\\u{ord(m.group()):04x}",
                    text,
                )
            )
        else:
            p.write("${")
            p.expr(part, SEQUENCE)
            p.write("}")
    p.write("`")


def _array(p: Printer, node: js.Array) -> None:
    p.write("[")
    p.list(node.items)
    p.write("]")


def _object(p: Printer, node: js.Object) -> None:
    if not node.properties:
        p.write("{}")
        return
    p.write("{ ")
    for i, prop in enumerate(node.properties):
        if i:
            p.write(", ")
        if isinstance(prop, js.Spread):
            p.expr(prop)
            continue
        p.mark(prop)
        if isinstance(prop.value, js.Name) and prop.value.id == prop.key and prop.value.id != "this":
            p.expr(prop.value)
            continue
        p.key(prop.key)
        p.write(": ")
        p.expr(prop.value)
    p.write(" }")


def _spread(p: Printer, node: js.Spread) -> None:
    p.write("...")
    p.expr(node.value)


def _call(p: Printer, node: js.Call) -> None:
    p.callee(node.callee, CALL)
    p.write("(")
    p.list(node.args)
    p.write(")")


def _new(p: Printer, node: js.New) -> None:
    p.write("new ")
    inner = node.callee
    while isinstance(inner, js.Member):
        inner = inner.object
    p.expr(node.callee, PRIMARY if isinstance(inner, js.Name) else PRIMARY + 1)
    p.write("(")
    p.list(node.args)
    p.write(")")


def _member(p: Printer, node: js.Member) -> None:
    value = node.object
    bare_number = (
        isinstance(value, js.Literal)
        and isinstance(value.value, (int, float))
        and not isinstance(value.value, bool)
    )
    p.callee(value, PRIMARY + 1 if bare_number else CALL)
    if IDENTIFIER.match(node.key):
        p.write("." + node.key)
    else:
        p.write(f"[{quote(node.key)}]")


def _index(p: Printer, node: js.Index) -> None:
    p.callee(node.object, CALL)
    p.write("[")
    p.expr(node.index)
    p.write("]")


def _unary(p: Printer, node: js.Unary) -> None:
    p.write(node.op + (" " if node.op.isalpha() else ""))
    # `- -x` must not print as `--x`.
    nested = (
        isinstance(node.operand, js.Unary)
        and node.operand.op == node.op
        and not node.op.isalpha()
        and node.op != "!"
    )
    negative = isinstance(node.operand, js.Literal) and precedence(node.operand) == UNARY
    p.expr(node.operand, PRIMARY + 1 if nested or negative else UNARY)


def _update(p: Printer, node: js.Update) -> None:
    p.expr(node.target, CALL)
    p.write(node.op)


def _binary(p: Printer, node: js.Binary) -> None:
    own = BINARY[node.op]
    mixed = ("??",) if node.op in ("||", "&&") else ("||", "&&") if node.op == "??" else ()
    left, right = own, own + 1
    if node.op == "**":
        # Right-associative, and a unary operand on the left is a syntax error.
        left, right = UNARY + 1, own
    for side, least, is_right in ((node.left, left, False), (node.right, right, True)):
        if is_right:
            p.write(f" {node.op} ")
        if isinstance(side, js.Binary) and side.op in mixed:
            least = PRIMARY + 1
        p.expr(side, least)


def _conditional(p: Printer, node: js.Conditional) -> None:
    p.expr(node.test, CONDITIONAL + 1)
    p.write(" ? ")
    p.expr(node.then)
    p.write(" : ")
    p.expr(node.otherwise)


def _assign(p: Printer, node: js.Assign) -> None:
    p.expr(node.target, CALL)
    p.write(f" {node.op} ")
    p.expr(node.value)


def _sequence(p: Printer, node: js.Sequence) -> None:
    p.list(node.items)


def _await(p: Printer, node: js.Await) -> None:
    p.write("await ")
    p.expr(node.value, UNARY)


def _yield(p: Printer, node: js.Yield) -> None:
    p.write("yield*" if node.delegate else "yield")
    if node.value is not None:
        p.write(" ")
        p.expr(node.value)


def _arrow(p: Printer, node: js.Arrow) -> None:
    if node.is_async:
        p.write("async ")
    p.params(node.params)
    p.write(" => ")
    if isinstance(node.body, list):
        p.block(node.body)
    elif _starts_with_brace(node.body):
        p.write("(")
        p.expr(node.body, SEQUENCE)
        p.write(")")
    else:
        p.expr(node.body)


def _starts_with_brace(node: js.Expr) -> bool:
    """Whether the text of ``node`` begins with `{`, `function` or `class`, which mean something else at a statement's
    start."""
    while True:
        if isinstance(node, (js.Object, js.Function, js.Class)):
            return True
        if isinstance(node, js.Array):
            return False
        inner = _leftmost(node)
        if inner is None:
            return False
        node = inner


def _leftmost(node: js.Expr) -> Optional[js.Expr]:
    if isinstance(node, js.Binary):
        return node.left
    if isinstance(node, js.Conditional):
        return node.test
    if isinstance(node, (js.Assign, js.Update)):
        return node.target
    if isinstance(node, js.Sequence):
        return node.items[0]
    return None  # the callee and the object of a member are put in parentheses by `callee`


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


def _expr_stmt(p: Printer, node: js.ExprStmt) -> None:
    p.mark(node)
    if _starts_with_brace(node.value):
        p.write("(")
        p.expr(node.value, SEQUENCE)
        p.write(")")
    else:
        p.expr(node.value, SEQUENCE)
    p.write(";")


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


def _return(p: Printer, node: js.Return) -> None:
    p.write("return")
    if node.value is not None:
        p.write(" ")
        p.expr(node.value, SEQUENCE)
    p.write(";")


def _throw(p: Printer, node: js.Throw) -> None:
    p.write("throw ")
    p.expr(node.value, SEQUENCE)
    p.write(";")


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


def _while(p: Printer, node: js.While) -> None:
    p.write("while (")
    p.expr(node.test, SEQUENCE)
    p.write(") ")
    p.block(node.body)


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


def _break(p: Printer, node: js.Break) -> None:
    p.write(f"break {node.label};" if node.label else "break;")


def _continue(p: Printer, node: js.Continue) -> None:
    p.write(f"continue {node.label};" if node.label else "continue;")


def _labeled(p: Printer, node: js.Labeled) -> None:
    p.write(f"{node.label}: ")
    p.statement(node.body)


def _block(p: Printer, node: js.Block) -> None:
    p.block(node.body)


def _try(p: Printer, node: js.Try) -> None:
    p.write("try ")
    p.block(node.body)
    if node.handler is not None:
        p.write(f" catch ({node.error}) " if node.error else " catch ")
        p.block(node.handler)
    if node.final is not None:
        p.write(" finally ")
        p.block(node.final)


def _import(p: Printer, node: js.Import) -> None:
    names = ", ".join(name if name == local else f"{name} as {local}" for name, local in node.names)
    p.write(f"import {{ {names} }} from {quote(node.source)};")


def _export(p: Printer, node: js.Export) -> None:
    p.write("export ")
    p.statement(node.declaration)


EXPRESSIONS: dict[type[js.Node], Callable[..., None]] = {
    js.Name: lambda p, node: p.write(node.id),
    js.Literal: _literal,
    js.Template: _template,
    js.Array: _array,
    js.Object: _object,
    js.Spread: _spread,
    js.Call: _call,
    js.New: _new,
    js.Member: _member,
    js.Index: _index,
    js.Unary: _unary,
    js.Update: _update,
    js.Binary: _binary,
    js.Conditional: _conditional,
    js.Assign: _assign,
    js.Sequence: _sequence,
    js.Await: _await,
    js.Yield: _yield,
    js.Arrow: _arrow,
    js.Function: lambda p, node: p.function(node, "function"),
    js.Class: _class,
}

STATEMENTS: dict[type[js.Node], Callable[..., None]] = {
    js.ExprStmt: _expr_stmt,
    js.Declare: _declare,
    js.Return: _return,
    js.Throw: _throw,
    js.If: _if,
    js.While: _while,
    js.For: _for,
    js.ForOf: _for_of,
    js.Break: _break,
    js.Continue: _continue,
    js.Labeled: _labeled,
    js.Block: _block,
    js.Try: _try,
    js.Import: _import,
    js.Export: _export,
    js.Function: lambda p, node: p.function(node, "function"),
    js.Class: _class,
}
