"""Every code that a refusal can carry, with the text of its documentation page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One code: a title, why it is refused, what to write instead, and an example of both."""

    code: str
    title: str
    why: str
    instead: str
    bad: str
    good: str

    def page(self) -> str:
        """The documentation page, in Markdown."""
        return (
            f"# {self.code}: {self.title}\n\n{self.why}\n\n**Write instead:** {self.instead}\n\n"
            f"```python\n# refused\n{self.bad}\n```\n\n```python\n# compiles\n{self.good}\n```\n"
        )


def _entry(code: str, title: str, why: str, instead: str, bad: str, good: str) -> Entry:
    return Entry(code, title, why, instead, bad, good)


CATALOGUE: dict[str, Entry] = {
    entry.code: entry
    for entry in (
        _entry(
            "SPR001",
            "The file is not valid Python.",
            "Python itself could not parse it.",
            "Fix the syntax error.",
            "def f(:\n    pass",
            "def f():\n    pass",
        ),
        _entry(
            "SPR100",
            "This statement is not supported in browser code.",
            "It has no meaning in JavaScript that is the same as in Python.",
            "Move it to server code, or say it with supported statements.",
            "exec('x = 1')",
            "x = 1",
        ),
        _entry(
            "SPR101",
            "This expression is not supported in browser code.",
            "It has no meaning in JavaScript that is the same as in Python.",
            "Say it with supported expressions.",
            "x = ...",
            "x = None",
        ),
        _entry(
            "SPR102",
            "A walrus inside a comprehension or a lambda is not supported.",
            "It binds a name outside of the function that JavaScript needs for it.",
            "Write a loop, or assign before.",
            "out = [y for x in xs if (y := f(x))]",
            "out = []\nfor x in xs:\n    y = f(x)\n    if y:\n        out.append(y)",
        ),
        _entry(
            "SPR103",
            "This pattern is not supported in match/case.",
            "Class patterns, `*rest`, `**rest` and OR patterns that bind are outside the subset.",
            "Match a mapping, a sequence or a literal, and test the rest in a guard.",
            "match p:\n    case Point(x=0):\n        return 1",
            "match p:\n    case {'x': 0}:\n        return 1",
        ),
        _entry(
            "SPR110",
            "This name is not defined.",
            "Nothing in the file, its imports or the builtins that browser code has binds it.",
            "Define or import it; misspelled names are the usual cause.",
            "return totl",
            "return total",
        ),
        _entry(
            "SPR111",
            "This builtin is not available in browser code.",
            "It needs the Python interpreter, files or memory that a browser does not have.",
            "Do it in a controller's action and use the result.",
            "open('x.txt')",
            "self.call_action('read', {})",
        ),
        _entry(
            "SPR112",
            "This module cannot be imported in browser code.",
            "Only files of the project that themselves compile, `sprag` and the pure parts of a few standard modules "
            "exist in a browser.",
            "Do it in a controller's action, or use `browser.*` / `imports.*` for JavaScript libraries.",
            "import os",
            "from math import floor",
        ),
        _entry(
            "SPR113",
            "A server-only name cannot be used in browser code.",
            "It would carry server code, or a secret, into the page.",
            "Keep it behind an action and send the browser only what it needs.",
            "from sprag import Service",
            "self.call_action('status', {})",
        ),
        _entry(
            "SPR114",
            "Files import one another in a cycle.",
            "The order in which their declarations run would not be Python's.",
            "Move what both need into a third file.",
            "# a.py: from .b import f   # b.py: from .a import g",
            "# a.py: from .c import f   # b.py: from .c import f",
        ),
        _entry(
            "SPR115",
            "A private environment variable cannot be read in browser code.",
            "Only variables that start with SPRAG_PUBLIC_ are sent to a page.",
            "Rename the variable, or read it in server code.",
            "env('SECRET_KEY')",
            "env('SPRAG_PUBLIC_API_URL')",
        ),
        _entry(
            "SPR116",
            "This JavaScript import alias is not declared.",
            "Only aliases that a page or a mount lists are loaded.",
            "Declare it via page(..., modules={...}) or mount(..., modules={...}).",
            "imports.daysj",
            "imports.dayjs",
        ),
        _entry(
            "SPR117",
            "A private store cannot be used in browser code.",
            "What it holds is for the server only: private=True keeps it out of every page.",
            "Read it in the controller and send what the page needs, or declare the store without private=True.",
            "from app.stores import secrets  # store('secrets', private=True)",
            "from app.stores import cart  # store('cart')",
        ),
        _entry(
            "SPR120",
            "The arguments do not fit the function.",
            "Python would raise TypeError when this line runs.",
            "Pass the parameters that the function declares.",
            "def f(a): ...\nf(1, 2)",
            "def f(a): ...\nf(1)",
        ),
        _entry(
            "SPR121",
            "Keyword arguments need a function of the app.",
            "JavaScript passes arguments by position, and nothing of the app could say here what these names mean.",
            "Pass the arguments by position.",
            "browser.window.scroll_to(top=0)",
            "browser.window.scroll_to(0, 0)",
        ),
        _entry(
            "SPR122",
            "A coroutine must be awaited or returned where it is called.",
            "Python starts it when it is awaited, JavaScript at once.",
            "Write `await` before the call.",
            "task = self.load()",
            "await self.load()",
        ),
        _entry(
            "SPR123",
            "An abstract class cannot be used as a value.",
            "Who calls the value would make an instance of it, which Python refuses when the line runs.",
            "Hand on the classes below it.",
            "shapes = [Shape, Circle]  # Shape has abstract methods",
            "shapes = [Square, Circle]",
        ),
        _entry(
            "SPR124",
            "This attribute or method does not exist on a value of this type.",
            "Python would raise AttributeError when this line runs.",
            "Use the methods of the type.",
            "'a'.length",
            "len('a')",
        ),
        _entry(
            "SPR125",
            "The operands do not fit the operator.",
            "Python would raise TypeError when this line runs.",
            "Convert one side.",
            "'n=' + 3",
            "'n=' + str(3)",
        ),
        _entry(
            "SPR126",
            "This argument does not fit the parameter's annotation.",
            "The annotation decides the JavaScript of the function.",
            "Pass a value of the annotated type, or change the annotation.",
            "def f(n: int): ...\nf('a')",
            "def f(n: int): ...\nf(int('1'))",
        ),
        _entry(
            "SPR130",
            "This class cannot be compiled.",
            "Metaclasses, unknown bases and unknown decorators change what a class is at run time.",
            "Use plain classes, dataclasses, enums and single inheritance.",
            "class A(metaclass=M): ...",
            "class A: ...",
        ),
        _entry(
            "SPR131",
            "This decorator is not available in browser code.",
            "It would have to run at build time.",
            "Call the function that it wraps, or use a decorator of sprag.",
            "@lru_cache\ndef f(x): ...",
            "cache = {}",
        ),
        _entry(
            "SPR132",
            "self.state is owned by the runtime.",
            "A Module or Component hands its first state to super().__init__.",
            "Pass it on: super().__init__(screen=screen, state=...).",
            "self.state = {}",
            "super().__init__(screen=screen, state={})",
        ),
        _entry(
            "SPR133",
            "This is not part of SPRAG's browser contract.",
            "The method exists on another class of the framework.",
            "Subscribe in a Module, then pass what changed to the component with set_state.",
            "class C(Component):\n    def on_start(self):\n        self.subscribe(session, f)",
            "class M(Module):\n    def on_start(self):\n        self.subscribe(session, f)",
        ),
        _entry(
            "SPR134",
            "This ui primitive is only valid inside a Component.render() body.",
            "It is compiled with the template around it.",
            "Build the list in render(), or return plain ui elements from a function that render() calls.",
            "rows = ui.For(items, row)",
            "def render(self, props=None):\n    return ui.ul(ui.For(items, row))",
        ),
        _entry(
            "SPR140",
            "The order of a set is not defined.",
            "Python's order depends on hashes; a browser's is the order of insertion.",
            "Write sorted(...) around the set.",
            "str({'a', 'b'})",
            "str(sorted({'a', 'b'}))",
        ),
        _entry(
            "SPR199",
            "The code nests too deeply.",
            "Neither Python nor a browser would run it.",
            "Split the expression.",
            "total = ((((((a + b) * c) - d) / e) + f) * g)",
            "part = (a + b) * c - d\ntotal = (part / e + f) * g",
        ),
    )
}
