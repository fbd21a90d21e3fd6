"""What evaluating JavaScript may do: whether a reference writes, whether a declaration can be left out."""

from __future__ import annotations

from sprag.compiler.jsexpressions import ASSIGNMENT
from sprag.compiler.jsmodule import Module, Statement
from sprag.compiler.jstokens import PUNCT


def is_assigned(module: Module, index: int) -> bool:
    """Whether a reference writes to its variable (or may: inside a destructuring pattern)."""
    words, pair = module.tokens.words, module.tokens.pair
    after = words[index + 1] if index + 1 < len(words) else ""
    if after in ASSIGNMENT or after in ("++", "--") or (index and words[index - 1] in ("++", "--")):
        return True
    at = index + 1
    while at < len(words) and words[at] in (",", "]", "}"):
        if words[at] in ("]", "}") and at + 1 < len(words) and words[at + 1] == "=" and pair[at] >= 0:
            return True
        at += 1
    return False


# Constructors that have no effect; everything else that is called may have one.
_PURE_CONSTRUCTORS = frozenset(
    ("Map", "Set", "WeakMap", "WeakSet", "Symbol", "TextEncoder", "TextDecoder", "Object")
)


def is_pure(module: Module, statement: Statement) -> bool:
    """Whether evaluating a declaration can be left out when nobody uses what it declares."""
    tokens, words = module.tokens, module.tokens.words
    at, assigned = statement.start, False
    while at < statement.end:
        if at in module.deferred:
            at = module.deferred[at]
            continue
        word = words[at]
        if at in tokens.pure:
            at = _after_call(module, at, statement.end)
            continue
        if (
            word == "("
            and tokens.kinds[at - 1] != PUNCT
            and words[at - 1] not in ("return", "typeof", "void", "extends")
        ):
            callee = words[at - 1]
            if callee not in _PURE_CONSTRUCTORS:
                return False
        elif word == "(" and words[at - 1] in (")", "]", "}"):
            return False
        elif word in ASSIGNMENT and statement.kind == "variable":
            if assigned or word != "=":
                return False
            assigned = True
        elif word in ("++", "--", "await", "yield", "delete", "import"):
            return False
        at += 1
    return True


def _after_call(module: Module, at: int, end: int) -> int:
    """The token after the call that a PURE comment stands before."""
    words, pair = module.tokens.words, module.tokens.pair
    while at < end and words[at] != "(":
        at += 1
    return pair[at] + 1 if at < end else end
