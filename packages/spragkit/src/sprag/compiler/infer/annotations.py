"""What the names of types promise in annotations. A bool is an int, and a float where one is asked for."""

from __future__ import annotations

from ..types import BOOL, FLOAT, INT, T_BOOL, T_DICT, T_LIST, T_NONE, T_SET, T_STR, T_TUPLE, T

ANNOTATED = {
    "int": T(INT | BOOL), "float": T(INT | FLOAT | BOOL), "str": T_STR, "bool": T_BOOL,
    "list": T_LIST, "List": T_LIST, "dict": T_DICT, "Dict": T_DICT,
    "set": T_SET, "Set": T_SET, "tuple": T_TUPLE, "Tuple": T_TUPLE, "None": T_NONE,
}  # fmt: skip
