"""The corpus is written in the syntax of Python 3.11 and asks for its answers: an older one cannot read it."""

from __future__ import annotations

import sys

collect_ignore = [] if sys.version_info >= (3, 11) else ["test_conformance.py"]
