"""Files that a server sends compressed, made beforehand."""

from __future__ import annotations

import gzip
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Optional

SUFFIXES = frozenset(
    {".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".webmanifest", ".wasm", ".map", ".md"}
)
LEAST = 1024


def gzipped(content: bytes) -> bytes:
    """The same bytes for the same content, whenever it is made."""
    return gzip.compress(content, compresslevel=9, mtime=0)


def write_compressed(root: Path) -> int:
    """Write a `.gz` (and `.br` where a brotli library is installed) beside every text file; how many files got
    one.
    """
    brotli = _brotli()
    count = 0
    for file in sorted(path for path in root.rglob("*") if path.suffix in SUFFIXES and path.is_file()):
        content = file.read_bytes()
        if len(content) < LEAST:
            continue
        smaller = gzipped(content)
        if len(smaller) >= len(content):
            continue
        file.with_name(file.name + ".gz").write_bytes(smaller)
        count += 1
        if brotli is not None:
            file.with_name(file.name + ".br").write_bytes(brotli(content))
    return count


def _brotli() -> Optional[Callable[[bytes], bytes]]:
    try:
        found: Callable[[bytes], bytes] = importlib.import_module("brotli").compress
    except ImportError:
        return None
    return found
