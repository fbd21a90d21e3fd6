"""What compiled render functions call, and the way they are put in place of the generic printer.

The compiler writes Python functions that join prebuilt strings (`sprag.compiler.template_server`); a build
holds them as text, so that serving needs no compiler.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from specter.callables import taking

from ..authoring.browser import Component
from ..authoring.screen import Screen
from ..authoring.ui import Raw
from .html import attribute, escaped, text
from .tree import SEPARATOR, Out, _value, attributes, use_printer, use_render, write

#: The prefix of everything that is put into a module beside what its author wrote there.
PREFIX = "_sprag_"


def child(value: Any) -> str:
    """The HTML of one child that has no text beside it."""
    kind = value.__class__
    if kind is str:
        # text(value), written out here and below: the call would cost as much as the look.
        if "&" in value or "<" in value or ">" in value or "\r" in value or "\0" in value:
            return escaped(value)
        return value  # type: ignore[no-any-return]
    if kind is Raw:
        html: str = value.html
        return html
    if value is None or kind is bool:
        return ""
    if kind is int or kind is float:
        return str(value)
    out = Out()
    write(out, value)
    return "".join(out.parts)


def of_str(value: Any) -> str:
    """The HTML of `str(value)`."""
    return str(value) if value.__class__ is int else text(str(value))


def many(*values: Any) -> str:
    """The HTML of children side by side, texts kept apart."""
    parts: list[str] = []
    after_text = False
    for at, value in enumerate(values):
        kind = value.__class__
        if kind is str or kind is int or kind is float:
            if after_text:
                parts.append(SEPARATOR)
            parts.append(text(value) if kind is str else str(value))
            after_text = True
        elif kind is Raw:
            parts.append(value.html)
            after_text = False
        elif value is not None and kind is not bool:
            return "".join(parts) + _rest(values[at:], after_text)
    return "".join(parts)


def _rest(values: tuple[Any, ...], after_text: bool) -> str:
    out = Out()
    out.after_text = after_text
    for value in values:
        write(out, value)
    return out.html()


def attr(value: Any, before: str, name: str) -> str:
    """One attribute with the space before it; `before` is ` name="`."""
    if value.__class__ is str:
        if "&" in value or '"' in value or "<" in value or ">" in value or "\r" in value or "\0" in value:
            return f'{before}{attribute(value)}"'
        return f'{before}{value}"'
    return "" if value is None else _value(name, value) or ""


def rows(items: Iterable[Any], render: Callable[[Any], Any]) -> str:
    """The HTML of a list between elements, one tree per item."""
    out = Out()
    for item in items:
        write(out, render(item))
    return "".join(out.parts)


def markup(value: Any) -> str:
    """The HTML of `ui.HTML(value)`."""
    return "" if value is None else str(value)


NAMES: Mapping[str, Any] = {
    f"{PREFIX}raw": Raw,
    f"{PREFIX}text": text,
    f"{PREFIX}str": of_str,
    f"{PREFIX}quoted": attribute,
    f"{PREFIX}child": child,
    f"{PREFIX}many": many,
    f"{PREFIX}attr": attr,
    f"{PREFIX}attrs": attributes,
    f"{PREFIX}rows": rows,
    f"{PREFIX}markup": markup,
}


def install_all(project: Path, templates: Mapping[str, str]) -> None:
    """Install the compiled functions of a build: text by the file (relative to `project`) that it was compiled
    from.
    """
    root = project.resolve()
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if not file or root not in Path(file).parents:
            continue
        inside = Path(file).relative_to(root)
        text = templates.get(inside.with_suffix(".py").as_posix())
        if text is not None:
            install(module, compile(text, f"<compiled {inside}>", "exec"))


def install(module: ModuleType, code: CodeType) -> None:
    """Put compiled functions into the module that they were compiled from; its components and screens print by
    them.

    `code` defines functions and `_sprag_components`: the class's name -> its compiled render function's
    name, and the methods (by their name in the class) that the function takes to be those of the file.
    """
    names = vars(module)
    names.update(NAMES)
    exec(code, names)
    for class_name, (function_name, methods) in names[f"{PREFIX}components"].items():
        cls = names.get(class_name)
        if not isinstance(cls, type):
            continue
        own = [vars(cls).get(name) for name in methods]
        if not all(isinstance(method, FunctionType) and method.__globals__ is names for method in own):
            continue
        if issubclass(cls, Component):
            use_printer(cls, _printer(names[function_name]))
        elif issubclass(cls, Screen) and not cls.__subclasses__():
            use_render(cls, names[function_name])


def _printer(render: Callable[..., Any]) -> Callable[[Out, Any], None]:
    render = taking(render, 2)

    def printer(out: Out, component: Any) -> None:
        tree = render(component, component.props)
        if tree.__class__ is Raw:
            out.parts.append(tree.html)
            out.after_text = False
        else:
            write(out, tree)

    return printer
