"""Types of expressions, and of what they are assigned to."""

from __future__ import annotations

import ast
from typing import Callable, Optional

from ..types import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    LIST,
    NEVER,
    NONE,
    NUMERIC,
    RANGE,
    RAW,
    STR,
    T_BASIC,
    T_BOOL,
    T_DICT,
    T_FUNC,
    T_INT,
    T_ITER,
    T_LIST,
    T_NONE,
    T_SET,
    T_SIZE,
    T_STR,
    T_TUPLE,
    TUPLE,
    UNLIMITED,
    T,
    integer,
)
from ..walking import walk
from .arithmetic import binary
from .counters import small_step
from .names import Names, merge
from .narrowing import narrowed, without


class Expressions(Names):
    """``expr`` gives and records the type of an expression."""

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
        return (T_BASIC if basic_text(value) else T_STR) if isinstance(value, str) else ANY

    def name(self, node: ast.Name) -> T:
        return self.read(node.id)

    def joined(self, node: ast.JoinedStr) -> T:
        basic = True
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                t = self.expr(part.value)
                basic = basic and (
                    t.only(NUMERIC | NONE) or (t.only(STR) and t.basic and part.conversion == -1)
                )
                if part.format_spec is not None:
                    basic = self.expr(part.format_spec).basic and basic
            else:
                basic = self.expr(part).basic and basic
        return T_BASIC if basic else T_STR

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
            return T(STR, basic=t.basic)
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
            counted = start <= 48 and (len(args) < 3 or small_step(args[2]))
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
                and len(iterable.args) in (1, 2)
            ):
                inner = iterable.args[0]
                self.bind(target.elts[0], self._counted_from(iterable), None)
                self.bind(target.elts[1], self.item(inner, self.types.get(inner, ANY)), None)
                return
        self.bind(target, item, None)

    def _counted_from(self, call: ast.Call) -> T:
        """The numbers that `enumerate()` gives."""
        starts = [*call.args[1:], *(k.value for k in call.keywords)]
        if not starts:
            return T_SIZE
        t = self.types.get(starts[0], ANY)
        if len(starts) > 1 or isinstance(starts[0], ast.Starred) or not t.only(INT) or t.bits > 47:
            return T_INT
        return integer(48, t.natural)

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
            self.env = narrowed(self.scope, last, self.env, is_and)
            types.append(self.expr(value))
            last = value
        assigned = self.env
        self.env = before
        if before is not None and assigned is not None and _binds(node):
            self.env = {n: t.join(assigned[n]) if n in assigned else t for n, t in before.items()}
        # All but the last value are results only where they are false (`and`) or true (`or`).
        result = types[-1]
        for t in types[:-1]:
            kept = t if is_and else without(t, NONE)
            result = result.join(kept)
        return result

    def compare(self, node: ast.Compare) -> T:
        self.expr(node.left)
        self.expr(node.comparators[0])
        for value in node.comparators[1:]:
            before = self.env
            self.env = dict(before) if before is not None else None
            self.expr(value)
            self.env = merge(before, self.env) if _binds(value) else before
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
        return binary(node.op, left, right, node.right)

    def ifexp(self, node: ast.IfExp) -> T:
        self.expr(node.test)
        before = self.env
        self.env = narrowed(self.scope, node.test, before, True)
        then = self.expr(node.body)
        after = self.env
        self.env = narrowed(self.scope, node.test, before, False)
        otherwise = self.expr(node.orelse)
        self.env = merge(after, self.env) if _binds(node) else before
        return then.join(otherwise)

    def call(self, node: ast.Call) -> T:
        callee = self.expr(node.func)
        args = [self.expr(a) for a in node.args]
        for keyword in node.keywords:
            self.expr(keyword.value)
        return self.facts.call_type(node, callee, args, self)

    def attribute(self, node: ast.Attribute) -> T:
        value = self.expr(node.value)
        return self.facts.attribute_type(node, value, self)

    def subscript(self, node: ast.Subscript) -> T:
        value = self.expr(node.value)
        if isinstance(node.slice, ast.Slice):
            for part in (node.slice.lower, node.slice.upper, node.slice.step):
                if part is not None:
                    self.expr(part)
            return T(value.mask, basic=value.basic) if value.only(STR | LIST | TUPLE) else ANY
        index = self.expr(node.slice)
        if value.only(STR) and index.only(INT | BOOL):
            return T(STR, basic=value.basic)
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

    def bind(self, target: ast.expr, t: T, value: Optional[ast.expr]) -> None:
        """Assign a value of type ``t`` to a target of any shape."""
        if isinstance(target, ast.Name):
            self.assign(target.id, t)
        elif isinstance(target, (ast.Tuple, ast.List)):
            values = (
                value.elts
                if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
                else None
            )
            if values is not None and any(isinstance(v, ast.Starred) for v in [*values, *target.elts]):
                values = None
            for i, item in enumerate(target.elts):
                if isinstance(item, ast.Starred):
                    self.bind(item.value, T_LIST, None)
                elif values is not None:
                    inner = self.types.get(values[i], ANY)
                    self.bind(item, inner, values[i])
                else:
                    self.bind(item, T_STR if t.only(STR) else ANY, None)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, T_LIST, None)
        else:
            self.expr_target(target)


def basic_text(text: str) -> bool:
    """Whether JavaScript counts the characters of a string as Python does."""
    return not any("\ud800" <= c <= "\udfff" or c > "\uffff" for c in text)


def _binds(node: ast.expr) -> bool:
    return any(isinstance(n, ast.NamedExpr) for n in walk(node))


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
