"""Types of expressions; the part of `infer` that does not move between statements."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Callable, Optional

from .scopes import Scope
from .signatures import METHODS
from .types import (
    ANY,
    BOOL,
    DICT,
    FLOAT,
    HOST,
    INT,
    LIST,
    NEVER,
    NONE,
    NUMERIC,
    RANGE,
    RAW,
    SET,
    STR,
    T_BOOL,
    T_DICT,
    T_FUNC,
    T_HOST,
    T_INT,
    T_ITER,
    T_LIST,
    T_NONE,
    T_RANGE,
    T_RAW,
    T_SET,
    T_SIZE,
    T_STR,
    T_TUPLE,
    TUPLE,
    UNBOUND,
    UNLIMITED,
    T,
    integer,
)  # fmt: skip
from .walking import walk

if TYPE_CHECKING:
    from .infer import Env, Facts, Flow
    from .scopes import FunctionNode


class Expressions:
    """Mixed into `Flow`: ``expr`` gives and records the type of an expression."""

    facts: Facts
    scope: Scope
    types: dict[ast.AST, T]
    overlays: list[Env]
    env: Optional[Env]
    self_name: Optional[str]

    if TYPE_CHECKING:

        def read(self, name: str) -> T: ...
        def assign(self, name: str, t: T) -> None: ...
        def bind(self, target: ast.expr, t: T, value: Optional[ast.expr]) -> None: ...
        def closure(self, node: FunctionNode) -> None: ...

    def expr(self, node: ast.expr) -> T:
        """The type of ``node`` here; recorded for lowering."""
        rule = RULES.get(type(node))
        t = rule(self, node) if rule is not None else self.other(node)
        self.types[node] = t
        return t

    def other(self, node: ast.expr) -> T:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expr(child)
        return ANY

    def expr_target(self, node: ast.expr) -> T:
        """Types of the parts of a subscript or attribute that is assigned, deleted or augmented."""
        return self.expr(node)

    def expr_of_constant(self, node: ast.Constant) -> T:
        value = node.value
        if value is None:
            return T_NONE
        if isinstance(value, bool):
            return T_BOOL
        if isinstance(value, int):
            return integer(value.bit_length(), natural=value >= 0)
        if isinstance(value, float):
            return T(RAW, value=value)
        return T_STR if isinstance(value, str) else ANY

    def name(self, node: ast.Name) -> T:
        return self.read(node.id)

    def joined(self, node: ast.JoinedStr) -> T:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.expr(part.value)
                if part.format_spec is not None:
                    self.expr(part.format_spec)
        return T_STR

    def display(self, node: ast.expr) -> T:
        self.other(node)
        return {ast.List: T_LIST, ast.Tuple: T_TUPLE, ast.Set: T_SET, ast.Dict: T_DICT}[type(node)]

    def comprehension(self, node: ast.expr) -> T:
        generators: list[ast.comprehension] = node.generators  # type: ignore[attr-defined]
        first = self.expr(generators[0].iter)
        own = {n.id for g in generators for n in walk(g.target) if isinstance(n, ast.Name)}
        self.overlays.append(dict.fromkeys(own, ANY))
        for i, generator in enumerate(generators):
            t = first if i == 0 else self.expr(generator.iter)
            self.bind_item(generator.target, self.item(generator.iter, t), generator.iter)
            for test in generator.ifs:
                self.expr(test)
        if isinstance(node, ast.DictComp):
            self.expr(node.key)
            self.expr(node.value)
        else:
            self.expr(node.elt)  # type: ignore[attr-defined]
        self.overlays.pop()
        kinds = {ast.ListComp: T_LIST, ast.SetComp: T_SET, ast.DictComp: T_DICT, ast.GeneratorExp: T_ITER}
        return kinds[type(node)]

    def item(self, node: ast.expr, t: T) -> T:
        """The type of one item of an iterable."""
        if t.only(STR):
            return T_STR
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            out = NEVER
            for element in node.elts:
                out = out.join(ANY if isinstance(element, ast.Starred) else self.types.get(element, ANY))
            # A value in a container is held boxed.
            return (T(FLOAT) if out.only(RAW) else out) if node.elts else ANY
        if t.only(RANGE):
            args = node.args if isinstance(node, ast.Call) else []
            types = [self.types.get(a, ANY) for a in args]
            # Upwards from a natural number, or between two of them.
            natural = len(types) == 1 or (bool(types) and types[0].natural)
            natural = natural and (len(types) < 3 or types[1].natural or types[2].natural)
            if types and all(a.small for a in types):
                return integer(max(*(a.bits if a.mask & INT else 1 for a in types), 1), natural)
            # Counting up from a small number by a constant: no loop lives long enough to pass 2**48.
            first = types[0] if types else ANY
            start = 1 if len(types) == 1 else first.bits if first.only(INT) else UNLIMITED
            counted = start <= 48 and (len(args) < 3 or isinstance(args[2], ast.Constant))
            return integer(48 if counted else UNLIMITED, natural)
        return ANY

    def bind_item(self, target: ast.expr, item: T, iterable: ast.expr) -> None:
        if (
            isinstance(target, (ast.Tuple, ast.List))
            and len(target.elts) == 2
            and isinstance(iterable, ast.Call)
        ):
            call = iterable.func
            if (
                isinstance(call, ast.Name)
                and call.id == "enumerate"
                and self.scope.owner("enumerate") is None
                and len(iterable.args) == 1
            ):
                inner = iterable.args[0]
                self.bind(target.elts[0], T_SIZE, None)
                self.bind(target.elts[1], self.item(inner, self.types.get(inner, ANY)), None)
                return
        self.bind(target, item, None)

    def lambda_(self, node: ast.Lambda) -> T:
        for default in [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]:
            self.expr(default)
        self.closure(node)
        return T(T_FUNC.mask, ref=node)

    def boolop(self, node: ast.BoolOp) -> T:
        out = self.expr(node.values[0])
        before = self.env
        is_and = isinstance(node.op, ast.And)
        types = [out]
        last = node.values[0]
        for value in node.values[1:]:
            self.env = self.narrow(last, self.env, is_and)
            types.append(self.expr(value))
            last = value
        assigned = self.env
        self.env = before
        if before is not None and assigned is not None and _binds(node):
            self.env = {n: t.join(assigned[n]) if n in assigned else t for n, t in before.items()}
        # All but the last value are results only where they are false (`and`) or true (`or`).
        result = types[-1]
        for t in types[:-1]:
            kept = t if is_and else _without(t, NONE)
            result = result.join(kept)
        return result

    def compare(self, node: ast.Compare) -> T:
        self.other(node)
        return T_BOOL

    def unary(self, node: ast.UnaryOp) -> T:
        t = self.expr(node.operand)
        if isinstance(node.op, ast.Not):
            return T_BOOL
        if isinstance(node.op, ast.Invert):
            return T(INT, t.bits + 1 if t.bits <= 52 else UNLIMITED) if t.only(INT | BOOL) else ANY
        literal = node.operand.value if isinstance(node.operand, ast.Constant) else None
        value = -literal if isinstance(node.op, ast.USub) and isinstance(literal, (int, float)) else None
        if t.only(RAW):
            return T(RAW, value=value)
        if t.only(INT | BOOL):
            return T(INT, t.bits if t.mask & INT else 1, value=value)
        return T(t.mask & ~BOOL | INT if t.mask & BOOL else t.mask, t.bits) if t.only(NUMERIC) else ANY

    def binop(self, node: ast.BinOp) -> T:
        left, right = self.expr(node.left), self.expr(node.right)
        return self.binary(node.op, left, right, node.right)

    def binary(self, op: ast.operator, left: T, right: T, right_node: Optional[ast.expr]) -> T:
        """The type of ``left op right``."""
        if left.only(NUMERIC) and right.only(NUMERIC):
            return _arithmetic(op, left, right, right_node)
        if isinstance(op, ast.Add):
            for kind in (STR, LIST, TUPLE):
                if left.only(kind) and right.only(kind):
                    return T(kind)
        if isinstance(op, ast.Mult):
            for a, b in ((left, right), (right, left)):
                if a.only(STR | LIST | TUPLE) and b.only(INT | BOOL):
                    return T(a.mask)
        if isinstance(op, ast.Mod) and left.only(STR):
            return T_STR
        if (
            left.only(SET)
            and right.only(SET)
            and isinstance(op, (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Sub))
        ):
            return T_SET
        if left.only(DICT) and right.only(DICT) and isinstance(op, ast.BitOr):
            return T_DICT
        return ANY

    def ifexp(self, node: ast.IfExp) -> T:
        self.expr(node.test)
        before = self.env
        self.env = self.narrow(node.test, before, True)
        then = self.expr(node.body)
        self.env = self.narrow(node.test, before, False)
        otherwise = self.expr(node.orelse)
        self.env = before
        return then.join(otherwise)

    def call(self, node: ast.Call) -> T:
        callee = self.expr(node.func)
        args = [self.expr(a) for a in node.args]
        for keyword in node.keywords:
            self.expr(keyword.value)
        flow: Flow = self  # type: ignore[assignment]
        return self.facts.call_type(node, callee, args, flow)

    def attribute(self, node: ast.Attribute) -> T:
        value = self.expr(node.value)
        flow: Flow = self  # type: ignore[assignment]
        return self.facts.attribute_type(node, value, flow)

    def subscript(self, node: ast.Subscript) -> T:
        value = self.expr(node.value)
        if isinstance(node.slice, ast.Slice):
            for part in (node.slice.lower, node.slice.upper, node.slice.step):
                if part is not None:
                    self.expr(part)
            return T(value.mask) if value.only(STR | LIST | TUPLE) else ANY
        index = self.expr(node.slice)
        if value.only(STR) and index.only(INT | BOOL):
            return T_STR
        return T_INT if value.only(RANGE) else ANY

    def named(self, node: ast.NamedExpr) -> T:
        t = self.expr(node.value)
        self.assign(node.target.id, t)
        return t

    def await_(self, node: ast.Await) -> T:
        self.expr(node.value)
        return ANY

    def starred(self, node: ast.Starred) -> T:
        return self.expr(node.value)

    def narrow(self, test: ast.expr, env: Optional[Env], truth: bool) -> Optional[Env]:
        """What a branch knows because its test came out as ``truth``."""
        if env is None:
            return None
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self.narrow(test.operand, env, not truth)
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) == truth:
            for value in test.values:
                env = self.narrow(value, env, truth)
            return env
        out = dict(env)
        name, kinds, positive = _test(test)
        if name is None or name not in out or name not in self.scope.local or name in self.scope.captured:
            return out
        t = out[name]
        keep = kinds if positive == truth else ~kinds
        if kinds == 0:  # `if x`: None is out where it is true
            if truth:
                out[name] = _without(t, NONE)
        elif keep == kinds and not t.mask & HOST and t.mask & kinds:
            out[name] = T(t.mask & kinds | t.mask & UNBOUND, t.bits, t.ref)
        elif keep == kinds and t.mask & HOST and kinds & STR | NONE == STR | NONE:
            # A value from anywhere that passed isinstance(x, str) is a string.
            out[name] = T(kinds | t.mask & UNBOUND)
        elif keep != kinds and t.mask & ~kinds & ~UNBOUND:
            out[name] = _without(t, kinds) if kinds == NONE or not t.mask & HOST else t
        return out


def _without(t: T, kinds: int) -> T:
    rest = t.mask & ~kinds
    return T(rest, t.bits, t.ref) if rest & ~UNBOUND else t


def _test(test: ast.expr) -> tuple[Optional[str], int, bool]:
    """The name that a test is about, the kinds it asks for (0: truth) and whether it asks for or against them."""
    if isinstance(test, ast.Name):
        return test.id, 0, True
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name):
        right = test.comparators[0]
        if (
            isinstance(right, ast.Constant)
            and right.value is None
            and isinstance(test.ops[0], (ast.Is, ast.IsNot))
        ):
            return test.left.id, NONE, isinstance(test.ops[0], ast.Is)
    if (
        isinstance(test, ast.Call)
        and isinstance(test.func, ast.Name)
        and test.func.id == "isinstance"
        and len(test.args) == 2
    ):
        subject, cls = test.args
        if isinstance(subject, ast.Name) and isinstance(cls, ast.Name) and cls.id == "str":
            return subject.id, STR, True
    return None, 0, True


def _binds(node: ast.expr) -> bool:
    return any(isinstance(n, ast.NamedExpr) for n in walk(node))


def _arithmetic(op: ast.operator, left: T, right: T, right_node: Optional[ast.expr]) -> T:
    if isinstance(op, ast.MatMult):
        return ANY
    if isinstance(op, (ast.BitAnd, ast.BitOr, ast.BitXor)) and left.only(BOOL) and right.only(BOOL):
        return T_BOOL
    integers = left.only(INT | BOOL) and right.only(INT | BOOL)
    natural = all(t.natural or not t.mask & INT for t in (left, right))
    bits_a = left.bits if left.mask & INT else 1
    bits_b = right.bits if right.mask & INT else 1
    if isinstance(op, ast.Div):
        return T_RAW
    if isinstance(op, ast.Pow):
        constant = right_node.value if isinstance(right_node, ast.Constant) else None
        if integers and isinstance(constant, int) and not isinstance(constant, bool) and constant >= 0:
            return integer(bits_a * max(1, constant) if bits_a <= 53 else UNLIMITED, natural)
        return T(INT | FLOAT)
    if not integers:
        if isinstance(op, (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor)):
            return ANY
        certain = left.only(RAW | FLOAT) or right.only(RAW | FLOAT)
        return T_RAW if certain else T(INT | FLOAT)
    if isinstance(op, (ast.Add, ast.Sub)):
        return integer(max(bits_a, bits_b) + 1, natural and isinstance(op, ast.Add))
    if isinstance(op, ast.Mult):
        return integer(bits_a + bits_b, natural)
    if isinstance(op, ast.FloorDiv):
        return integer(bits_a, natural)
    if isinstance(op, ast.Mod):
        return integer(bits_b, right.natural)
    if isinstance(op, ast.LShift):
        return integer(UNLIMITED, natural)
    return integer(max(bits_a, bits_b) + 1 if not isinstance(op, ast.RShift) else bits_a, natural)


RULES: dict[type, Callable[..., T]] = {
    ast.Constant: Expressions.expr_of_constant,
    ast.Name: Expressions.name,
    ast.JoinedStr: Expressions.joined,
    ast.List: Expressions.display,
    ast.Tuple: Expressions.display,
    ast.Set: Expressions.display,
    ast.Dict: Expressions.display,
    ast.ListComp: Expressions.comprehension,
    ast.SetComp: Expressions.comprehension,
    ast.DictComp: Expressions.comprehension,
    ast.GeneratorExp: Expressions.comprehension,
    ast.Lambda: Expressions.lambda_,
    ast.BoolOp: Expressions.boolop,
    ast.Compare: Expressions.compare,
    ast.UnaryOp: Expressions.unary,
    ast.BinOp: Expressions.binop,
    ast.IfExp: Expressions.ifexp,
    ast.Call: Expressions.call,
    ast.Attribute: Expressions.attribute,
    ast.Subscript: Expressions.subscript,
    ast.NamedExpr: Expressions.named,
    ast.Await: Expressions.await_,
    ast.Starred: Expressions.starred,
}

__all__ = ["LIST", "METHODS", "T_HOST", "T_INT", "T_RANGE", "Expressions"]
