"""ExtensionBase: what an extension is made from."""

from __future__ import annotations

import warnings
from logging import Logger
from typing import Any, Callable, Generic, TypeVar

from specter.callables import name_of
from specter.extensions.nursery import Nursery, call

Configuration = dict[str, Any]
App = TypeVar("App")
Config = TypeVar("Config")


class ExtensionBase(Generic[App]):
    """Override ``configure`` and ``teardown``, ``spinup`` and ``spindown``, or define ``run`` and ``worker``.

    ``run(app, configuration, log)`` lives as long as the extension is loaded, ``worker(app, configuration, log)``
    while at least one client is connected; both may be ``async def``. ``exports`` (a mapping, or a method that
    returns one) is what other extensions get from ``import_api``.
    """

    log: Logger | None = None
    # Given by the manager, before load().
    name: str = ""

    _app: App | None = None
    _nursery: Nursery | None = None

    def __init__(self) -> None:
        self._nursery = None

    @property
    def app(self) -> App | None:
        """The application that the extension is attached to."""
        return self._app

    @app.setter
    def app(self, value: App | None) -> None:
        old, self._app = self._app, value
        self.on_app_changed(old, value)

    def on_app_changed(self, old_app: App | None, new_app: App | None) -> None:
        """Called when the extension is attached to an application or detached from one."""

    def load(self, app: App, configuration: Configuration, logger: Logger) -> None:
        """Called by the manager; override ``configure`` instead."""
        self.app = app
        self.log = logger
        self.configure(configuration)

    def configure(self, configuration: Configuration) -> None:
        """Called once per load, with ``app`` and ``log`` set."""

    def unload(self, app: App) -> None:
        """Called by the manager; override ``teardown`` instead."""
        self.teardown()
        self.log = None
        self.app = None

    def teardown(self) -> None:
        """Called once per unload, with ``app`` and ``log`` still set."""

    def spinup(self) -> None:
        """Called when the first client connects."""

    def spindown(self) -> None:
        """Called when the last client disconnects."""

    def use_nursery(self) -> _PrivateNursery:
        """A block, ``with`` or ``async with``, in which background tasks may run; leaving it ends them."""
        return _PrivateNursery(self)

    def start_in_background(self, func: Callable[..., Any], *args: Any, protect: bool = True) -> Any:
        """Run ``func(*args, task_status=…)`` in the background; wait until it says ``task_status.started(value)``.

        Returns that value; in a coroutine, await it. ``protect``: what it raises is logged and ends only itself.
        """
        return self._open_nursery().start(self._task(func, protect), *args, name=name_of(func))

    def start_in_background_soon(self, func: Callable[..., Any], *args: Any, protect: bool = True) -> None:
        """Run ``func(*args)`` in the background, until the nursery closes."""
        self._open_nursery().start_soon(self._task(func, protect), *args, name=name_of(func))

    def run_in_background(self, func: Callable[..., Any], *args: Any, protect: bool = True) -> None:
        """The old name of ``start_in_background_soon``."""
        warnings.warn(
            "run_in_background() is deprecated, use start_in_background_soon() instead",
            DeprecationWarning,
            stacklevel=2,
        )
        self.start_in_background_soon(func, *args, protect=protect)

    def _open_nursery(self) -> Nursery:
        if self._nursery is None:
            raise RuntimeError(
                "Cannot run task in background, the extension has not started serving background tasks yet. "
                "Did you forget to call use_nursery()?"
            )
        return self._nursery

    def _task(self, func: Callable[..., Any], protect: bool) -> Callable[..., Any]:
        if not protect:
            return func

        def protected(*args: Any, **kwargs: Any) -> Any:
            try:
                return call(func, *args, **kwargs)
            # What `protect` asks for: a background task fails alone.
            except Exception:
                if self.log is not None:
                    self.log.exception("Unexpected exception caught from background task %s", name_of(func))
                return None

        return protected


class TypedConfigExtensionBase(ExtensionBase[App], Generic[App, Config]):
    """An extension whose configuration is a validated value, in ``config`` while it is loaded."""

    config: Config | None = None

    def load(self, app: App, configuration: Any, logger: Logger) -> None:
        self.config = configuration
        super().load(app, configuration, logger)

    def unload(self, app: App) -> None:
        try:
            super().unload(app)
        finally:
            self.config = None


class _PrivateNursery:
    """The nursery of one extension, which it may have open once at a time."""

    def __init__(self, extension: ExtensionBase[Any]) -> None:
        self._extension = extension
        self._nursery = Nursery(f"extension {extension.name or type(extension).__name__}")

    def __enter__(self) -> Nursery:
        self._claim()
        return self._nursery.__enter__()

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        try:
            self._nursery.__exit__(kind, error, trace)
        finally:
            self._extension._nursery = None

    async def __aenter__(self) -> Nursery:
        self._claim()
        return await self._nursery.__aenter__()

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        try:
            return await self._nursery.__aexit__(kind, error, trace)
        finally:
            self._extension._nursery = None

    def _claim(self) -> None:
        if self._extension._nursery is not None:
            raise RuntimeError("The nursery of the extension is already open")
        self._extension._nursery = self._nursery
