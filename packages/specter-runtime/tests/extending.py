"""Extensions for tests, and a manager that knows them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from specter.extensions import (
    ExtensionBase,
    ExtensionManager,
)


class Traced(ExtensionBase[Any]):
    def __init__(self, log: list[Any]) -> None:
        super().__init__()
        self.trace = log

    def on_app_changed(self, old_app: Any, new_app: Any) -> None:
        self.trace.append(("app", old_app, new_app))

    def configure(self, configuration: Any) -> None:
        self.trace.append(("configure", configuration, self.app, self.log is not None))

    def teardown(self) -> None:
        self.trace.append(("teardown", self.app, self.log is not None))

    def spinup(self) -> None:
        self.trace.append("spinup")

    def spindown(self) -> None:
        self.trace.append("spindown")


def module(make: Any, **said: Any) -> Any:
    return SimpleNamespace(construct=make, **said)


def manager_of(**modules: Any) -> ExtensionManager:
    """A started manager with these modules, none of them loaded."""
    manager = ExtensionManager(app="the app")
    for name, each in modules.items():
        manager.finder.add_module(name, each)
    return manager.start()
