"""What visitors load: upper bounds in bytes after `gzip -9`, linked without Node. `benchmarks/size/run.py` says what they consist of."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINE = re.compile(r"^(\w+) +(\S+) +(\d) files +gzip -9 +(\d+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def pages() -> dict[tuple[str, str], tuple[int, int]]:
    """Files and bytes of the scripts of a page, by project and pattern."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks/size/run.py")], capture_output=True, text=True, check=True
    )
    return {
        (project, pattern): (int(files), int(size))
        for project, pattern, files, size in LINE.findall(done.stdout)
    }


def test_a_hello_counter_page_loads_one_file_of_six_kilobytes(
    pages: dict[tuple[str, str], tuple[int, int]],
) -> None:
    files, size = pages["counter", "/counter"]

    assert files == 1
    assert size <= 5_900


@pytest.mark.parametrize(
    ("pattern", "limit"),
    [
        ("/counter", 11_200),
        ("/login", 13_300),
        ("/list-demo", 21_400),
        ("/lifecycle-mount", 19_300),
        ("/virtual-scroll", 26_500),
        ("/nested-store-demo", 28_700),
    ],
)
def test_a_lab_stays_small(pages: dict[tuple[str, str], tuple[int, int]], pattern: str, limit: int) -> None:
    files, size = pages["labs", pattern]

    assert files == 2
    assert size <= limit


def test_no_lab_is_larger_than_the_largest(pages: dict[tuple[str, str], tuple[int, int]]) -> None:
    sizes = {pattern: size for (project, pattern), (_, size) in pages.items() if project == "labs"}

    assert len(sizes) >= 21
    assert max(sizes, key=lambda pattern: sizes[pattern]) == "/nested-store-demo"


def test_the_documentation_s_pages_stay_small(pages: dict[tuple[str, str], tuple[int, int]]) -> None:
    assert pages["docs", "/docs/[...segments]"][1] <= 24_600
