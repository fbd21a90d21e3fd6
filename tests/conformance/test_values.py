"""Single functions give CPython's answer for random values. `SPRAG_VALUES=1000000` asks for more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import randrange

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from values import rows  # noqa: E402

COUNT = int(os.environ.get("SPRAG_VALUES", "10000"))
HELPERS = HERE.parents[1] / "packages" / "ragot-js" / "dist" / "esm" / "py"


def test_functions_of_single_values_answer_as_in_cpython(tmp_path: Path) -> None:
    seed = 0 if COUNT <= 10000 else randrange(2**32)
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(rows(seed, COUNT)))
    command = ["node", str(HERE / "values.mjs"), str(HELPERS), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.stdout.splitlines()[:20] == [], f"seed {seed}"
