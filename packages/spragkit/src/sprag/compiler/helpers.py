"""Which file of ragot/py exports which name. A test compares this table with the TypeScript sources."""

from __future__ import annotations

_FILES = {
    "bits": """
        bit_length bitand bitor bitxor shl shr
    """,
    "border": """
        toJs
    """,
    "builtins": """
        all any arrange candidates enumerate filter map max maxOf min minOf range reversed
        sorted sum sumPrecise unpack unpackStar zip zipStrict
    """,
    "classes": """
        Enum asdict dataclass members mixin namedtuple replaceFields totalOrdering
    """,
    "collections": """
        Counter OrderedDict defaultdict
    """,
    "compare": """
        compareText contains eq ge gt hash id le lt ne same
    """,
    "dict": """
        copyDict dict dictFrom dictOf entries erase fromkeys get has isDict isWide isWideRecord
        items keys lookup merged missing own popitem sameDict setdefault size spread store
        update values
    """,
    "errors": """
        ArithmeticError AssertionError AttributeError BaseException BrokenPipeError
        ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
        DeprecationWarning EOFError Exception FileExistsError FileNotFoundError FloatingPointError
        GeneratorExit ImportError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError
        NotImplementedError OSError OverflowError PermissionError RecursionError RuntimeError
        RuntimeWarning StopAsyncIteration
        StopIteration SystemExit TimeoutError TypeError UnboundLocalError UnicodeError
        UserWarning ValueError Warning ZeroDivisionError bound caught derived excName isException raised raisedFrom
        settable stopped
    """,
    "format": """
        format modulo percent strformat
    """,
    "functions": """
        ask bind callee fn maker unbound
    """,
    "generators": """
        close delegate send throwInto
    """,
    "host": """
        hostCall
    """,
    "inplace": """
        iadd iand imul ior isub ixor
    """,
    "item": """
        item
    """,
    "iterate": """
        asyncIter iter iterator list next
    """,
    "itertools": """
        accumulate chain chain_from combinations combinations_with_replacement compress counter
        cycle dropwhile filterfalse groupby islice pairwise permutations product repeat starmap
        takewhile until zip_longest
    """,
    "json": """
        json_dumps json_loads
    """,
    "keys": """
        forget identity keyFor keyIn
    """,
    "keywords": """
        callNamed fitted handed takes titled wraps
    """,
    "kinds": """
        Float FrozenSet NotImplemented Obj Range Tuple bare dunder isClass isInt isNumber
        isPlain notGiven typeName
    """,
    "letters": """
        capitalize casefold isalnum isalpha isascii isdecimal isdigit isidentifier
        islower isnumeric isprintable istitle isupper swapcase title
    """,
    "length": """
        chars len
    """,
    "literal": """
        escaped fstr nested quoted
    """,
    "making": """
        askFor catches isinstanceOf issubclassOf methodOfType
    """,
    "match": """
        isMapping isSequence
    """,
    "math": """
        atan2 ceil comb copysign degrees dist fabs factorial floor fmod fsum gcd hypot isclose
        isfinite isinf isnan isqrt lcm log mathpow modf perm prod radians real sqrt trig trunc
    """,
    "modular": """
        powmod
    """,
    "number": """
        abs add asDouble carried carry conjugate custom div divmod fdiv floordiv flt intAdd
        intMul intSub int_ invert isFloat is_integer matmul mod mul neg num operand pos pow
        rangePart rangeStep rem sub toIndex whole
    """,
    "object": """
        able args attr call callable delattr dispatch getattr hasattr method methodOf print
        printWith python selfAttr setattr withEnter withExit
    """,
    "parse": """
        bin chr float hex int oct ord
    """,
    "quick": """
        at charAt least most putAt
    """,
    "random": """
        choice choices randint random randrange sample shuffle uniform
    """,
    "real": """
        angle exactly lengthOf power
    """,
    "repetition": """
        repeated
    """,
    "rounding": """
        fixed round roundTo
    """,
    "sequence": """
        append clear copy count extend index insert pop remove reverse seek sort
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
        attrgetter cmp_to_key copyOf deepcopy gather itemgetter now partial
        reduce sleep ticks
    """,
    "strings": """
        center endswith expandtabs find isspace join ljust lower lstrip maketrans
        partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit
        rstrip split splitlines startswith strip translate upper zfill
    """,
    "subscripts": """
        Slice bounds delitem delslice getitem hostItem limit replaceItems setitem setslice slice
        sliceObject
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
    "types": """
        builtin expect isKind isinstance issubclass type
    """,
    "views": """
        Guarded View
    """,
}
HELPERS: dict[str, str] = {name: file for file, names in _FILES.items() for name in names.split()}
