"""The scripts of pages, module by module: `python benchmarks/size/run.py [project…] [--page /counter] [--esbuild]`.

Builds in memory what `sprag build` would write, and prints for each page what its visitor loads: bytes, and
bytes after `gzip -9`. Without arguments: the seed's counter, the labs and the documentation's own site.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
import tempfile
from pathlib import Path

from sprag.build.build import Work
from sprag.build.report import silent
from sprag.cli.new import create_project
from sprag.site import unload

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("projects", nargs="*", type=Path, help="folders of SPRAG projects")
    read.add_argument("--page", help="print the modules of this page only")
    read.add_argument("--esbuild", action="store_true", help="shrink further with esbuild, when it is there")
    read.add_argument("--save", type=Path, help="write the scripts into this folder")
    given = read.parse_args()
    if not given.esbuild:
        os.environ["SPRAG_ESBUILD"] = "off"
    with tempfile.TemporaryDirectory() as work:
        for project in given.projects or known(Path(work)):
            show(project, given.page, given.save)


def known(work: Path) -> list[Path]:
    """The seed's counter, a fresh project of the labs, the documentation."""
    create_project("labs", work, "labs")
    return [ROOT / "tests/apps/counter", work / "labs", ROOT / "docs"]


def show(project: Path, page: str | None, save: Path | None) -> None:
    project = project.resolve()
    work = Work.prepare(project, None, silent)
    unload(project)  # every project's package is named app
    files, sizes = work.scripts.files, work.scripts.sizes
    for url, content in files.items():
        if save:
            save.mkdir(parents=True, exist_ok=True)
            (save / url.rpartition("/")[2]).write_bytes(content)
    for surface in work.site.surfaces:
        if surface.entry is None or page not in (None, surface.pattern):
            continue
        urls = (surface.entry.url, *surface.entry.preload)
        whole = sum(packed(files[url]) for url in urls)
        print(f"{project.name:<10} {surface.pattern:<34} {len(urls)} files  gzip -9 {whole:>6}")
        if page is None:
            continue
        for url in urls:
            print(f"  {url}: {len(files[url])} bytes, gzip -9 {packed(files[url])}")
            for module, size in sorted(sizes[url].items(), key=lambda one: -one[1]):
                print(f"    {size:>6}  {module}")


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


if __name__ == "__main__":
    sys.exit(main())
