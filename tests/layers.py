"""Which imports point upwards between the layers of a package, or run in circles."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path


def upward_imports(package: Path, layers: Sequence[str]) -> list[str]:
    """Return ``importing file -> imported name`` for each import of a higher layer or of a sibling.

    ``layers`` are the top-level names in ``package``, lowest first; names in one string may not import each
    other when joined by ``|``, and may when joined by a space.
    """
    rank: dict[str, int] = {}
    closed: set[str] = set()
    for number, line in enumerate(layers):
        names = [name for name in line.replace("|", " ").split() if name]
        rank.update((name, number) for name in names)
        if "|" in line:
            closed.update(names)
    found = []
    for file in sorted(package.rglob("*.py")):
        importer = file.relative_to(package).with_suffix("").parts[0]
        if importer in {"__init__", "__main__", "templates"}:
            continue
        for target in _imports(file, package):
            if target == importer or target in {"__init__", "__version__"}:
                continue
            if importer not in rank or target not in rank:
                found.append(f"{file.relative_to(package)} -> {target} (a name that no layer holds)")
            elif rank[target] > rank[importer] or (rank[target] == rank[importer] and importer in closed):
                found.append(f"{file.relative_to(package)} -> {target}")
    return found


def _imports(file: Path, package: Path) -> Iterator[str]:
    """Yield the top-level name within ``package`` of everything ``file`` imports when it runs."""
    here = file.relative_to(package).parts[:-1]
    for node in _running(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                base = here[: len(here) - node.level + 1]
                path = (*base, *(node.module or "").split(".")) if node.module else base
            elif (node.module or "").split(".")[0] == package.name:
                path = tuple((node.module or "").split(".")[1:])
            else:
                continue
            if path:
                yield path[0]
            else:
                yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                root, _, rest = alias.name.partition(".")
                if root == package.name and rest:
                    yield rest.split(".")[0]


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes but those below ``if TYPE_CHECKING:``, which only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from _running(node)
