"""What the names of types promise in annotations."""

from __future__ import annotations

from ..types import T_BOOL, T_DICT, T_INT, T_LIST, T_NONE, T_NUM, T_SET, T_STR, T_TUPLE

ANNOTATED = {
    "int": T_INT, "float": T_NUM, "str": T_STR, "bool": T_BOOL, "list": T_LIST, "List": T_LIST, "dict": T_DICT,
    "Dict": T_DICT,
    "set": T_SET, "Set": T_SET, "tuple": T_TUPLE, "Tuple": T_TUPLE, "None": T_NONE,
}  # fmt: skip
