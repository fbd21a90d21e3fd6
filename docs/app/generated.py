"""Pages that are made from the packages themselves: the reference, the error codes, the support tables, llms.txt.

They are written below `app/content/docs/` and `public/` when the site is loaded, and only when they differ.
"""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any

from app.content import docs, section_of
from app.support import support_tables

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "app/content/docs"

#: Page, what it is about, and the module whose public names it lists.
REFERENCE = (
    ("sprag", "What an app imports.", "sprag"),
    ("sprag-testing", "An app driven in memory, for tests.", "sprag.testing"),
    ("specter", "The server runtime.", "specter"),
    ("specter-http", "Requests, responses, sessions and auth.", "specter.http"),
    ("specter-extensions", "Parts that are loaded and unloaded.", "specter.extensions"),
)


def write_generated() -> None:
    if not (ROOT / "app/static").is_dir():
        return  # A build holds them already.
    for order, (name, about, module) in enumerate(REFERENCE, 70):
        write(DOCS / f"reference/{name}.md", reference_page(module, about, order))
    for order, entry in enumerate(_catalogue(), 100):
        write(DOCS / f"errors/{entry.code.lower()}.md", error_page(entry, order))
    write(DOCS / "compiler-support.md", support_tables())
    write(ROOT / "public/llms.txt", llms())
    write(ROOT / "public/llms-full.txt", llms_full())


def write(file: Path, text: str) -> None:
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def error_page(entry: Any, order: int) -> str:
    return (
        f"---\ntitle: {entry.code}\ndescription: {_yaml(entry.title)}\nsection: Error codes\norder: {order}\n---\n\n"
        f"{entry.why}\n\n## What to write instead\n\n{entry.instead}\n\n"
        f"```python\n# refused\n{entry.bad}\n```\n\n```python\n# compiles\n{entry.good}\n```\n"
    )


def reference_page(module_name: str, about: str, order: int) -> str:
    module = importlib.import_module(module_name)
    names = [name for name in public_names(module) if not name.startswith("__")]
    parts = [f"---\ntitle: {module_name}\ndescription: {_yaml(about)}\nsection: Reference\norder: {order}\n---\n"]
    parts += [entry(name, getattr(module, name)) for name in sorted(names, key=str.lower)]
    return "\n".join(parts)


def public_names(module: Any) -> list[str]:
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return list(listed)
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]


def entry(name: str, value: Any) -> str:
    """Return one public name: its signature, what it says about itself, and its methods when it is a class."""
    text = inspect.getdoc(value) if callable(value) or inspect.ismodule(value) else None
    lines = [f"## {name}", ""]
    if inspect.isclass(value):
        lines += [_code(f"class {name}{_signature(value)}"), "", text or "", "", *_methods(value)]
    elif callable(value):
        lines += [_code(f"{name}{_signature(value)}"), "", text or ""]
    else:
        lines += [text or (inspect.getdoc(type(value)) or "").partition("\n\n")[0], "", *_methods(type(value))]
    return "\n".join(lines).rstrip() + "\n"


def _methods(cls: type) -> list[str]:
    rows = []
    for name, member in inspect.getmembers(cls):
        if name.startswith("_") or not _ours(cls, name):
            continue
        raw = inspect.getattr_static(cls, name)
        says = (inspect.getdoc(member if not isinstance(raw, property) else raw) or "").partition("\n\n")[0]
        says = " ".join(says.split()).replace("|", "\\|")
        if isinstance(raw, property):
            rows.append(f"| `{name}` | {says} |")
        elif callable(member):
            rows.append(f"| `{name}{_signature(member, short=True)}` | {says} |".replace(" | None", " \\| None"))
    return ["| Member | Does |", "|---|---|", *rows] if rows else []


def _ours(cls: type, name: str) -> bool:
    owner = next((base for base in cls.__mro__ if name in vars(base)), object)
    return owner.__module__.partition(".")[0] in ("sprag", "specter")


def _signature(value: Any, *, short: bool = False) -> str:
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return ""
    parameters = [one for one in signature.parameters.values() if one.name not in ("self", "cls")]
    if short:
        return f"({', '.join(_parameter(one) for one in parameters)})"
    text = str(signature.replace(parameters=parameters))
    return text.replace("'", "") if len(text) < 400 else "(…)"


def _parameter(one: inspect.Parameter) -> str:
    star = "*" if one.kind is one.VAR_POSITIONAL else "**" if one.kind is one.VAR_KEYWORD else ""
    return f"{star}{one.name}" + ("" if one.default is one.empty else "=…")


def _code(text: str) -> str:
    return f"```python\n{text}\n```"


def llms() -> str:
    """Return the index that language models look for: https://llmstxt.org."""
    lines = ["# SPRAG", "", "> One Python language, two runtimes: a full-stack web framework.", ""]
    sections: dict[str, list[str]] = {}
    for page in docs():
        link = f"- [{page.title}]({page.url_path}): {page.description}"
        sections.setdefault(section_of(page), []).append(link)
    for section, links in sections.items():
        lines += [f"## {section}", "", *links, ""]
    return "\n".join(lines)


def llms_full() -> str:
    pages = [page for page in docs() if section_of(page) != "Error codes"]
    return "\n\n".join(f"# {page.title}\n\n{page.description}\n\n{page.body.strip()}" for page in pages) + "\n"


def _catalogue() -> list[Any]:
    from sprag.compiler.catalogue import CATALOGUE

    return list(CATALOGUE.values())


def _yaml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
