"""Starts the backend: python app.py"""

from __future__ import annotations

from gevent import monkey

if __name__ == "__main__":
    # Before anything else is imported: ordinary blocking clients are to cooperate.
    monkey.patch_all(thread=False)

    from backend import main

    raise SystemExit(main())
