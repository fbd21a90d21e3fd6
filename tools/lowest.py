"""Print the lowest direct dependencies of our packages as pip constraints."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def lowest() -> list[str]:
    """Return ``name==lower bound``, with its marker, for each direct third-party dependency, in name order."""
    found: dict[tuple[str, str], str] = {}
    for package in ("specter-runtime", "spragkit"):
        text = (ROOT / "packages" / package / "pyproject.toml").read_text()
        block = text.split("\ndependencies = [", 1)[1].split("\n]", 1)[0]
        for name, bound, marker in re.findall(
            r'"([A-Za-z0-9-]+)(?:\[[^\]]*\])?>=([0-9.]+)[^";]*([^"]*)"', block
        ):
            found[name, marker] = bound
    return [f"{name}=={bound}{marker}" for (name, marker), bound in sorted(found.items())]


if __name__ == "__main__":
    print("\n".join(lowest()))
