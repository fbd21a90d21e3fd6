"""What a check of `sprag doctor` found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Optional


@dataclass(frozen=True)
class Finding:
    """One check's outcome. ``fix`` mends it and says what it did; None where only a person can."""

    code: str
    check: str
    ok: bool
    message: str
    details: list[str] = field(default_factory=list)
    fix: Optional[Callable[[], str]] = field(default=None, compare=False)
