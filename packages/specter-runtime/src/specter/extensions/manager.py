"""ExtensionManager: finds, configures, loads and unloads extensions, and runs their tasks."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from typing import Any

import gevent
from gevent.lock import RLock

from specter import hub
from specter.bus import bus
from specter.callables import isolated
from specter.errors import (
    ApplicationExit,
    ApplicationRestart,
    CleanupError,
    InvalidConfigurationError,
    NoSuchExtension,
    NotLoadableError,
    NotSupportedError,
)
from specter.extensions import discovery
from specter.extensions.api import EnabledState, Signal
from specter.extensions.catalogue import ExtensionCatalogue
from specter.extensions.enhancing import enhance_all, undo_enhancements
from specter.extensions.record import ExtensionHost, ExtensionRecord
from specter.registry import registry

log = logging.getLogger(__name__)


# Emitted on the bus by whoever holds the connections, with their number.
CLIENTS_EVENT = "socket:clients"


class ExtensionManager(ExtensionCatalogue):
    """A service whose start loads the configured extensions and whose stop unloads them.

    ``configuration`` maps names to dicts; their key ``enabled`` says whether to load at the start (see EnabledState).
    Operations run one at a time. An extension that crashes in ``run`` or ``worker`` is unloaded; with an attribute
    ``restart`` (a specter.Restart) it is loaded again after a wait.
    """

    loaded = Signal("loaded")
    unloaded = Signal("unloaded")
    restart_requested = Signal("restart_requested")

    # Seconds for one hook, and for a cancelled task to end.
    hook_timeout: float = 30.0
    # Seconds without a client before the extensions spin down: a reload of the page is no reason.
    spindown_grace: float = 0.0

    def __init__(
        self,
        package_root: str | None = None,
        *,
        app: Any = None,
        configuration: Mapping[str, Mapping[str, Any]] | None = None,
        name: str = "extension_manager",
    ) -> None:
        super().__init__(name)
        if package_root is not None:
            self.finder.add_package_root(package_root)
        self.shutting_down = False
        self.spinning = False
        self._app = app
        self._loading: list[str] = []
        self._lock = RLock()
        self._clients = 0
        self._grace: str | None = None
        for extension, values in (configuration or {}).items():
            self.configure(extension, values)

    # --- the service

    def on_start(self) -> None:
        self.shutting_down = False
        self._ensure_loop()
        self.listen(CLIENTS_EVENT, lambda count: self.spawn(self.clients_are, count))
        self.load_configured()

    def on_stop(self) -> None:
        self.teardown()

    def load_configured(self) -> None:
        """Load what the configuration enables, by name; what cannot be loaded is logged."""
        for name in sorted(self._records):
            state = self.get_enabled_state_of_extension(name)
            if state in (EnabledState.YES, EnabledState.PREFER):
                self._try_to_load(name, quiet=state is EnabledState.PREFER)

    def teardown(self) -> None:
        """Unload everything, last loaded first, whatever fails; the failures are logged together."""
        errors: list[BaseException] = []
        with self._lock:
            self.shutting_down = True
            for record in reversed(list(self._order)):
                self._unload_anyway(record, errors)
        if errors:
            log.error("[SPECTER:extensions] unloading: %s", CleanupError(errors))

    @property
    def app(self) -> Any:
        return self._app

    def set_app(self, app: Any) -> None:
        """Attach every loaded extension to another application."""
        with self._lock:
            spinning = self.spinning
            self.set_spinning(False)
            self._app = app
            for record in self._order:
                if hasattr(record.instance, "on_app_changed"):
                    record.instance.app = app
            self.set_spinning(spinning)

    def health(self) -> dict[str, Any]:
        return {**super().health(), "extensions": self.loaded_extensions, "spinning": self.spinning}

    # --- load, unload, reload

    def load(self, name: str) -> None:
        """Load an extension and first what it depends on; ExtensionError says why it cannot be."""
        with self._lock:
            self._load(name)

    def unload(self, name: str) -> None:
        """Unload an extension and first what depends on it."""
        with self._lock:
            for record in self._with_dependents(name):
                self._unload(record)

    def reload(self, name: str, *, reimport: bool = False) -> None:
        """Unload it and its dependents and load them again, with changed configuration, or changed code."""
        with self._lock:
            affected = [record.name for record in self._with_dependents(name)]
            for each in affected:
                self._unload(self._records[each])
            if reimport:
                self.finder.get_module_for_extension(name, reimport=True)
            for each in reversed(affected or [name]):
                self._load(each)

    # --- clients

    def client_connected(self) -> None:
        """Say that one more client is connected."""
        self.clients_are(self._clients + 1)

    def client_disconnected(self) -> None:
        """Say that a client has gone."""
        self.clients_are(self._clients - 1)

    def clients_are(self, count: int) -> None:
        """Say how many clients are connected, as the websocket layer does on the bus.

        With the first the extensions spin up, ``spindown_grace`` seconds after the last they spin down.
        """
        self._clients = max(0, count)
        if self._grace is not None:
            self.cancel_timeout(self._grace)
            self._grace = None
        if self._clients:
            self.set_spinning(True)
        elif self.spinning and self.spindown_grace > 0 and self.running:
            self._grace = self.timeout(self._spin_down_if_alone, self.spindown_grace)
        else:
            self.set_spinning(False)

    def set_spinning(self, spinning: bool) -> None:
        """Spin all loaded extensions up in load order, or down in reverse."""
        with self._lock:
            if spinning == self.spinning:
                return
            self.spinning = spinning
            for record in list(self._order) if spinning else reversed(list(self._order)):
                if spinning:
                    self._spin_up(record)
                else:
                    self._spin_down(record)

    # --- restart of the host application

    def request_host_app_restart(self, name: str) -> None:
        """Say, once per extension, that the application should be restarted."""
        record = self._record(name)
        if not record.restart_requested:
            record.restart_requested = True
            self._announce(self.restart_requested, record)

    # --- inside

    def _try_to_load(self, name: str, *, quiet: bool) -> None:
        try:
            self.load(name)
        except ApplicationExit:
            raise
        except NoSuchExtension as error:
            log.log(logging.DEBUG if quiet else logging.WARNING, "[SPECTER:extensions] %s", error)
        except (NotLoadableError, InvalidConfigurationError) as error:
            level = logging.DEBUG if quiet else logging.ERROR
            log.log(level, "[SPECTER:extensions] %s cannot be loaded: %s", name, error)
        # Its code may raise anything when it is imported or loaded; the others are loaded all the same.
        except Exception:
            log.exception("[SPECTER:extensions] loading %s failed", name)

    def _load(self, name: str) -> None:
        record = self._record(name)
        if record.loaded:
            return
        if name in self._loading:
            circle = " -> ".join([*self._loading[self._loading.index(name) :], name])
            raise NotLoadableError(f"extensions depend on each other in a circle: {circle}")
        self._loading.append(name)
        try:
            record.module = self.finder.get_module_for_extension(name)
            record.dependencies = discovery.dependencies_of(record.module)
            for needed in record.dependencies:
                self._load_needed(name, needed)
            self._load_alone(record)
        finally:
            self._loading.pop()

    def _load_needed(self, name: str, needed: str) -> None:
        try:
            self._load(needed)
        except NoSuchExtension as error:
            raise NotLoadableError(f"extension {name} needs {needed}: {error}") from error

    def _load_alone(self, record: ExtensionRecord) -> None:
        record.commit()
        record.values = record.validated()
        record.host = host = ExtensionHost(f"extension:{record.name}")
        self.adopt(host) if self.running else host.start()
        try:
            record.instance = record.construct()
            record.hook("load", self._app, record.values, record.log, timeout=self.hook_timeout)
            record.api._attach(record.instance)
        # Also for a kill or a timeout: a half-loaded extension must not stay.
        except BaseException as error:
            self._undo_load(record)
            if isinstance(error, ApplicationRestart):
                self.request_host_app_restart(record.name)
            raise
        registry.provide(host.name, record.api, owner=host, replace=True)
        self._order.append(record)
        for needed in record.dependencies:
            self._records[needed].dependents.append(record.name)
        record.run_task = record.start_task("run", self._app, self._crashed)
        self._announce(self.loaded, record, record.instance)
        enhance_all(self._order)
        if self.spinning:
            self._spin_up(record)

    def _undo_load(self, record: ExtensionRecord) -> None:
        """A load that failed half-way leaves nothing: the extension's own teardown runs, then its host ends."""
        if record.instance is not None:
            with contextlib.suppress(Exception):
                record.hook("unload", self._app, timeout=self.hook_timeout)
        self._end_host(record)

    def _unload(self, record: ExtensionRecord) -> None:
        if not record.loaded:
            return
        if record.dependents:
            raise RuntimeError(f"extension {record.name} is still in use by {', '.join(record.dependents)}")
        self._ask_leave(record)
        undo_enhancements(self._order, record)
        if record.spinning:
            self._spin_down(record)
        record.end_task(record.run_task, self.hook_timeout)
        try:
            record.hook("unload", self._app, timeout=self.hook_timeout)
        except NotSupportedError:
            if not self.shutting_down:
                self._revive(record)
                raise
        except ApplicationRestart:
            self.request_host_app_restart(record.name)
        except ApplicationExit:
            self._forget(record)
            raise
        # What remains of it hangs on its host, and ends with that.
        except Exception:
            log.exception(
                "[SPECTER:extensions] unload of %s failed; it is unloaded all the same", record.name
            )
        self._forget(record)

    def _forget(self, record: ExtensionRecord) -> None:
        extension = record.instance
        self._end_host(record)
        self._order.remove(record)
        for needed in record.dependencies:
            self._records[needed].dependents.remove(record.name)
        record.commit()
        self._announce(self.unloaded, record, extension)

    def _revive(self, record: ExtensionRecord) -> None:
        """It says only in unload() that it is essential: give it back what had been stopped for that."""
        record.run_task = record.start_task("run", self._app, self._crashed)
        enhance_all(self._order)
        if self.spinning:
            self._spin_up(record)

    def _unload_anyway(self, record: ExtensionRecord, errors: list[BaseException]) -> None:
        try:
            self._unload(record)
        # Said together when the others are unloaded too.
        except Exception as error:
            errors.append(error)

    def _ask_leave(self, record: ExtensionRecord) -> None:
        """An essential extension says no by ``can_unload``, before anything of it has been stopped."""
        if not self.shutting_down and record.hook("can_unload", timeout=self.hook_timeout) is False:
            raise NotSupportedError(f"extension {record.name} is essential and cannot be unloaded")

    def _end_host(self, record: ExtensionRecord) -> None:
        record.api._detach()
        host, record.host = record.host, None
        record.run_task = record.worker_task = None
        record.spinning = False
        if host is not None:
            self.disown(host)
            host.stop()
        record.instance = None

    def _spin_up(self, record: ExtensionRecord) -> None:
        try:
            record.hook("spinup", timeout=self.hook_timeout)
        # A hook of the extension: it fails alone.
        except Exception:
            log.exception("[SPECTER:extensions] spinup of %s failed; its worker does not run", record.name)
            return
        record.spinning = True
        record.worker_task = record.start_task("worker", self._app, self._crashed)

    def _spin_down(self, record: ExtensionRecord) -> None:
        if not record.spinning:
            return
        record.spinning = False
        record.end_task(record.worker_task, self.hook_timeout)
        record.worker_task = None
        with isolated(log, "[SPECTER:extensions] spindown of %s failed", record.name):
            record.hook("spindown", timeout=self.hook_timeout)

    def _spin_down_if_alone(self) -> None:
        self._grace = None
        if not self._clients:
            self.set_spinning(False)

    def _crashed(self, record: ExtensionRecord, error: Exception) -> None:
        """In the greenlet of the failing task, which must not unload itself: somebody else does."""
        if isinstance(error, ApplicationRestart):
            self.request_host_app_restart(record.name)
        elif isinstance(error, NotLoadableError):
            log.error("[SPECTER:extensions] %s cannot run: %s", record.name, error)
        else:
            log.error("[SPECTER:extensions] %s crashed and is unloaded", record.name, exc_info=error)
        instance = record.instance
        if self.running:
            self.spawn(self._unload_crashed, record, instance, label=f"unload {record.name}")

    def _unload_crashed(self, record: ExtensionRecord, instance: Any) -> None:
        policy = getattr(instance, "restart", None)
        with self._lock:
            if record.instance is not instance:
                return
            affected = [each.name for each in self._with_dependents(record.name)]
            for name in affected:
                self._unload(self._records[name])
        seconds = None if policy is None else record.crashes.wait_before_restart(policy)
        if seconds is None:
            return
        gevent.sleep(seconds)
        for name in reversed(affected):
            self._try_to_load(name, quiet=False)

    def _announce(self, signal: Signal, record: ExtensionRecord, extension: Any = None) -> None:
        what = {} if signal is self.restart_requested else {"extension": extension}
        signal.send(self, name=record.name, **what)
        bus.emit(f"extension:{signal.name}", {"name": record.name})

    def _ensure_loop(self) -> None:
        """Extensions may be coroutines; where no server runs an asyncio loop on this hub, one of ours does."""
        try:
            hub.current_loop()
        except RuntimeError:
            loop = hub.HubLoop()
            self.add_cleanup(loop.close)
            self.spawn(loop.run_forever, label="asyncio loop")
            gevent.sleep(0)
