"""Functions that run once per item of a list: keys and values of rows in the browser, tests of comprehensions.

An update asks every row for its values, so these are the code that runs most often on a page. `values` compares what it
reads with what the row shows and hands that back where nothing has changed; the fields of a row that is a plain object
(which dicts with names for keys are) are read directly:

    (row, $i, $v) => {
      const $r = row && row.constructor === Object ? row : {}, $h0 = $r.name ?? $item(row, "name");
      return $h0 === $v[0] && typeof $h0 !== "object" && row === $v[1] ? $v : [$shown($h0), row];
    }
"""

from __future__ import annotations

import re
from typing import Optional

from . import jsast as js

_NAME = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
# What every object of JavaScript has.
_INHERITED = frozenset(
    """constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable __proto__
    __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__""".split()
)
#: Helpers without an effect that another value of the row could see.
_PURE = frozenset("$item $getitem $eq $ne $lt $le $gt $ge $str $shown $truthy $len $contains $fstr".split())
#: Functions whose result is another object each time.
_MAKERS = frozenset("view each rows html h fn list".split())
Declared = tuple[js.Expr, Optional[js.Expr]]
_FIELDS, _BEFORE = js.Name("$r"), js.Name("$v")


def field_key(name: str, read: js.Expr) -> js.Expr:
    """The key of a row that is its field ``name``; ``read`` makes the function that reads it from anything."""
    if not _is_direct(name):
        return read
    row = js.Name("row")
    return js.Arrow(
        [js.Param("row")], js.Conditional(_is_plain(row), js.Member(row, name), js.Call(read, [row]))
    )


def of_each(row: js.Param, answer: js.Expr) -> js.Arrow:
    """A function of one item, called for every one of a list."""
    fields = _Fields(row)
    return fields.function([row], [], fields.rewritten(answer))


def row_values(row: js.Param, values: list[js.Expr], texts: list[bool]) -> js.Arrow:
    """The function of a row's ``values``, first those of the holes; ``texts`` tells which holes are of kind TEXT."""
    fields = _Fields(row)
    values = [fields.rewritten(value) for value in values]
    if any(_is_new(value) for value in values):
        return fields.function([row], [], js.Array(values))
    late = all(_has_no_effect(value) for value in values)
    held: list[Declared] = []
    made: list[js.Expr] = []
    same: Optional[js.Expr] = None
    for place, value in enumerate(values):
        seen = value
        if not isinstance(value, (js.Name, js.Literal)):
            seen = js.Name(f"$h{place}")
            raw = _converted(value, texts[place]) if late and place < len(texts) else None
            held.append((seen, value if raw is None else raw))
            made.append(seen if raw is None else _again(value, seen))
        else:
            made.append(value)
        if isinstance(value, js.Literal):
            continue
        same = _also(same, js.Binary("===", seen, js.Index(_BEFORE, js.Literal(place))))
        if place < len(texts) and not _is_flat(value):
            # An object may have changed inside.
            same = _also(same, js.Binary("!==", js.Unary("typeof", seen), js.Literal("object")))
    if same is None:
        return js.Arrow([row], js.Array(made))
    params = [row, js.Param("$i"), js.Param("$v")]
    return fields.function(params, held, js.Conditional(same, _BEFORE, js.Array(made)))


def _also(test: Optional[js.Expr], more: js.Expr) -> js.Expr:
    return more if test is None else js.Binary("&&", test, more)


def _is_direct(name: str) -> bool:
    """Whether `row.name` of a plain object is a field of it or nothing."""
    return bool(_NAME.match(name)) and name not in _INHERITED


def _is_plain(row: js.Expr) -> js.Expr:
    return js.Binary("&&", row, js.Binary("===", js.Member(row, "constructor"), js.Name("Object")))


def _helper(node: object) -> str:
    """The name of the helper that a call calls."""
    return node.callee.id if isinstance(node, js.Call) and isinstance(node.callee, js.Name) else ""


def _converted(value: js.Expr, is_text: bool) -> Optional[js.Expr]:
    """What is converted to be shown, where one look tells that it shows as before: a text does, and in a TEXT hole an
    integer.
    """
    convert = "$str" if is_text else "$shown"
    return (
        value.args[0]
        if isinstance(value, js.Call) and _helper(value) == convert and len(value.args) == 1
        else None
    )


def _again(value: js.Expr, held: js.Name) -> js.Expr:
    """The conversion of a held value. An integer is a text as it is."""
    assert isinstance(value, js.Call)
    call = js.Call(value.callee, [held])
    if _helper(value) == "$shown":
        return call
    whole = js.Call(js.Member(js.Name("Number"), "isSafeInteger"), [held])
    return js.Conditional(whole, held, call)


def _is_flat(value: js.Expr) -> bool:
    """Whether a value is certainly no object: one that changes inside would look the same."""
    if isinstance(value, js.Conditional):
        return _is_flat(value.then) and _is_flat(value.otherwise)
    if isinstance(value, js.Binary):
        return value.op in ("===", "!==", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*")
    return isinstance(value, (js.Literal, js.Template)) or _helper(value) in ("$str", "$fstr", "String")


def _has_no_effect(node: object) -> bool:
    """Whether evaluating it later than its neighbours makes no difference to them."""
    if isinstance(node, (list, tuple)):
        return all(_has_no_effect(each) for each in node)
    if not isinstance(node, js.Node):
        return True
    if isinstance(node, (js.Assign, js.Update, js.New, js.Arrow, js.Function, js.Spread)):
        return False
    if isinstance(node, js.Call) and _helper(node) not in _PURE:
        return False
    return all(_has_no_effect(each) for each in vars(node).values())


def _is_new(value: js.Expr) -> bool:
    """Whether a value is another object each time, so that comparing says nothing."""
    return (
        isinstance(value, (js.Array, js.Object, js.New, js.Arrow, js.Function))
        or _helper(value).lstrip("$") in _MAKERS
    )


class _Fields:
    """Reads of a row's fields, in one function."""

    def __init__(self, row: js.Param) -> None:
        self._row = row
        self._used = False

    def rewritten(self, node: js.Expr) -> js.Expr:
        """`$item(row, "name")` as `$r.name ?? $item(row, "name")`, wherever this function evaluates it itself."""
        if not isinstance(node, (js.Arrow, js.Function, js.Class)) and not self._is_assigned(node):
            return self._rewrite(node)
        return node

    def function(self, params: list[js.Param], held: list[Declared], answer: js.Expr) -> js.Arrow:
        """A function that declares ``held`` and returns ``answer``."""
        declared = list(held)
        if self._used:
            row = js.Name(self._row.name_)
            declared.insert(0, (_FIELDS, js.Conditional(_is_plain(row), row, js.Object([]))))
        if not declared:
            return js.Arrow(params, answer)
        return js.Arrow(params, [js.Declare("const", declared), js.Return(answer)])

    def _rewrite(self, node: js.Expr) -> js.Expr:
        if isinstance(node, (js.Arrow, js.Function, js.Class)):
            return node
        if isinstance(node, js.Call) and _helper(node) == "$item" and self._is_row(node.args[0]):
            key = node.args[1]
            if isinstance(key, js.Literal) and isinstance(key.value, str) and _is_direct(key.value):
                self._used = True
                return js.Binary("??", js.Member(_FIELDS, key.value), node)
            return node
        for name, part in vars(node).items():
            if isinstance(part, js.Node):
                setattr(node, name, self._rewrite(part))  # type: ignore[arg-type]
            elif isinstance(part, list):
                part[:] = [self._rewrite(each) if isinstance(each, js.Node) else each for each in part]  # type: ignore[arg-type]
        return node

    def _is_row(self, node: object) -> bool:
        return isinstance(node, js.Name) and node.id == self._row.name_

    def _is_assigned(self, node: object) -> bool:
        if isinstance(node, (list, tuple)):
            return any(self._is_assigned(each) for each in node)
        if not isinstance(node, js.Node):
            return False
        if isinstance(node, (js.Assign, js.Update)) and self._is_row(node.target):
            return True
        return any(self._is_assigned(each) for each in vars(node).values())
