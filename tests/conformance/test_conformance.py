"""The corpus, compiled on all surfaces and run by Node: nothing is compiled wrongly, nothing crashes, and what works keeps working."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
RATCHET = HERE / "same.json"


def run(variant: str, work: Path, *more: str) -> list[dict[str, str]]:
    rows = work / "rows.json"
    command = [
        sys.executable, "run.py", "--adapter", "adapter.py", "--variant", variant, "--work", str(work), "--out", str(rows), "--timeout", "20",
    ]  # fmt: skip
    done = subprocess.run(
        [*command, *more], cwd=HERE, capture_output=True, text=True, timeout=600, check=False
    )
    assert rows.exists(), done.stdout + done.stderr
    loaded: list[dict[str, str]] = json.loads(rows.read_text())
    return loaded


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["plain", "opaque"])
def test_every_case_gives_the_answer_of_cpython_or_an_honest_build_error(
    variant: str, tmp_path: Path
) -> None:
    rows = run(variant, tmp_path)

    wrong = [
        f"{r['status']} {r['id']}: {r['note']}" for r in rows if r["coarse"] in ("MISCOMPILED", "crashed")
    ]
    assert wrong == []
    for tier, share in (("core", 0.97), ("edge", 0.85)):
        of_tier = [r["coarse"] == "same" for r in rows if r["tier"] == tier]
        assert sum(of_tier) >= share * len(of_tier)
    same = Counter(r["coarse"] for r in rows)["same"]
    least = json.loads(RATCHET.read_text())[variant]
    assert same >= least, f"{same} cases are the same; same.json asks for {least}"


@pytest.mark.slow
def test_core_cases_all_compile(tmp_path: Path) -> None:
    rows = run("plain", tmp_path, "--tier", "core", "--filter", "^(naming_scope|functions|classes|loops)")

    assert [r["id"] for r in rows if r["coarse"] != "same"] == []
