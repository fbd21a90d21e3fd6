"""Print the lowest direct dependencies of our packages as pip constraints."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def lowest() -> list[str]:
    """Return ``name==lower bound`` for each direct third-party dependency, in name order."""
    found: dict[str, str] = {}
    for package in ("specter-runtime", "spragkit"):
        text = (ROOT / "packages" / package / "pyproject.toml").read_text()
        block = text.split("\ndependencies = [", 1)[1].split("\n]", 1)[0]
        found.update(re.findall(r'"([A-Za-z0-9-]+)(?:\[[^\]]*\])?>=([0-9.]+)', block))
    return [f"{name}=={bound}" for name, bound in sorted(found.items())]


if __name__ == "__main__":
    print("\n".join(lowest()))
