"""The ``sprag`` command: one file per subcommand, each imported only when it runs."""

from __future__ import annotations

import sys

__all__ = ["main"]

# These run the user's server code: its blocking clients are made to cooperate before anything else is imported.
_SERVING = ("dev", "start")


def main() -> None:
    """Run the command that was typed."""
    if len(sys.argv) > 1 and sys.argv[1] in _SERVING and "--no-patch" not in sys.argv:
        from gevent import monkey

        # Threads stay real, so the queues between them must too: anyio's workers wait on a SimpleQueue.
        monkey.patch_all(thread=False, queue=False)
    from .commands import app

    app()
