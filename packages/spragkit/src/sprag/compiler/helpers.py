"""Which file of ragot/py exports which helper. A test compares this table with the TypeScript sources."""

from __future__ import annotations

_FILES = {
    "errors": [
        "BaseException", "Exception", "ArithmeticError", "ZeroDivisionError", "OverflowError", "AssertionError", "AttributeError",
        "LookupError", "IndexError", "KeyError", "NameError", "UnboundLocalError", "RuntimeError", "RecursionError",
        "NotImplementedError", "StopIteration", "StopAsyncIteration", "TypeError", "ValueError", "UnicodeError", "OSError",
        "TimeoutError", "ConnectionError", "KeyboardInterrupt", "SystemExit", "GeneratorExit", "caught", "raised", "raisedFrom",
        "bound", "excName", "assertion",
    ],
    "number": [
        "Float", "flt", "num", "add", "sub", "mul", "div", "floordiv", "mod", "pow", "neg", "pos", "invert", "bitand", "bitor",
        "bitxor", "shl", "shr", "divmod", "abs", "round", "int", "float", "powmod", "hex", "bin", "oct", "chr", "ord",
        "bit_length", "is_integer", "conjugate", "iadd", "isub", "imul", "ior", "iand", "ixor", "matmul",
        "intAdd", "intSub", "intMul", "fdiv",
    ],
    "truth": ["truthy", "or", "and"],
    "compare": ["eq", "ne", "lt", "le", "gt", "ge", "contains", "same", "hash", "id"],
    "text": ["str", "fstr", "repr", "ascii"],
    "format": ["format", "percent", "strformat", "formatted"],
    "tuple": ["tuple", "Tuple", "tupled"],
    "sequence": [
        "len", "getitem", "setitem", "delitem", "slice", "setslice", "delslice", "range", "list", "iter", "iterator", "next",
        "reversed", "enumerate", "zip", "map", "filter", "sum", "min", "max", "any", "all", "sorted", "unpack", "unpackStar",
        "append", "extend", "insert", "sort", "reverse", "index", "count", "pop", "remove", "clear", "copy", "sliceObject",
        "send", "close", "throwInto", "listed", "at",
    ],
    "dict": [
        "dict", "dictOf", "record", "get", "keys", "values", "items", "setdefault", "popitem", "update", "fromkeys", "merged", "spread",
    ],
    "set": [
        "set", "setOf", "setAdd", "discard", "union", "intersection", "difference", "symmetric_difference", "issubset",
        "issuperset", "isdisjoint", "intersection_update", "difference_update", "symmetric_difference_update",
    ],
    "strings": [
        "upper", "lower", "casefold", "capitalize", "title", "swapcase", "strip", "lstrip", "rstrip", "split", "rsplit",
        "splitlines", "join", "replace", "startswith", "endswith", "find", "rfind", "rindex", "partition", "rpartition",
        "removeprefix", "removesuffix", "zfill", "ljust", "rjust", "center", "expandtabs", "isdigit", "isdecimal", "isnumeric",
        "isalpha", "isalnum", "isspace", "isupper", "islower", "istitle", "isidentifier", "isascii", "isprintable", "translate",
        "maketrans",
    ],
    "object": [
        "Obj", "attr", "setattr", "delattr", "getattr", "hasattr", "method", "callable", "isinstance", "issubclass", "type",
        "typeName", "dataclass", "Enum", "members", "namedtuple", "print", "expect", "toJs", "fromJs", "invoke", "bind", "withEnter", "withExit",
        "replaceFields", "asdict", "defaultdict", "Counter",
    ],
    "match": ["isSequence", "isMapping", "matchKeys", "hasKey", "restOf"],
    "stdlib": [
        "json_dumps", "json_loads", "gcd", "lcm", "isqrt", "comb", "perm", "factorial", "prod", "fsum", "floor", "ceil", "trunc", "sqrt", "log",
        "isclose", "hypot", "dist", "copysign", "fmod", "mathfn", "accumulate", "chain", "product", "permutations", "combinations", "islice",
        "takewhile", "dropwhile", "repeat", "cycle", "counter", "groupby", "starmap", "pairwise", "zip_longest", "compress", "chain_from",
        "reduce", "partial", "random", "randint", "choice", "shuffle", "sample", "uniform", "sleep", "gather", "deepcopy", "remainder", "exp", "modf", "frexp", "ldexp", "log2", "log10", "tee", "filterfalse", "cmp_to_key", "combinations_with_replacement", "fabs", "randrange", "choices", "atan2", "degrees", "radians", "trig", "isnan", "isinf", "isfinite", "mathpow", "expm1", "log1p", "cbrt",
    ],
}  # fmt: skip
HELPERS: dict[str, str] = {name: file for file, names in _FILES.items() for name in names}
