"""JavaScript text cut into tokens: the ground that the linker and the minifier stand on.

Strings, template literals and regular expressions are single tokens (a template with holes is a head,
middles and a tail), so nothing that works on tokens can ever change what is inside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NAME, PUNCT, STRING, NUMBER, TEMPLATE, HEAD, MIDDLE, TAIL, REGEX, PRIVATE = range(10)

# After one of these a slash begins a regular expression; after any other word it divides.
_WORDS_BEFORE_OPERAND = frozenset(
    "return typeof instanceof in new delete void throw case do else await yield".split()
)
_HEADERS = frozenset(("if", "while", "for", "with"))

_SPACE_OR_COMMENT = re.compile(
    r"(?:[^\S\n\r\u2028\u2029]+|//[^\n\r\u2028\u2029]*|/\*[\s\S]*?\*/|[\n\r\u2028\u2029])*"
)
_LINE_END = re.compile(r"[\n\r\u2028\u2029]")
_TOKEN = re.compile(
    r"""(?P<name>[A-Za-z_$\u0080-\U0010ffff\\][\w$\u200c\u200d\\]*)
    |(?P<number>0[xXoObB][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?n?)
    |(?P<string>"(?:[^"\\\n\r]|\\(?:\r\n|[\s\S]))*"|'(?:[^'\\\n\r]|\\(?:\r\n|[\s\S]))*')
    |(?P<private>\#[A-Za-z_$\u0080-\U0010ffff][\w$]*)
    |(?P<punct>>>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|%=|&=|\|=|\^=|/=|\*\*|<<|>>|[-{}()\[\];,<>+*%&|^!~?:=.@/])
    """,
    re.VERBOSE,
)
_TEMPLATE_CHUNK = re.compile(r"(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(`|\$\{)")
_REGEX = re.compile(r"/(?:[^/\\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+/[A-Za-z]*")
_KIND = {"name": NAME, "number": NUMBER, "string": STRING, "private": PRIVATE, "punct": PUNCT}
_CLOSERS = {")": "(", "]": "[", "}": "{"}


class JavaScriptSyntaxError(ValueError):
    """Text that is not JavaScript; ``offset`` is where reading stopped."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.offset = offset


@dataclass
class Tokens:
    """Parallel lists, one entry per token; spaces and comments are gone."""

    text: str
    kinds: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    after_line_end: list[bool] = field(default_factory=list)
    pair: list[int] = field(default_factory=list)  # index of the bracket that this one belongs to, else -1
    pure: set[int] = field(default_factory=set)  # tokens that a /* @__PURE__ */ comment stands before

    def __len__(self) -> int:
        return len(self.kinds)


def tokenize(text: str) -> Tokens:
    """Cut a script or module into tokens.

    Raises:
        JavaScriptSyntaxError: for a character or bracket that cannot stand where it is.
    """
    out = Tokens(text)
    kinds, words, starts, breaks, pair = out.kinds, out.words, out.starts, out.after_line_end, out.pair
    open_brackets: list[int] = []
    value_braces: set[int] = set()
    end, at = len(text), 0
    if text.startswith("#!"):
        at = len(text.split("\n", 1)[0])
    while True:
        gap = _SPACE_OR_COMMENT.match(text, at)
        if gap is not None and gap.end() > at:
            skipped = text[at : gap.end()]
            at = gap.end()
            broken = _LINE_END.search(skipped) is not None
            if "__PURE__" in skipped:
                out.pure.add(len(kinds))
        else:
            broken = False
        if at >= end:
            break
        char = text[at]
        index = len(kinds)
        partner = -1
        if char == "`" or (char == "}" and open_brackets and kinds[open_brackets[-1]] in (HEAD, MIDDLE)):
            chunk = _TEMPLATE_CHUNK.match(text, at + 1)
            if chunk is None:
                raise JavaScriptSyntaxError("a template literal that does not end", at)
            word = text[at : chunk.end()]
            more = chunk.group(1) == "${"
            if char == "`":
                kind = HEAD if more else TEMPLATE
            else:
                kind = MIDDLE if more else TAIL
                partner = open_brackets.pop()
                pair[partner] = index
            if more:
                open_brackets.append(index)
        elif char == "/" and _operand_expected(out, value_braces):
            found = _REGEX.match(text, at)
            if found is None:
                raise JavaScriptSyntaxError("a regular expression that does not end", at)
            kind, word = REGEX, found.group()
        else:
            found = _TOKEN.match(text, at)
            if found is None:
                raise JavaScriptSyntaxError(f"unexpected character {char!r}", at)
            kind, word = _KIND[found.lastgroup or "punct"], found.group()
            if kind == PUNCT:
                if word in "([{":
                    if word == "{" and _operand_expected(out, value_braces) and _is_value_brace(out):
                        value_braces.add(index)
                    open_brackets.append(index)
                elif word in _CLOSERS:
                    if not open_brackets or words[open_brackets[-1]] != _CLOSERS[word]:
                        raise JavaScriptSyntaxError(f"{word!r} closes nothing", at)
                    partner = open_brackets.pop()
                    pair[partner] = index
                    if partner in value_braces:
                        value_braces.add(index)
        kinds.append(kind)
        words.append(word)
        starts.append(at)
        breaks.append(broken)
        pair.append(partner)
        at += len(word)
    if open_brackets:
        raise JavaScriptSyntaxError(
            f"{words[open_brackets[-1]]!r} is never closed", starts[open_brackets[-1]]
        )
    return out


def _operand_expected(tokens: Tokens, value_braces: set[int]) -> bool:
    """Whether the next token begins an operand: tells a regular expression from a division."""
    last = len(tokens.kinds) - 1
    if last < 0:
        return True
    kind, word = tokens.kinds[last], tokens.words[last]
    if kind == NAME:
        member = last > 0 and tokens.words[last - 1] in (".", "?.")
        return word in _WORDS_BEFORE_OPERAND and not member
    if kind != PUNCT:
        return kind in (HEAD, MIDDLE)
    if word == ")":
        before = tokens.pair[last] - 1
        return (
            before >= 0 and tokens.words[before] in _HEADERS and tokens.words[before - 1] not in (".", "?.")
        )
    if word == "}":
        return last not in value_braces
    return word not in ("]", "++", "--")


def _is_value_brace(tokens: Tokens) -> bool:
    """Whether a brace after the last token is an object literal rather than a block."""
    if not tokens.words:
        return False
    word = tokens.words[-1]
    return word not in (";", "{", "}", ")", "=>", "else", "do")
