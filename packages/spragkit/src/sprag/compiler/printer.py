"""What printing any node needs: the text so far, precedence, blocks and lists. The rules are in `print_expressions` and
`print_statements`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Callable, TypeVar, Union

from . import jsast as js

N = TypeVar("N", bound=js.Node)
Rule = Callable[..., None]
RULES: dict[type[js.Node], Rule] = {}
IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*\Z")

SEQUENCE, ASSIGN, CONDITIONAL, UNARY, POSTFIX, CALL, PRIMARY = 0, 1, 2, 15, 16, 18, 20
BINARY = {
    "??": 3, "||": 3, "&&": 4, "|": 5, "^": 6, "&": 7, "===": 8, "!==": 8, "==": 8, "!=": 8, "<": 9, ">": 9, "<=": 9,
    ">=": 9, "in": 9, "instanceof": 9, "<<": 10, ">>": 10, ">>>": 10, "+": 11, "-": 11, "*": 12, "/": 12, "%": 12,
    "**": 13,
}  # fmt: skip


def prints(kind: type[N]) -> Callable[[Callable[[Printer, N], None]], Callable[[Printer, N], None]]:
    """Register how one kind of node is printed."""

    def register(rule: Callable[[Printer, N], None]) -> Callable[[Printer, N], None]:
        RULES[kind] = rule
        return rule

    return register


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
    """Writes nodes to text by the rules that are registered with `prints`."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.marks: list[tuple[int, js.Node]] = []
        """Nodes with a place in the source, and where their text begins."""
        self.depth = 0

    def text(self) -> str:
        return "".join(self.parts)

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def mark(self, node: js.Node) -> None:
        if node.at is not None:
            self.marks.append((self.length, node))

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
        RULES[type(node)](self, node)

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
        RULES[type(node)](self, node)

    def block(self, body: Sequence[js.Stmt]) -> None:
        body = [s for s in body if not (isinstance(s, js.ExprStmt) and s.needless)]
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
