"""Random programs give the same answer in CPython and in Node. `SPRAG_PROGRAMS=20000` runs more of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from retyping import retyping  # noqa: E402
from wholes import program  # noqa: E402

COUNT = int(os.environ.get("SPRAG_PROGRAMS", "500"))


@pytest.mark.slow
@pytest.mark.parametrize(("write", "count"), [(program, COUNT), (retyping, COUNT // 8)])
def test_random_programs_mean_the_same_in_the_browser(
    write: Callable[[Random], str], count: int, tmp_path: Path
) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    texts: dict[str, None] = {}

    @settings(
        max_examples=count,
        derandomize=COUNT <= 500,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**64))
    def collect(seed: int) -> None:
        texts[write(Random(seed))] = None

    collect()
    for i, text in enumerate(texts):
        (cases / f"p{i:05}.py").write_text(
            f"# id: p{i:05}\n# category: program\n# tier: core\n\n{text}", encoding="utf-8"
        )
    rows = tmp_path / "rows.json"
    command = [
        sys.executable,
        "run.py",
        "--adapter",
        "adapter.py",
        "--cases",
        str(cases),
        "--work",
        str(tmp_path / "work"),
    ]
    command += ["--out", str(rows), "--timeout", "30"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=60 + COUNT, check=False)
    assert rows.exists(), done.stdout + done.stderr

    different = [r for r in json.loads(rows.read_text()) if r["coarse"] not in ("same", "honest")]
    shown = [f"{r['status']}: {r['note']}\n{(cases / (r['id'] + '.py')).read_text()}" for r in different[:3]]
    assert not different, "\n\n".join(shown)
