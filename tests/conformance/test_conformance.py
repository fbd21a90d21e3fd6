"""The corpus, compiled on all surfaces and run by Node: nothing is compiled wrongly, nothing crashes, and what works keeps working."""

from __future__ import annotations

import json
import re
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
    # Every refusal is one that the specification lists: refusals.json says which rule.
    listed = json.loads((HERE / "refusals.json").read_text())
    refused = {r["id"]: r["note"].rsplit("[", 1)[1].rstrip("]") for r in rows if r["coarse"] == "honest"}
    assert refused.items() <= {(name, code) for name, (code, _) in listed["cases"].items()}
    assert {rule for _, rule in listed["cases"].values()} == set(listed["rules"])
    same = Counter(r["coarse"] for r in rows)["same"]
    least = json.loads(RATCHET.read_text())[variant]
    assert same >= least, f"{same} cases are the same; same.json asks for {least}"


def write_cases(file: Path, folder: Path) -> dict[str, str]:
    """The cases of a file of ours as the corpus has them: `### name` begins one, with the code of its refusal where it is refused."""
    expected: dict[str, str] = {}
    for part in re.split(r"^### ", file.read_text(encoding="utf-8"), flags=re.M)[1:]:
        head, _, text = part.partition("\n")
        name, _, code = head.strip().partition(" ")
        expected[f"{file.stem}__{name}"] = code
        case = f"# id: {file.stem}__{name}\n# category: {file.stem}\n# tier: core\n\n{text.strip()}\n"
        (folder / f"{file.stem}__{name}.py").write_text(case, encoding="utf-8")
    return expected


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["plain", "opaque"])
def test_our_own_cases_give_the_answer_of_cpython_or_the_refusal_that_they_name(
    variant: str, tmp_path: Path
) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    expected = {
        name: code
        for file in sorted((HERE / "more").glob("*.cases"))
        for name, code in write_cases(file, cases).items()
    }
    rows = run(variant, tmp_path / "work", "--cases", str(cases))

    found = {
        r["id"]: r["note"] if r["coarse"] == "honest" else "" if r["coarse"] == "same" else r["status"]
        for r in rows
    }
    wrong = {
        i: found[i] for i in found if found[i] and (not expected[i] or f"[{expected[i]}]" not in found[i])
    }
    assert wrong == {}
    if variant == "plain":
        assert {i for i, code in expected.items() if code} == {i for i, note in found.items() if note}


@pytest.mark.slow
def test_core_cases_all_compile(tmp_path: Path) -> None:
    rows = run("plain", tmp_path, "--tier", "core", "--filter", "^(naming_scope|functions|classes|loops)")

    assert [r["id"] for r in rows if r["coarse"] != "same"] == []
