"""Changed files of a project, as sets that have settled.

watchfiles watches in a thread of its own (inotify, FSEvents); the hub is woken through an async watcher,
which is the one gevent call that is safe from another thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import gevent
from gevent.event import Event
from watchfiles import watch

SUFFIXES = frozenset(
    """.avif .css .gif .html .ico .jpeg .jpg .js .json .md .mjs .png .py .svg .toml .txt .wasm .webp
    .woff2""".split()
)
IGNORED = frozenset(
    """.git .hg .svn .sprag .venv venv dist node_modules __pycache__ .mypy_cache .pytest_cache .ruff_cache
    .idea .vscode""".split()
)
# An editor writes a file in several steps (write aside, rename, chmod): changes this close together are one.
SETTLE_MS = 2
# How long a version that cannot be made waits for the rest of an edit of several files.
PATIENCE = 0.1


def concerns(path: Path, root: Path) -> bool:
    """Whether a change of ``path`` can change what the app shows."""
    relative = path.relative_to(root)
    if any(part in IGNORED for part in relative.parts[:-1]):
        return False
    return path.suffix in SUFFIXES or path.name in {".env", ".env.local"}


class ChangedFiles:
    """Iterate over sets of changed paths below ``root``; blocks the calling greenlet only."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._pending: set[Path] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._ready = Event()
        self.started = threading.Event()  # set when the system reports changes
        self._wake = gevent.get_hub().loop.async_()
        self._wake.start(self._ready.set)
        self._thread = threading.Thread(target=self._watch, name="sprag-watch", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[set[Path]]:
        while not self._stop.is_set():
            changed = self._next(None)
            if changed:
                yield changed

    def soon(self) -> set[Path]:
        """What changes within a moment; mostly nothing."""
        return self._next(PATIENCE)

    def _next(self, seconds: float | None) -> set[Path]:
        self._ready.wait(seconds)
        self._ready.clear()
        with self._lock:
            changed, self._pending = self._pending, set()
        return changed

    def close(self) -> None:
        """Stop watching; an iteration that waits ends."""
        self._stop.set()
        self._ready.set()
        self._thread.join(5)
        self._wake.close()

    def _watch(self) -> None:
        def wanted(_: object, path: str) -> bool:
            return concerns(Path(path), self.root)

        for changes in watch(
            self.root,
            watch_filter=wanted,
            debounce=200,
            step=SETTLE_MS,
            stop_event=self._stop,
            rust_timeout=200,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            self.started.set()
            with self._lock:
                self._pending.update(Path(path) for _, path in changes)
            if changes and not self._stop.is_set():
                self._wake.send()
