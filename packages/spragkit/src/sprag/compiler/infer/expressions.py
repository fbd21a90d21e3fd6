"""Types of expressions, and of what they are assigned to."""

from __future__ import annotations

import ast
from typing import Callable, Optional

from ..types import (
    ANY,
    BOOL,
    DICT,
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
    T_FUNC,
    T_INT,
    T_ITER,
    T_LIST,
    T_NONE,
    T_RAW,
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
from .sites import Site, released, site_of
from .watched import WATCHED, builtin_call, site_method


class Expressions(Names):
    """``expr`` gives and records the type of an expression."""

    def expr(self, node: ast.expr) -> T:
        """The type of ``node`` here, whose value may go anywhere; recorded for lowering."""
        t = self.held(node)
        return released(t) if t.ref is not None else t

    def held(self, node: ast.expr) -> T:
        """The same for a value whose way is followed from here: if it is a list, what it holds stays known."""
        rule = RULES.get(type(node))
        t = rule(self, node) if rule is not None else self.other(node)
        self.types[node] = t
        return t

    def site(self, node: ast.expr) -> Optional[Site]:
        """The site of the list or dict that is worked with here."""
        t = self.held(node)
        found = site_of(t)
        if found is None:
            released(t)
        return found

    def made(self, node: ast.expr, kind: int, *items: T) -> T:
        """The type of a list or dict that is made here, with items of these types."""
        if self.sites is None:
            for item in items:
                released(item)
            return T(kind)
        site = self.sites.at(node, kind)
        for item in items:
            site.put(item)
        return T(kind, ref=site.last())

    def other(self, node: ast.expr) -> T:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expr(child)
        return ANY

    def expr_target(self, node: ast.expr) -> T:
        """Types of the parts of a subscript or attribute that is assigned, deleted or augmented."""
        return self.held(node)

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
                t = self.held(part.value)
                basic = basic and (
                    t.only(NUMERIC | NONE) or (t.only(STR) and t.basic and part.conversion == -1)
                )
                if part.format_spec is not None:
                    basic = self.expr(part.format_spec).basic and basic
            else:
                basic = self.expr(part).basic and basic
        return T_BASIC if basic else T_STR

    def display(self, node: ast.expr) -> T:
        if isinstance(node, ast.List):
            return self.made(node, LIST, *(self._item_of(e) for e in node.elts))
        if isinstance(node, ast.Dict):
            values: list[T] = []
            for key, value in zip(node.keys, node.values):
                if key is not None:
                    self.expr(key)
                values.append(self.held(value) if key is not None else self._spread(value))
            return self.made(node, DICT, *values)
        self.other(node)
        return T_TUPLE if isinstance(node, ast.Tuple) else T_SET

    def _spread(self, node: ast.expr) -> T:
        """What `**d` puts into a dict display."""
        self.expr(node)
        return ANY

    def _item_of(self, node: ast.expr) -> T:
        """What an element of a list display puts into it."""
        if isinstance(node, ast.Starred):
            t = self.held(node.value)
            self.types[node] = t
            return self.item(node.value, t)
        return self.held(node)

    def comprehension(self, node: ast.expr) -> T:
        generators: list[ast.comprehension] = node.generators  # type: ignore[attr-defined]
        first = self.held(generators[0].iter)
        own = {n.id for g in generators for n in walk(g.target) if isinstance(n, ast.Name)}
        self.overlays.append(dict.fromkeys(own, ANY))
        for i, generator in enumerate(generators):
            t = first if i == 0 else self.held(generator.iter)
            self.bind_item(generator.target, self.item(generator.iter, t), generator.iter)
            for test in generator.ifs:
                self.held(test)
        if isinstance(node, ast.DictComp):
            self.expr(node.key)
            out = self.made(node, DICT, self.held(node.value))
        elif isinstance(node, ast.ListComp):
            out = self.made(node, LIST, self.held(node.elt))
        else:
            self.expr(node.elt)  # type: ignore[attr-defined]
            out = T_SET if isinstance(node, ast.SetComp) else T_ITER
        self.overlays.pop()
        return out

    def item(self, node: ast.expr, t: T) -> T:
        """The type of one item of an iterable."""
        if t.only(STR):
            return T(STR, basic=t.basic)
        site = site_of(t)
        if site is not None:
            return site.take() if site.kind == LIST else ANY
        released(t)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values":
            site = site_of(self.types.get(node.func.value, ANY))
            if site is not None and site.kind == DICT and not node.args:
                return site.take()
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
            return integer(48 if counted else 53, natural)
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
            if (
                isinstance(call, ast.Attribute)
                and call.attr == "items"
                and not iterable.args
                and (site := site_of(self.types.get(call.value, ANY))) is not None
                and site.kind == DICT
            ):
                self.bind(target.elts[0], ANY, None)
                self.bind(target.elts[1], site.take(), None)
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
        out = self.held(node.values[0])
        before = self.env
        is_and = isinstance(node.op, ast.And)
        types = [out]
        last = node.values[0]
        for value in node.values[1:]:
            self.env = narrowed(self.scope, last, self.env, is_and)
            types.append(self.held(value))
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
        types = [self.held(node.left), self.held(node.comparators[0])]
        for value in node.comparators[1:]:
            before = self.env
            self.env = dict(before) if before is not None else None
            types.append(self.held(value))
            self.env = merge(before, self.env) if _binds(value) else before
        if any(t.ref is not None for t in types) and not all(t.only(CLOSED) for t in types):
            for t in types:
                released(t)  # a method __eq__ may keep what it is compared with
        return T_BOOL

    def unary(self, node: ast.UnaryOp) -> T:
        t = self.held(node.operand)
        if isinstance(node.op, ast.Not):
            return T_BOOL
        released(t)
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
        left, right = self.held(node.left), self.held(node.right)
        return self.operated(node, node.op, left, right, node.right)

    def operated(
        self, node: ast.expr, op: ast.operator, left: T, right: T, right_node: Optional[ast.expr]
    ) -> T:
        """The type of ``left op right``; a list that it makes holds what both hold."""
        sites = site_of(left), site_of(right)
        if isinstance(op, ast.Add) and None not in sites and left.only(LIST) and right.only(LIST):
            return self.made(node, LIST, *(s.take() for s in sites if s is not None))
        if isinstance(op, ast.Mult):
            for site, t, times in ((sites[0], left, right), (sites[1], right, left)):
                if site is not None and t.only(LIST) and self._times(times):
                    return self.made(node, LIST, site.take())
        released(left)
        released(right)
        t = binary(op, left, right, right_node)
        return self.one_sided(op, left, right) if t is ANY else t

    def _times(self, t: T) -> bool:
        """Whether a sequence that is multiplied by this stays one: it is a number, or an error."""
        return t.only(INT | BOOL) or not self.facts.defines("__rmul__")

    def one_sided(self, op: ast.operator, left: T, right: T) -> T:
        """What an operator makes of a known and an unknown side, where no class of the app has a say: the same as of
        two known ones, or an error."""
        names = METHODS_OF.get(type(op))
        if names is None or any(self.facts.defines(name) for name in names):
            return ANY
        if left.only(RAW | FLOAT) or right.only(RAW | FLOAT) or isinstance(op, ast.Div):
            return T_RAW if left.only(NUMERIC) or right.only(NUMERIC) else ANY
        if isinstance(op, ast.Add) and (left.only(STR) or right.only(STR)):
            return T_STR
        if isinstance(op, ast.Mult) and (left.only(STR) or right.only(STR)):
            return T(STR, basic=(left if left.only(STR) else right).basic)
        return ANY

    def ifexp(self, node: ast.IfExp) -> T:
        self.held(node.test)
        before = self.env
        self.env = narrowed(self.scope, node.test, before, True)
        then = self.held(node.body)
        after = self.env
        self.env = narrowed(self.scope, node.test, before, False)
        otherwise = self.held(node.orelse)
        self.env = merge(after, self.env) if _binds(node) else before
        return then.join(otherwise)

    def call(self, node: ast.Call) -> T:
        func = node.func
        if self.sites is None:
            callee = self.expr(func)
        elif isinstance(func, ast.Attribute):
            value = self.held(func.value)
            callee = self.types[func] = self.facts.attribute_type(func, value, self)
            site = site_of(value)
            if site is not None:
                return site_method(self, node, func.attr, site)
            released(value)
        else:
            if isinstance(func, ast.Name) and func.id in WATCHED and self._is_builtin(func.id):
                special = builtin_call(self, node, func)
                if special is not None:
                    return special
            callee = self.expr(func)
        args = [self.expr(a) for a in node.args]
        for keyword in node.keywords:
            self.expr(keyword.value)
        return self.facts.call_type(node, callee, args, self)

    def _is_builtin(self, name: str) -> bool:
        return self.facts.is_builtin(name) and self.scope.owner(name) is None

    def attribute(self, node: ast.Attribute) -> T:
        value = self.expr(node.value)
        return self.facts.attribute_type(node, value, self)

    def subscript(self, node: ast.Subscript) -> T:
        value = self.held(node.value)
        site = site_of(value)
        if site is None:
            released(value)
        if isinstance(node.slice, ast.Slice):
            for part in (node.slice.lower, node.slice.upper, node.slice.step):
                if part is not None:
                    self.expr(part)
            if site is not None:
                return self.made(node, LIST, site.take()) if site.kind == LIST else ANY
            return T(value.mask, basic=value.basic) if value.only(STR | LIST | TUPLE) else ANY
        index = self.expr(node.slice)
        if site is not None:
            if site.kind == DICT or index.only(INT | BOOL):
                return site.take()
            site.hand_items()
            return ANY
        if value.only(STR) and index.only(INT | BOOL):
            return T(STR, basic=value.basic)
        return T_INT if value.only(RANGE) else ANY

    def named(self, node: ast.NamedExpr) -> T:
        t = self.held(node.value)
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
            released(t)
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
            site = site_of(self.types.get(target.value, ANY)) if isinstance(target, ast.Subscript) else None
            if site is None:
                released(t)
            elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
                site.put(self.item(value, t) if value is not None else ANY)
            else:
                site.put(t)


def basic_text(text: str) -> bool:
    """Whether JavaScript counts the characters of a string as Python does."""
    return not any("\ud800" <= c <= "\udfff" or c > "\uffff" for c in text)


METHODS_OF: dict[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("__add__", "__radd__", "__iadd__"),
    ast.Sub: ("__sub__", "__rsub__", "__isub__"),
    ast.Mult: ("__mul__", "__rmul__", "__imul__"),
    ast.Div: ("__truediv__", "__rtruediv__", "__itruediv__"),
}
CLOSED = NONE | NUMERIC | STR | LIST | DICT
"""Kinds of values that compare by themselves."""


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
