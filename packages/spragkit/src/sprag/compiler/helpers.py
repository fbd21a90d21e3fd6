"""Which file of ragot/py exports which name. A test compares this table with the TypeScript sources."""

from __future__ import annotations

_FILES = {
    "compare": """
        compareText contains eq ge gt hash id le lt ne same
    """,
    "dict": """
        copyDict dict dictFrom dictOf entries erase fromkeys get has isDict isWide isWideRecord items keys lookup merged
        missing own popitem sameDict setdefault size spread store update values
    """,
    "errors": """
        ArithmeticError AssertionError AttributeError BaseException ConnectionError Exception
        GeneratorExit IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError
        NotImplementedError OSError OverflowError RecursionError RuntimeError StopAsyncIteration
        StopIteration SystemExit TimeoutError TypeError UnboundLocalError UnicodeError ValueError
        ZeroDivisionError bound caught excName raised raisedFrom
    """,
    "format": """
        format modulo percent strformat
    """,
    "host": """
        hostCall
    """,
    "item": """
        item
    """,
    "iterate": """
        iter iterator list next
    """,
    "json": """
        json_dumps json_loads
    """,
    "keys": """
        forget identity keyFor keyIn
    """,
    "kinds": """
        Float FrozenSet Obj Range Tuple bare dunder isClass isInt isNumber isPlain notGiven typeName
    """,
    "literal": """
        escaped fstr nested quoted
    """,
    "match": """
        isMapping isSequence
    """,
    "number": """
        NotImplemented abs add bin bit_length bitand bitor bitxor carried carry chr conjugate div divmod fdiv
        fixed float floordiv flt hex iadd iand imul int intAdd intMul intSub int_ invert ior
        is_integer isub ixor matmul mod mul neg num oct ord pos pow powmod rem round roundTo shl shr
        sub toIndex whole
    """,
    "object": """
        BuiltinType Enum args asdict attr bind builtin call callable dataclass delattr dispatch
        expect getattr hasattr isinstance issubclass members method methodOf mixin namedtuple print
        printWith python replaceFields selfAttr setattr toJs totalOrdering type withEnter withExit
    """,
    "real": """
        exactly power
    """,
    "sequence": """
        Slice all any append candidates chars clear close copy count delitem delslice enumerate
        extend filter getitem hostItem index insert len map max maxOf min minOf pop range remove
        repeated replaceItems reverse reversed seek send setitem setslice slice sliceObject sort sorted sum
        throwInto unpack unpackStar zip zipStrict
    """,
    "set": """
        combine difference difference_update discard frozenset intersection intersection_update
        isdisjoint issubset issuperset set setAdd setOf setRemove symmetric_difference
        symmetric_difference_update union
    """,
    "shown": """
        shown
    """,
    "stdlib": """
        Counter accumulate atan2 attrgetter ceil chain chain_from choice choices cmp_to_key comb
        combinations combinations_with_replacement compress copyOf copysign counter cycle deepcopy
        defaultdict degrees dist dropwhile fabs factorial filterfalse floor fmod fsum gather gcd
        groupby hypot isclose isfinite isinf islice isnan isqrt itemgetter lcm log mathpow modf now
        pairwise partial perm permutations prod product radians randint random randrange reduce
        repeat sample shuffle sleep sqrt starmap takewhile ticks trig trunc uniform zip_longest
    """,
    "strings": """
        capitalize casefold center endswith expandtabs find isalnum isalpha isascii isdecimal
        isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower
        lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition
        rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill
    """,
    "text": """
        ascii ordered repr str
    """,
    "truth": """
        not truthy
    """,
    "tuple": """
        sealed tuple tupled
    """,
    "views": """
        Guarded View
    """,
}
HELPERS: dict[str, str] = {name: file for file, names in _FILES.items() for name in names.split()}
