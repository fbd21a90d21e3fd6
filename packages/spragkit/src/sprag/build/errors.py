"""What stops a build."""

from __future__ import annotations


class BuildError(Exception):
    """A build that cannot be finished; the message says what to do."""
