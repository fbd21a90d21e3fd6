"""What must outlive a request, and perhaps the process: four small interfaces, and engines that have them."""

from __future__ import annotations

from specter.storage.interfaces import (
    KV,
    Claim,
    Entry,
    Job,
    Jobs,
    Lease,
    Log,
    Page,
    Pos,
)
from specter.storage.opening import Storage, open_storage

__all__ = [
    "KV",
    "Claim",
    "Entry",
    "Job",
    "Jobs",
    "Lease",
    "Log",
    "Page",
    "Pos",
    "Storage",
    "open_storage",
]
