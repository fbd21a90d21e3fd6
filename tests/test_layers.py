"""Imports point down; production starts without the compiler."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_SPEC = importlib.util.spec_from_file_location("layers", Path(__file__).with_name("layers.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
layers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(layers)

SPECTER = [
    "errors access paths context callables copying coercion hub lifetime bus registry outcome wire delivery sockets "
    "browser_calls",
    "fields schema state cache storage tasks process",
    "supervision service",
    "queues workers jobs changes watcher operation handlers actions",
    "controller",
    "extensions",
    "runtime",
    "http",
    "manager",
]
SPRAG = ["authoring", "site", "rendering", "compiler", "serve", "testing", "build", "dev", "cli"]
RAGOT = [
    "lifetime paths bus registry schedule",
    "store element delegate",
    "block morph list inside",
    "component module starting scroll animate",
    "hydrate",
    "client",
    "dev",
]


def test_a_broken_layer_is_found(tmp_path: Path) -> None:
    package = tmp_path / "shop"
    for name, text in {
        "__init__.py": "from .cli import main",
        "errors.py": "",
        "compiler/lower.py": "from . import jsast\nfrom ..errors import ShopError",
        "compiler/jsast.py": "import shop.errors",
        "ssr/tree.py": "from ..compiler import jsast\nfrom .. import cli",
        "cli.py": "from shop.ssr.tree import y",
    }.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    found = layers.upward_imports(package, ["errors", "compiler | ssr", "cli"])

    assert found == ["ssr/tree.py -> compiler", "ssr/tree.py -> cli"]


def test_specter_imports_point_down() -> None:
    assert layers.upward_imports(ROOT / "packages/specter-runtime/src/specter", SPECTER) == []


def test_sprag_imports_point_down() -> None:
    assert layers.upward_imports(ROOT / "packages/spragkit/src/sprag", SPRAG) == []


def test_ragot_imports_point_down() -> None:
    source = ROOT / "packages/ragot-js/src"
    rank = {name: number for number, line in enumerate(RAGOT) for name in line.split()}
    found = []
    for file in sorted(source.rglob("*.ts")):
        name = file.relative_to(source).with_suffix("").parts[0]
        for target in re.findall(r"""from\s+['"](\.[^'"]+)['"]""", file.read_text(encoding="utf-8")):
            path = (file.parent / target).resolve()
            if not path.is_relative_to(source.resolve()):
                continue  # an example in a comment
            other = path.relative_to(source.resolve()).parts[0].replace(".ts", "").replace(".js", "")
            if name == "py" and other != "py":
                found.append(f"{file.relative_to(source)} -> {other}")
            if rank.get(other, -1) > rank.get(name, len(RAGOT)):
                found.append(f"{file.relative_to(source)} -> {other}")
    assert found == []


def test_production_never_imports_the_compiler() -> None:
    kept_out = ("sprag.compiler", "sprag.build", "libcst", "typer")
    script = f"import sys, sprag.serve; print([name for name in {kept_out} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "[]"
