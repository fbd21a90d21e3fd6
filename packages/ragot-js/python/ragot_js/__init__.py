"""The built browser files of Ragot, for Python packages that serve them."""

from __future__ import annotations

from pathlib import Path

__version__ = "0.2.0"


def dist() -> Path:
    """Return the folder of built files: ``ragot.esm.min.js``, ``ragot.min.js``, ``esm/`` and ``production/``.

    A wheel carries it inside the package; in a source checkout it is what ``npm run build`` wrote.

    Raises:
        FileNotFoundError: in a source checkout that has not been built yet.
    """
    packed = Path(__file__).parent / "dist"
    built = Path(__file__).parents[2] / "dist"
    for folder in (packed, built):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"ragot-js is not built: expected {built}; run 'npm ci && npm run build' in {built.parent}"
    )
