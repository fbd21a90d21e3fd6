"""The catalogue of extensions: which are known, how they are configured, what they say about themselves."""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping
from typing import Any, Callable

from specter.errors import NoSuchExtension
from specter.extensions import discovery
from specter.extensions.api import EnabledState, ExtensionAPIProxy
from specter.extensions.discovery import ExtensionModuleFinder
from specter.extensions.record import ExtensionRecord
from specter.service import Service

log = logging.getLogger(__name__)


class ExtensionCatalogue(Service):
    """Configuration and questions; the manager adds loading."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.finder = ExtensionModuleFinder()
        self._records: dict[str, ExtensionRecord] = {}
        # The loaded ones, in the order of loading.
        self._order: list[ExtensionRecord] = []

    def configure(self, name: str, configuration: Mapping[str, Any]) -> None:
        """Set the configuration; that of a loaded extension is used at its next load."""
        record = self._record(name)
        if record.loaded:
            record.pending = copy.deepcopy(dict(configuration))
        else:
            record.configuration = copy.deepcopy(dict(configuration))

    def needs_restart(self, name: str) -> bool:
        """Whether the extension waits for a reload to use its configuration."""
        record = self._records.get(name)
        return record is not None and record.pending is not None

    def get_configuration_snapshot(self, name: str) -> dict[str, Any]:
        record = self._records.get(name)
        return {} if record is None else copy.deepcopy(record.configuration)

    def get_configuration_snapshot_dict(self, disable_unloaded: bool = False) -> dict[str, dict[str, Any]]:
        """All configurations; with ``disable_unloaded`` they say ``enabled`` as things are now."""
        found = {name: self.get_configuration_snapshot(name) for name in self._records}
        if disable_unloaded:
            for name, values in found.items():
                state = EnabledState.of(values)
                if self.is_loaded(name):
                    if state in (EnabledState.NO, EnabledState.AVOID):
                        values["enabled"] = True
                elif state not in (EnabledState.NO, EnabledState.AVOID):
                    values["enabled"] = False
        return found

    def get_enabled_state_of_extension(self, name: str) -> EnabledState:
        record = self._records.get(name)
        return EnabledState.UNKNOWN if record is None else EnabledState.of(record.configuration)

    @property
    def known_extensions(self) -> list[str]:
        return sorted({*self._records, *self.finder.iter_extension_names()})

    @property
    def loaded_extensions(self) -> list[str]:
        return sorted(record.name for record in self._order)

    @property
    def loaded_leaf_extensions(self) -> list[str]:
        """Those that no loaded extension depends on."""
        return sorted(record.name for record in self._order if not record.dependents)

    def exists(self, name: str) -> bool:
        return self.finder.exists(name)

    def is_loaded(self, name: str) -> bool:
        record = self._records.get(name)
        return record is not None and record.loaded

    def is_experimental(self, name: str) -> bool:
        return "experimental" in self.get_tags_of_extension(name)

    def get_dependencies_of_extension(self, name: str) -> set[str]:
        return set(self._said(name, discovery.dependencies_of, []))

    def get_reverse_dependencies_of_extension(self, name: str) -> list[str]:
        """The loaded extensions that depend on it directly, newest first."""
        record = self._records.get(name)
        return [] if record is None else list(reversed(record.dependents))

    def get_description_of_extension(self, name: str) -> str:
        return str(self._said(name, discovery.description_of, ""))

    def get_tags_of_extension(self, name: str) -> set[str]:
        return set(self._said(name, discovery.tags_of, set()))

    def get_version_of_extension(self, name: str) -> str | None:
        found: str | None = self._said(name, discovery.version_of, None)
        return found

    @property
    def app_restart_requested(self) -> bool:
        return any(record.restart_requested for record in self._records.values())

    def get_extensions_requesting_app_restart(self) -> list[str]:
        return sorted(record.name for record in self._records.values() if record.restart_requested)

    def was_app_restart_requested_by(self, name: str) -> bool:
        return name in self.get_extensions_requesting_app_restart()

    def _with_dependents(self, name: str) -> list[ExtensionRecord]:
        """The loaded extensions to unload for ``name``, in order."""
        record = self._records.get(name)
        if record is None or not record.loaded:
            return []
        wanted = {name}
        for each in self._order:
            if wanted & set(each.dependencies):
                wanted.add(each.name)
        return [each for each in reversed(self._order) if each.name in wanted]

    def get_configuration_schema(self, name: str) -> Any:
        """The schema that the extension declares, or None."""
        return self._said(name, lambda module: discovery.described(module, "schema"), None)

    def import_api(self, name: str) -> ExtensionAPIProxy:
        """What the extension exports, while it is loaded; NoSuchExtension for an unknown name."""
        if not self.finder.exists(name):
            raise NoSuchExtension(f"no extension is named {name!r}")
        return self._record(name).api

    def _record(self, name: str) -> ExtensionRecord:
        if name not in self._records:
            self._records[name] = ExtensionRecord(name)
        return self._records[name]

    def _said(self, name: str, ask: Callable[[Any], Any], default: Any) -> Any:
        try:
            return ask(self.finder.get_module_for_extension(name))
        except (NoSuchExtension, ValueError, ImportError):
            log.warning("[SPECTER:extensions] no extension is named %r", name)
            return default
