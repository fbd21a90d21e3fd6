"""Whatever a source file holds, it compiles or there is a diagnostic: no traceback, no hang. `SPRAG_MUTANTS=100000` tries more."""

from __future__ import annotations

import faulthandler
import os
import re
import shutil
import sys
import time
import traceback
import warnings
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from sprag.compiler import Root, compile_app
from sprag.compiler.cache import Cache
from sprag.compiler.catalogue import CATALOGUE

sys.path.insert(0, str(Path(__file__).parent))
from mutants import mutant

ROOT = Path(__file__).resolve().parents[4]
COUNT = int(os.environ.get("SPRAG_MUTANTS", "400"))
STRIPES = 4
HANG = 60.0
"""Seconds of processor time that one file may take; the largest needs a tenth of one."""


class Seed(NamedTuple):
    """A file to change: its project's folder, and a class or function of it."""

    project: Path
    file: Path
    root: str
    text: str


def seeds(folder: Path) -> tuple[list[Seed], int]:
    """The browser code of the example apps, then the corpus; how many are of the apps."""
    found: list[Seed] = []
    for app in sorted((ROOT / "tests" / "apps").iterdir()):
        copy = folder / app.name
        shutil.copytree(app, copy, ignore=shutil.ignore_patterns("dist", ".sprag", "__pycache__"))
        for name in ("components.py", "modules.py"):
            for file in sorted(copy.rglob(name)):
                text = file.read_text(encoding="utf-8")
                found += [Seed(copy, file, name, text) for name in re.findall(r"^class (\w+)", text, re.M)]
    apps = len(found)
    alone = folder / "alone"
    alone.mkdir()
    for case in sorted((ROOT / "tests" / "conformance" / "cases").glob("*.py")):
        text = case.read_text(encoding="utf-8")
        root = "Case" if "\nclass Case" in text else "case"
        found.append(Seed(alone, alone / "case.py", root, text))
    return found, apps


@pytest.mark.slow
@pytest.mark.parametrize("stripe", range(STRIPES))
def test_every_mutated_file_compiles_or_gets_a_diagnostic(stripe: int, tmp_path: Path) -> None:
    corpus, apps = seeds(tmp_path)
    wrong: list[str] = []
    for number in range(stripe, COUNT, STRIPES):
        rng = Random(number)
        # The apps are few beside the corpus; every second file is one of theirs.
        seed = corpus[rng.randrange(apps if number // STRIPES % 2 else len(corpus))]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Python, about the odd code that comes out
            text = mutant(seed.text, rng.choice(corpus).text, rng)
        problem = compiled(seed, text)
        seed.file.write_text(seed.text, encoding="utf-8")
        if problem:
            wrong.append(f"--- {number}: {seed.file.name}: {problem}\n{text[:3000]}")
        if len(wrong) > 20:
            break

    assert not wrong, "\n".join(wrong)


def compiled(seed: Seed, text: str) -> str:
    """What went wrong when ``text`` was compiled; empty where it has units or diagnostics."""
    seed.file.write_bytes(text.encode("utf-8", "surrogatepass"))
    Cache.memory.clear()
    faulthandler.dump_traceback_later(10 * HANG, exit=True, file=sys.__stderr__)
    started = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            program = compile_app([Root(seed.file, seed.root)], seed.project)
        for diagnostic in program.diagnostics:
            str(diagnostic)
    except Exception:
        return traceback.format_exc()[-1500:]
    finally:
        faulthandler.cancel_dump_traceback_later()
    if time.process_time() - started > HANG:
        return f"took {time.process_time() - started:.0f} s"
    own = [
        path
        for path, unit in program.units.items()
        if unit.source == seed.file.relative_to(seed.project).as_posix()
    ]
    if bool(own) == bool(program.diagnostics):
        return "neither a unit nor a diagnostic, or both"
    if unknown := [d.code for d in program.diagnostics if d.code not in CATALOGUE]:
        return f"codes without a page: {unknown}"
    return ""
