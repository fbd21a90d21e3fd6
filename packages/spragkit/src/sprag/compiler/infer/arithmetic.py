"""Types of operators' results, with the magnitude of integers."""

from __future__ import annotations

import ast
from typing import Optional

from ..types import (
    ANY,
    BOOL,
    DICT,
    FLOAT,
    INT,
    LIST,
    NEVER,
    NUMERIC,
    RAW,
    SET,
    STR,
    T_BOOL,
    T_DICT,
    T_RAW,
    T_SET,
    T_STR,
    TUPLE,
    UNLIMITED,
    T,
    integer,
)


def binary(op: ast.operator, left: T, right: T, right_node: Optional[ast.expr]) -> T:
    """The type of ``left op right``."""
    if not left.mask or not right.mask:
        return NEVER  # an item of a list that nothing is in
    if left.only(NUMERIC) and right.only(NUMERIC):
        return arithmetic(op, left, right, right_node)
    if isinstance(op, ast.Add):
        for kind in (STR, LIST, TUPLE):
            if left.only(kind) and right.only(kind):
                return T(kind, basic=left.basic and right.basic)
    if isinstance(op, ast.Mult):
        for a, b in ((left, right), (right, left)):
            if a.only(STR | LIST | TUPLE) and b.only(INT | BOOL):
                return T(a.mask, basic=a.basic)
    if isinstance(op, ast.Mod) and left.only(STR):
        return T_STR
    if left.only(SET) and right.only(SET) and isinstance(op, (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Sub)):
        return T_SET
    if left.only(DICT) and right.only(DICT) and isinstance(op, ast.BitOr):
        return T_DICT
    return ANY


def arithmetic(op: ast.operator, left: T, right: T, right_node: Optional[ast.expr]) -> T:
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
