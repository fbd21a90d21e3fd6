"""Enhancements: what one extension adds to another while both are loaded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from specter.callables import isolated
from specter.extensions import discovery
from specter.extensions.record import ExtensionRecord

log = logging.getLogger(__name__)


def enhance_all(loaded: Sequence[ExtensionRecord]) -> None:
    """Apply every enhancement whose two ends are loaded and that is not yet in force."""
    by_name = {record.name: record for record in loaded}
    for provider in loaded:
        for target, enhance in discovery.enhancers_of(provider.module).items():
            if target in by_name and target not in provider.enhancements:
                provider.enhancements[target] = _enhance(provider, by_name[target], enhance)


def undo_enhancements(loaded: Sequence[ExtensionRecord], leaving: ExtensionRecord) -> None:
    """Undo what concerns ``leaving``: first what others did to it, then what it did."""
    for provider in reversed(loaded):
        if provider is not leaving and leaving.name in provider.enhancements:
            _undo(provider, leaving.name)
    for target in reversed(list(leaving.enhancements)):
        _undo(leaving, target)


def _enhance(
    provider: ExtensionRecord, target: ExtensionRecord, enhance: Callable[..., Any]
) -> Callable[[], object] | None:
    """What undoes it, if it can be undone: an enhancer gives a context manager, a function, or nothing."""
    with isolated(log, "[SPECTER:extensions] %s could not enhance %s", provider.name, target.name):
        given = enhance(target.api)
        if hasattr(given, "__enter__"):
            given.__enter__()
            return lambda: given.__exit__(None, None, None)
        return given if callable(given) else None
    return None


def _undo(provider: ExtensionRecord, target: str) -> None:
    undo = provider.enhancements.pop(target)
    if undo is not None:
        with isolated(log, "[SPECTER:extensions] undoing what %s did to %s failed", provider.name, target):
            undo()
