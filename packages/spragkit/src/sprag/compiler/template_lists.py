"""Lists of trees in the browser: `ui.For`, comprehensions of elements."""

from __future__ import annotations

import ast
from typing import Optional

from . import jsast as js
from .context import Context
from .rows import field_key, of_each, row_values
from .uitree import Rows

#: The kind of a hole that is one text; see ragot/block.js.
TEXT = 0


def callback(node: ast.expr, cx: Context) -> js.Expr:
    """A function that only the runtime calls, with as many arguments as it takes."""
    return cx.expr(node) if isinstance(node, ast.Lambda) else cx.value(node)


def listed(rows: Rows, cx: Context) -> js.Expr:
    """A list of one block when the rows are one element; else `rows(items, render, key)`, which looks at run time."""
    items = cx.value(rows.items)
    render = callback(rows.render, cx) if rows.render is not None else None
    one_block = _each(rows, items, render, cx)
    if one_block is not None:
        return one_block
    arguments: list[js.Expr] = [cx.helper("list" if render is not None else "shown", items)]
    if render is not None or rows.key is not None:
        arguments.append(render or js.NULL)
    if rows.key is not None:
        key = rows.key
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            arguments.append(js.Literal(key.value))
        else:
            arguments.append(cx.value(key))
    return js.Call(cx.file.ragot("rows", "rows"), arguments)


def _each(rows: Rows, items: js.Expr, render: Optional[js.Expr], cx: Context) -> Optional[js.Expr]:
    """`each(items, key, B, values)`, where `render` is a lambda of one element and the key is known to be cheap."""
    if not isinstance(render, js.Arrow) or len(render.params) != 1 or render.params[0].rest:
        return None
    tree = render.body
    if not isinstance(tree, js.Call) or not isinstance(tree.callee, js.Name):
        return None
    if tree.callee.id not in ("view", "$view"):
        return None
    block, values, *own_key = tree.args
    assert isinstance(values, js.Array)
    row = render.params[0]
    key: js.Expr = js.NULL
    if isinstance(rows.key, ast.Constant) and isinstance(rows.key.value, str) and not own_key:
        read = js.Call(cx.file.ragot("rows", "field"), [js.Literal(rows.key.value)])
        key = cx.file.hoist("K", field_key(rows.key.value, read))
    elif rows.key is not None:
        return None
    elif own_key:
        key = of_each(row, own_key[0])
    each = cx.file.ragot("block", "each")
    row_function = row_values(row, values.items, _texts_of(block, cx))
    return js.Call(each, [cx.helper("list", items), key, block, row_function])


def _texts_of(block: js.Expr, cx: Context) -> list[bool]:
    """Whether each hole of a block that was hoisted is a TEXT hole."""
    for declared in cx.file.hoisted:
        if isinstance(declared, js.Declare) and declared.items[0][0] is block:
            made = declared.items[0][1]
            holes = made.args[1] if isinstance(made, js.Call) and len(made.args) > 1 else js.Array([])
            assert isinstance(holes, js.Array)
            return [_is_text_hole(hole) for hole in holes.items]
    return []


def _is_text_hole(hole: js.Expr) -> bool:
    assert isinstance(hole, js.Array)
    kind = hole.items[0]
    return isinstance(kind, js.Literal) and kind.value == TEXT
