"""Hostile strings: known vectors, wrapped and mixed; the same ones in every run."""

from __future__ import annotations

import random

VECTORS = [
    "<script>window.xss=1</script>",
    "</script><script>window.xss=1</script>",
    "</title><script>window.xss=1</script>",
    "</textarea><script>window.xss=1</script>",
    "</style><script>window.xss=1</script>",
    "--><script>window.xss=1</script>",
    "<!--<script>",
    "<![CDATA[<script>window.xss=1</script>]]>",
    '"><img src=x onerror="window.xss=1">',
    "'><img src=x onerror='window.xss=1'>",
    '" onmouseover="window.xss=1" x="',
    "' autofocus onfocus='window.xss=1' x='",
    "` onload=`window.xss=1",
    "<svg/onload=window.xss=1>",
    "<svg><script>window.xss=1</script></svg>",
    "<math><mi xlink:href='javascript:window.xss=1'>",
    "<iframe srcdoc='<script>parent.xss=1</script>'>",
    "<body onload=window.xss=1>",
    "<template><script>window.xss=1</script></template>",
    "<details open ontoggle=window.xss=1>",
    "javascript:window.xss=1",
    "JaVa\tScRiPt:window.xss=1",
    "\x01javascript:window.xss=1",
    "data:text/html,<script>parent.xss=1</script>",
    "vbscript:x",
    "expression(window.xss=1)",
    "url(javascript:window.xss=1)",
    "red; background: url(//x.invalid/)",
    "</style><svg onload=window.xss=1>",
    "{{constructor.constructor('window.xss=1')()}}",
    "${window.xss=1}",
    "<%= window.xss=1 %>",
    "&lt;script&gt;window.xss=1&lt;/script&gt;",
    "&#60;script&#62;window.xss=1",
    "&amp;lt;",
    "\\u003cscript\\u003ewindow.xss=1",
    "\u2028window.xss=1\u2029",
    "\ud7ff\ue000\ufffe\uffff",
    "\u202e<script>\u202d",
    "\r\n<script>\r</script>\n\r",
    "\x0b\x0c\x1f\x7f\x85\xa0",
    "__proto__",
    "constructor",
    "[object Object]",
    "<!---->",
    "<!-- -->",
    "\n\n",
    "  spaces  ",
    "",
    "\U0001f4a9<b>\U0001d49c",
    "e\u0301\u200d\u200b",
]
PIECES = [
    "<",
    ">",
    '"',
    "'",
    "&",
    "/",
    "=",
    " ",
    "\n",
    "\t",
    "\r",
    "`",
    "\\",
    "-",
    "!",
    "--",
    "]]>",
    "a",
    "é",
    ";",
    "{",
    "}",
]


def strings(begin: int, count: int) -> list[str]:
    return [string(index) for index in range(begin, begin + count)]


def string(index: int) -> str:
    if index < len(VECTORS):
        return VECTORS[index]
    source = random.Random(index)
    parts = [source.choice(VECTORS if source.random() < 0.5 else PIECES) for _ in range(source.randint(1, 4))]
    if source.random() < 0.3:
        return "".join(part.swapcase() if source.random() < 0.5 else part for part in parts)
    return "".join(parts)
