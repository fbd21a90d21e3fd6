"""docs/behaviour.md: every line names a test that exists. And the table of names that both runtimes share."""

from __future__ import annotations

import re
from pathlib import Path

from specter import Model, Service, paths, registry
from specter.bus import EventBus
from specter.lifetime import Lifetime

PACKAGE = Path(__file__).parents[1]
TEXT = (PACKAGE / "docs/behaviour.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and "---" not in line]


def test_every_line_names_a_test_that_exists() -> None:
    missing = []
    lines = [row for row in ROWS if not re.search(r"\| (shown|held) by \|$", row)]
    for row in lines:
        named = re.search(r"`([\w/.]+)(?:::|: )([^`]+)` \|$", row)
        if named is None:
            missing.append(row)
            continue
        file, name = named.groups()
        if file.endswith(".py"):
            found = f"def {name}(" in (PACKAGE / "test/browser" / file).read_text(encoding="utf-8")
        else:
            source = (PACKAGE / "test" / file).read_text(encoding="utf-8")
            found = f"test('{name}'" in source or f"test(`{name.replace('…', '${name}')}`" in source
        if not found:
            missing.append(row)

    assert missing == []
    assert len(lines) > 70


def test_the_names_of_the_readme_s_table_exist_on_both_sides() -> None:
    readme = (PACKAGE / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)\.([^`]+)`(?:, `[^`]+`)? \| `?([^|]*?)`? \|", readme, re.MULTILINE)
    servers = {
        "Lifetime": Lifetime, "bus": EventBus, "registry": registry, "paths": paths, "Service": Service, "Model": Model,
    }  # fmt: skip
    browsers = {
        "Lifetime": "lifetime",
        "bus": "bus",
        "registry": "registry",
        "paths": "paths",
        "Service": "owner",
        "Model": "store",
    }
    renamed = {"parse": "parsePath", "read": "readPath", "with_value": "withPath", "without": "withoutPath"}

    assert [row[0] for row in rows] == list(servers)
    for name, members, _ in rows:
        source = "".join(
            (PACKAGE / f"src/{file}.ts").read_text(encoding="utf-8") for file in {browsers[name], "module"}
        )
        for member in re.findall(r"\w+", members.partition("(")[0]):
            own = renamed.get(member, re.sub(r"_(\w)", lambda found: found[1].upper(), member))
            assert hasattr(servers[name], member), f"{name}.{member}"
            assert re.search(rf"^(?:  |export function |export class ){own}[(<]", source, re.MULTILINE), (
                f"{name}.{own}"
            )
