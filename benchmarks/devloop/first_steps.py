"""A newcomer's first quarter of an hour, from the wheels in an empty environment and with no Node on PATH; the time of
each step.

    python benchmarks/devloop/first_steps.py [--keep DIR]

Install, new, dev, look, edit, break, mend, add a page, doctor, build, pack, start: each does what it should, or this
ends with what was seen instead. What the commands print goes to DIR/log.txt, to be read as a newcomer reads it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
WITHIN = 60_000


class Steps:
    """Runs and times the steps in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "venv"
        self.project = folder / "shop"
        self.log: IO[str] = (folder / "log.txt").open("w")
        self.environment = {
            "PATH": str(self.home / "bin"),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "COLUMNS": "100",
        }

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        print(f"{name:34}{time.perf_counter() - begin:8.2f} s", flush=True)

    def run(self, *words: str, where: Path | None = None) -> None:
        """A command that has to succeed; its output goes to the log."""
        print(f"$ {' '.join(words)}", file=self.log, flush=True)
        done = subprocess.run(
            [str(self.home / "bin" / words[0]), *words[1:]],
            cwd=where or self.project,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: see {self.log.name}")

    @contextmanager
    def serving(self, *words: str) -> Iterator[str]:
        """A server and the URL that it announces."""
        print(f"$ {' '.join(words)}", file=self.log, flush=True)
        process = subprocess.Popen(
            [str(self.home / "bin" / words[0]), *words[1:]],
            cwd=self.project,
            env={**self.environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        try:
            for line in process.stdout:
                self.log.write(line)
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    break
            else:
                raise SystemExit(f"{' '.join(words)} announced no URL: see {self.log.name}")
            yield found[0]
        finally:
            process.terminate()
            self.log.write(process.communicate(timeout=30)[0])


def walk(steps: Steps, page: Page) -> None:
    with steps.step("an empty environment"):
        venv.create(steps.home, with_pip=True)
    with steps.step("install the wheels"):
        wheels = [str(wheel) for wheel in (steps.folder / "wheels").glob("*.whl")]
        steps.run("python", "-m", "pip", "install", "-q", *wheels, where=steps.folder)
    with steps.step("sprag new shop"):
        steps.run("sprag", "new", "shop", where=steps.folder)
    begin = time.perf_counter()
    with steps.serving("sprag", "dev", "--port", "0") as url:
        develop(steps, page, url, begin)
    for command in ("routes", "doctor", "build", "pack"):
        with steps.step(f"sprag {command}"):
            steps.run("sprag", command)
    begin = time.perf_counter()
    with steps.serving("python", "dist/server.py", "--port", "0") as url:
        page.goto(f"{url}/counter")
        page.get_by_role("button", name="Add one").click()
        expect(page.locator(".counter-display")).to_have_text("1")
        print(f"{'start the packed build, press':34}{time.perf_counter() - begin:8.2f} s")


def develop(steps: Steps, page: Page, url: str, begin: float) -> None:
    page.goto(f"{url}/counter")
    page.get_by_role("button", name="Increment").click()
    expect(page.locator(".counter-display")).to_have_text("1")
    print(f"{'sprag dev, first page, a press':34}{time.perf_counter() - begin:8.2f} s")
    component = steps.project / "app/routes/counter/components.py"
    with steps.step("edit, on the screen"):
        component.write_text(component.read_text().replace('"Increment"', '"Add one"'))
        expect(page.get_by_role("button", name="Add one")).to_be_visible()
    expect(page.locator(".counter-display")).to_have_text("1")
    good = component.read_text()
    with steps.step("break, the overlay says where"):
        component.write_text(good.replace('"Add one"', '"Add one'))
        expect(page.locator("sprag-overlay .where")).to_contain_text("app/routes/counter/components.py")
    with steps.step("mend, the overlay is gone"):
        component.write_text(good)
        expect(page.locator("sprag-overlay")).to_have_count(0)
    with steps.step("sprag add route pricing, visible"):
        steps.run("sprag", "add", "route", "pricing", "--mode=hybrid")
        page.wait_for_function("url => fetch(url).then((answer) => answer.ok)", arg=f"{url}/pricing")
        page.goto(f"{url}/pricing")
        expect(page.locator("h1")).to_have_text(re.compile("pricing", re.IGNORECASE))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--keep", type=Path, help="work here and leave everything as it is")
    given = options.parse_args()
    folder = (given.keep or Path(tempfile.mkdtemp(prefix="sprag-first-"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    build = [sys.executable, str(ROOT / "tools/build_packages.py"), str(folder / "wheels")]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    expect.set_options(timeout=WITHIN)
    try:
        with sync_playwright() as playwright:
            executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
            page = browser.new_page()
            page.set_default_timeout(WITHIN)
            walk(Steps(folder), page)
            browser.close()
    finally:
        if given.keep is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
