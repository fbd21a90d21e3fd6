"""What the commands print: people read coloured lines, scripts read JSON, pipes get plain text."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from rich.console import Console


class Report(Protocol):
    """Say how far a long piece of work is: ``report("images", 3, 12)``; ``total`` 0 when unknown."""

    def __call__(self, phase: str, done: int = 0, total: int = 0) -> None: ...


class Output:
    """The voice of one command run. ``quiet`` keeps results and errors, drops the chat."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.quiet = quiet
        self.verbose = verbose

    def say(self, text: str = "", style: str = "") -> None:
        if not self.quiet:
            self._console().print(text, style=style, markup=False, highlight=False, soft_wrap=True)

    def done(self, text: str) -> None:
        """Say that a step is complete."""
        if not self.quiet:
            self._marked("bold green", text)

    def result(self, text: str) -> None:
        """Print what was asked for, also when quiet; never styled, so that it can be piped."""
        print(text)

    def json(self, value: Any) -> None:
        print(json.dumps(value, indent=2, sort_keys=True, default=str))

    def error(self, text: str) -> None:
        self._marked("bold red", text, stderr=True)

    def warn(self, text: str) -> None:
        self._marked("bold yellow", text, stderr=True)

    @contextmanager
    def progress(self) -> Iterator[Report]:
        """Show one line of progress on a terminal; on a pipe say each phase once; when quiet nothing."""
        if self.quiet:
            yield lambda phase, done=0, total=0: None
        elif sys.stderr.isatty() and not os.environ.get("CI"):
            yield from self._bar()
        else:
            yield self._phases()

    def _bar(self) -> Iterator[Report]:
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[count]}"),
        )
        with Progress(*columns, console=self._console(stderr=True), transient=True) as bar:
            task = bar.add_task("starting", total=None, count="")

            def report(phase: str, done: int = 0, total: int = 0) -> None:
                count = f"{done}/{total}" if total else ""
                bar.update(task, description=phase, total=total or None, completed=done, count=count)

            yield report

    def _phases(self) -> Report:
        seen = set()

        def report(phase: str, done: int = 0, total: int = 0) -> None:
            if phase not in seen:
                seen.add(phase)
                print(f"[SPRAG] {phase}", file=sys.stderr)

        return report

    def _marked(self, style: str, text: str, *, stderr: bool = False) -> None:
        from rich.text import Text

        self._console(stderr=stderr).print(
            Text("[SPRAG] ", style=style) + Text(text), soft_wrap=True, highlight=False
        )

    def _console(self, *, stderr: bool = False) -> Console:
        from rich.console import Console

        return Console(stderr=stderr)
