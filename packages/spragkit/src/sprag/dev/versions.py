"""The browser files of the running versions, each importable under a URL that is new when its code is.

A browser never loads a module URL twice, so changed code needs a new one: `/generated/~7/app/x.js`. What it
imports stands in it by latest URL, so that the runtime and unchanged modules keep their one instance and are not
even asked for.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Union

BASE = "/generated/"
# As our compiler and linker write them: one statement to a line, before everything else.
_IMPORT = re.compile(rb"""^(import [^"'\n]*["'])(\.[^"'\n]+)(["'])""", re.MULTILINE)
_VERSIONED = re.compile(r"/generated/~(\d+)/(.+)")


class BrowserFiles:
    """The tree below `/generated/` by path, with the build in which each file last changed."""

    def __init__(self) -> None:
        self.files: dict[str, Union[Path, bytes]] = {}
        self._changed_in: dict[str, int] = {}

    def replace(
        self, files: Mapping[str, Union[Path, bytes]], imports: Mapping[str, set[str]], build_id: int
    ) -> list[str]:
        """Take the tree of a new build; returns the paths whose code is new: changed, or importing what changed.

        Args:
            files: content by path below `/generated/`.
            imports: for each compiled path the paths it imports.
            build_id: the new build's number.
        """
        fresh = {path for path, content in files.items() if self.files.get(path) != content}
        grown = True
        while grown:
            importers = {path for path, needs in imports.items() if path not in fresh and needs & fresh}
            grown = bool(importers)
            fresh |= importers
        if self.files:
            self._changed_in.update(dict.fromkeys(fresh, build_id))
        self.files = dict(files)
        return sorted(fresh)

    def url(self, path: str) -> str:
        """The URL under which a page finds the latest code of `path`."""
        build = self._changed_in.get(path)
        return f"{BASE}{path}" if build is None else f"{BASE}~{build}/{path}"

    def versioned(self, url: str) -> bytes | None:
        """The module at a versioned URL; None when `url` is not one or names no file."""
        match = _VERSIONED.fullmatch(url)
        if match is None or match[2] not in self.files:
            return None
        path = match[2]
        if self._changed_in.get(path) == int(match[1]):
            content = self.files[path]
            return self._with_latest(path, content if isinstance(content, bytes) else content.read_bytes())
        # An edit came between telling a page and its question.
        return f'export * from "{self.url(path)}"\n'.encode()

    def _with_latest(self, path: str, code: bytes) -> bytes:
        folder = posixpath.dirname(path)

        def latest(found: re.Match[bytes]) -> bytes:
            target = posixpath.normpath(posixpath.join(folder, found[2].decode()))
            return found[1] + self.url(target).encode() + found[3] if target in self.files else found[0]

        return _IMPORT.sub(latest, code)
