"""Extensions: the seed's base class member by member, and the manager around it."""

from __future__ import annotations

import asyncio
import logging
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gevent
import msgspec
import pytest
from specter import Restart, bus, registry
from specter.errors import (
    InvalidConfigurationError,
    NoSuchExtension,
    NotLoadableError,
    NotSupportedError,
)
from specter.extensions import (
    EnabledState,
    ExtensionBase,
    ExtensionManager,
    ExtensionModuleFinder,
    TypedConfigExtensionBase,
)
from waiting import eventually


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


# --- the base class


def test_load_and_unload_call_the_hooks_in_the_seeds_order() -> None:
    log: list[Any] = []
    extension = Traced(log)
    extension.load("app", {"a": 1}, logging.getLogger("x"))
    extension.unload("app")

    assert log == [
        ("app", None, "app"),
        ("configure", {"a": 1}, "app", True),
        ("teardown", "app", True),
        ("app", "app", None),
    ]
    assert (extension.app, extension.log) == (None, None)


def test_setting_the_app_always_tells_of_it() -> None:
    log: list[Any] = []
    extension = Traced(log)
    extension.app = "a"
    extension.app = "a"

    assert log == [("app", None, "a"), ("app", "a", "a")]


def test_a_teardown_that_raises_leaves_app_and_log() -> None:
    class Failing(ExtensionBase[Any]):
        def teardown(self) -> None:
            raise ValueError("no")

    extension = Failing()
    extension.load("app", {}, logging.getLogger("x"))
    with pytest.raises(ValueError, match="no"):
        extension.unload("app")

    assert (extension.app, extension.log is not None) == ("app", True)


def test_a_base_class_without_init_still_works() -> None:
    class Bare(ExtensionBase[Any]):
        def __init__(self) -> None:
            pass

    extension = Bare()
    with extension.use_nursery() as nursery:
        nursery.start_soon(lambda: None)
    assert (extension.name, extension.app) == ("", None)


# --- load and unload


def test_the_manager_names_configures_and_tells_of_an_extension() -> None:
    log: list[Any] = []
    manager = manager_of(radio=module(lambda: Traced(log)))
    manager.configure("radio", {"enabled": True, "volume": 11})
    said: list[Any] = []
    stop = manager.loaded.connect(
        lambda who, **what: said.append((who is manager, what["name"])), sender=manager
    )
    bus.on("extension:unloaded", said.append)

    manager.load("radio")
    manager.load("radio")
    extension = manager._records["radio"].instance
    assert (extension.name, extension.log.name, manager.loaded_extensions) == (
        "radio",
        "specter.extensions.radio",
        ["radio"],
    )
    assert registry.require("extension:radio").loaded
    manager.unload("radio")

    assert said == [(True, "radio"), {"name": "radio"}]
    assert log[1] == ("configure", {"volume": 11}, "the app", True)
    assert (manager.loaded_extensions, registry.has("extension:radio"), len(manager._children)) == (
        [],
        False,
        0,
    )
    stop()
    manager.stop()


def test_dependencies_come_first_and_dependents_leave_first() -> None:
    order: list[str] = []

    def make(name: str) -> Any:
        return SimpleNamespace(
            load=lambda *_: order.append(f"+{name}"), unload=lambda *_: order.append(f"-{name}")
        )

    manager = manager_of(
        base_radio=module(lambda: make("base_radio")),
        server=module(lambda: make("server"), dependencies="base_radio"),
        web=module(lambda: make("web"), get_dependencies=lambda: ["server", "base_radio"]),
    )
    manager.load("web")
    assert manager.get_reverse_dependencies_of_extension("base_radio") == ["web", "server"]
    assert manager.loaded_leaf_extensions == ["web"]
    manager.unload("base_radio")
    manager.load("web")
    manager.reload("server")
    manager.stop()

    up = ["+base_radio", "+server", "+web"]
    assert order == [
        *up,
        "-web",
        "-server",
        "-base_radio",
        *up,
        "-web",
        "-server",
        "+server",
        "+web",
        "-web",
        "-server",
        "-base_radio",
    ]


def test_a_circle_of_dependencies_is_named_and_nothing_of_it_is_loaded() -> None:
    manager = manager_of(
        a=module(object, dependencies=["b"]),
        b=module(object, dependencies=["c"]),
        c=module(object, dependencies=["b"]),
    )
    with pytest.raises(NotLoadableError, match="in a circle: b -> c -> b"):
        manager.load("a")

    assert manager.loaded_extensions == []
    manager.stop()


def test_what_depends_on_something_that_cannot_be_loaded_is_not_loaded_either() -> None:
    def refuse() -> None:
        raise NotLoadableError("no licence")

    manager = manager_of(
        bad=module(refuse),
        above=module(object, dependencies=["bad"]),
        lost=module(object, dependencies=["nowhere"]),
    )
    with pytest.raises(NotLoadableError, match="no licence"):
        manager.load("above")
    with pytest.raises(
        NotLoadableError, match="extension lost needs nowhere: no extension is named 'nowhere'"
    ):
        manager.load("lost")
    with pytest.raises(NoSuchExtension):
        manager.load("nowhere")

    assert manager.loaded_extensions == []
    manager.stop()


def test_a_load_that_fails_leaves_nothing_behind() -> None:
    log: list[Any] = []

    class Failing(Traced):
        def configure(self, configuration: Any) -> None:
            raise ValueError("broken")

    manager = manager_of(bad=module(lambda: Failing(log)))
    with pytest.raises(ValueError, match="broken"):
        manager.load("bad")

    assert log == [("app", None, "the app"), ("teardown", "the app", True), ("app", "the app", None)]
    assert (manager.is_loaded("bad"), len(manager._children), registry.has("extension:bad")) == (
        False,
        0,
        False,
    )
    manager.stop()


def test_an_unload_that_fails_is_logged_and_the_rest_is_unloaded(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(ExtensionBase[Any]):
        def teardown(self) -> None:
            raise ValueError("stuck")

    log: list[Any] = []
    manager = manager_of(bad=module(Failing), good=module(lambda: Traced(log)))
    manager.load("good")
    manager.load("bad")
    manager.stop()

    assert (manager.loaded_extensions, log[-1]) == ([], ("app", "the app", None))
    assert "stuck" in caplog.text


@pytest.mark.parametrize("how", ["can_unload", "unload"])
def test_an_essential_extension_stays_whole_until_the_shutdown(how: str) -> None:
    running: list[str] = []

    class Essential(ExtensionBase[Any]):
        def run(self) -> None:
            running.append("+")
            try:
                gevent.sleep(60)
            finally:
                running.append("-")

        if how == "can_unload":

            def can_unload(self) -> bool:
                return False

        else:

            def teardown(self) -> None:
                raise NotSupportedError("essential")

    manager = manager_of(core=module(Essential))
    manager.load("core")
    gevent.sleep(0)
    with pytest.raises(NotSupportedError, match="essential"):
        manager.unload("core")
    eventually(lambda: running.count("+") == running.count("-") + 1)
    assert manager.is_loaded("core")

    manager.stop()
    assert (manager.loaded_extensions, running.count("+")) == ([], running.count("-"))


# --- run and worker


@pytest.mark.parametrize("kind", ["plain", "async"])
def test_run_lives_with_the_load_and_worker_with_the_clients(kind: str) -> None:
    log: list[Any] = []

    class Plain(Traced):
        def run(self, app: Any, configuration: Any, log_: Any) -> None:
            self._live("run", app, configuration)

        def worker(self, app: Any) -> None:
            self._live("worker", app, None)

        def _live(self, what: str, app: Any, configuration: Any) -> None:
            self.trace.append((f"+{what}", app, configuration))
            try:
                gevent.sleep(60)
            finally:
                self.trace.append(f"-{what}")

    class Async(Traced):
        async def run(self, app: Any, configuration: Any, log_: Any) -> None:
            await self._live("run", app, configuration)

        async def worker(self, app: Any) -> None:
            await self._live("worker", app, None)

        async def _live(self, what: str, app: Any, configuration: Any) -> None:
            self.trace.append((f"+{what}", app, configuration))
            try:
                await asyncio.sleep(60)
            finally:
                self.trace.append(f"-{what}")

    manager = manager_of(radio=module(lambda: (Plain if kind == "plain" else Async)(log)))
    manager.configure("radio", {"a": 1})
    manager.load("radio")
    eventually(lambda: ("+run", "the app", {"a": 1}) in log)
    log.clear()

    manager.client_connected()
    manager.client_connected()
    eventually(lambda: ("+worker", "the app", None) in log)
    manager.client_disconnected()
    assert log == ["spinup", ("+worker", "the app", None)]
    manager.client_disconnected()
    eventually(lambda: "spindown" in log)
    manager.unload("radio")
    manager.stop()
    gevent.sleep(0.005)

    assert sorted(entry for entry in log if isinstance(entry, str)) == [
        "-run",
        "-worker",
        "spindown",
        "spinup",
    ]


def test_a_short_absence_of_clients_does_not_spin_anything_down() -> None:
    log: list[Any] = []
    manager = manager_of(radio=module(lambda: Traced(log)))
    manager.spindown_grace = 0.02
    manager.load("radio")
    manager.client_connected()
    log.clear()

    manager.client_disconnected()
    manager.client_connected()
    gevent.sleep(0.03)
    assert log == []

    manager.client_disconnected()
    eventually(lambda: log == ["spindown"])
    manager.stop()


def test_what_is_loaded_while_clients_are_there_spins_up_at_once() -> None:
    log: list[Any] = []
    manager = manager_of(radio=module(lambda: Traced(log)))
    manager.set_spinning(True)
    manager.load("radio")
    assert log[-1] == "spinup"
    manager.unload("radio")
    assert log[2] == "spinup"
    assert log[3] == "spindown"
    manager.stop()


def test_a_spinup_that_fails_keeps_the_worker_from_running(caplog: pytest.LogCaptureFixture) -> None:
    log: list[Any] = []

    class Failing(Traced):
        def spinup(self) -> None:
            raise ValueError("cold")

        def worker(self) -> None:
            log.append("worker")

    manager = manager_of(radio=module(lambda: Failing(log)))
    manager.load("radio")
    manager.set_spinning(True)
    gevent.sleep(0.002)
    manager.stop()

    assert ("worker" in log, "spindown" in log) == (False, False)
    assert "cold" in caplog.text


@pytest.mark.parametrize("task", ["run", "worker"])
def test_a_crash_unloads_the_extension_and_what_depends_on_it(
    task: str, caplog: pytest.LogCaptureFixture
) -> None:
    def crash() -> None:
        raise ValueError("crash")

    manager = manager_of(
        bad=module(lambda: SimpleNamespace(**{task: crash})),
        above=module(SimpleNamespace, dependencies=["bad"]),
        other=module(SimpleNamespace),
    )
    manager.load("other")
    manager.load("above")
    manager.set_spinning(True)
    eventually(lambda: manager.loaded_extensions == ["other"])

    assert "bad crashed and is unloaded" in caplog.text
    manager.stop()


def test_an_extension_that_asks_for_it_is_loaded_again_after_a_crash() -> None:
    runs: list[int] = []

    class Fickle(ExtensionBase[Any]):
        restart = Restart(attempts=2, backoff=0.002)

        def run(self) -> None:
            runs.append(1)
            if len(runs) < 3:
                raise ValueError("again")
            gevent.sleep(60)

    manager = manager_of(bad=module(Fickle))
    manager.load("bad")
    eventually(lambda: len(runs) == 3)
    gevent.sleep(0.002)

    assert manager.is_loaded("bad")
    manager.stop()


def test_a_hook_that_hangs_is_given_up() -> None:
    class Hanging(ExtensionBase[Any]):
        def configure(self, configuration: Any) -> None:
            gevent.sleep(60)

    manager = manager_of(bad=module(Hanging))
    manager.hook_timeout = 0.02
    with pytest.raises(TimeoutError, match=r"load\(\) of extension bad took more than 0\.02 s"):
        manager.load("bad")
    manager.stop()


# --- APIs and enhancements


def test_an_api_can_be_held_before_the_load_and_through_reloads() -> None:
    manager = manager_of(
        maths=module(lambda: SimpleNamespace(exports={"double": lambda n: n * 2})),
        late=module(lambda: SimpleNamespace(exports=lambda: {"x": 1})),
    )
    api = manager.import_api("maths")
    assert not api.loaded
    with pytest.raises(AttributeError, match="extension 'maths' is not loaded, so it has no 'double'"):
        api.double  # noqa: B018

    manager.load("maths")
    assert api.double(21) == 42
    with pytest.raises(AttributeError, match="exports no 'triple'; it has double"):
        api.triple  # noqa: B018
    manager.reload("maths")
    assert (api.loaded, api.double(1)) == (True, 2)
    manager.unload("maths")
    assert not api.loaded

    manager.load("late")
    assert manager.import_api("late").x == 1
    with pytest.raises(NoSuchExtension):
        manager.import_api("nope")
    manager.stop()


def test_enhancements_are_made_when_both_are_loaded_and_undone_when_one_leaves() -> None:
    log: list[Any] = []

    def enhance(api: Any) -> Any:
        log.append(("+", api.loaded))
        return lambda: log.append("-")

    manager = manager_of(
        base_map=module(lambda: SimpleNamespace(exports={})),
        weather=module(SimpleNamespace, enhances={"base_map": enhance}),
    )
    manager.load("weather")
    assert log == []
    manager.load("base_map")
    manager.unload("base_map")
    manager.load("base_map")
    manager.unload("weather")
    manager.stop()

    assert log == [("+", True), "-", ("+", True), "-"]


# --- configuration


def test_configuration_of_a_loaded_extension_waits_for_its_reload() -> None:
    log: list[Any] = []
    manager = manager_of(radio=module(lambda: Traced(log)))
    mine = {"channels": [1]}
    manager.configure("radio", mine)
    mine["channels"].append(2)
    manager.load("radio")
    manager.configure("radio", {"channels": [3]})

    assert manager.needs_restart("radio")
    assert manager.get_configuration_snapshot("radio") == {"channels": [1]}
    manager.reload("radio")
    assert not manager.needs_restart("radio")
    assert [entry[1] for entry in log if entry[0] == "configure"] == [{"channels": [1]}, {"channels": [3]}]
    manager.stop()


class RadioConfig(msgspec.Struct):
    volume: int
    name: str = "radio"


def test_a_declared_schema_makes_a_typed_configuration() -> None:
    class Radio(TypedConfigExtensionBase[Any, RadioConfig]):
        def configure(self, configuration: Any) -> None:
            seen.append(self.config)

    seen: list[Any] = []
    manager = manager_of(radio=module(Radio, schema=RadioConfig))
    manager.configure("radio", {"enabled": True, "volume": "11"})
    manager.load("radio")
    extension = manager._records["radio"].instance
    assert (seen, manager.get_configuration_schema("radio")) == ([RadioConfig(11)], RadioConfig)

    manager.unload("radio")
    assert extension.config is None
    manager.configure("radio", {"volume": "loud"})
    with pytest.raises(InvalidConfigurationError, match="'volume' must be int"):
        manager.load("radio")
    manager.stop()


def test_a_pydantic_model_is_a_schema_too() -> None:
    import pydantic

    class Config(pydantic.BaseModel):
        volume: int

    seen: list[Any] = []
    manager = manager_of(
        radio=module(
            lambda: SimpleNamespace(load=lambda app, config: seen.append(config)), get_schema=lambda: Config
        )
    )
    manager.configure("radio", {"volume": 3})
    manager.load("radio")
    manager.unload("radio")
    assert seen == [Config(volume=3)]

    manager.configure("radio", {"volume": "x"})
    with pytest.raises(InvalidConfigurationError, match="volume"):
        manager.load("radio")
    manager.stop()


@pytest.mark.parametrize(
    ("enabled", "state"),
    [
        (True, EnabledState.YES),
        ("true", EnabledState.YES),
        (2, EnabledState.YES),
        (False, EnabledState.NO),
        ("false", EnabledState.NO),
        (0, EnabledState.NO),
        (None, EnabledState.PREFER),
        ("prefer", EnabledState.PREFER),
        ("avoid", EnabledState.AVOID),
        ("nonsense", EnabledState.NO),
    ],
)
def test_the_enabled_states(enabled: Any, state: EnabledState) -> None:
    manager = ExtensionManager(configuration={"x": {"enabled": enabled}, "plain": {}})

    assert manager.get_enabled_state_of_extension("x") is state
    assert manager.get_enabled_state_of_extension("plain") is EnabledState.PREFER
    assert manager.get_enabled_state_of_extension("unknown") is EnabledState.UNKNOWN


def test_the_start_loads_what_is_enabled_and_complains_only_about_what_was_wanted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse() -> None:
        raise NotLoadableError("not here")

    manager = ExtensionManager(
        configuration={
            "wanted": {"enabled": True},
            "preferred": {},
            "avoided": {"enabled": "avoid"},
            "needed": {"enabled": "avoid"},
            "off": {"enabled": False},
            "missing": {"enabled": True},
            "maybe_missing": {},
            "refusing": {},
        }
    )
    for name in ("preferred", "avoided", "needed", "off"):
        manager.finder.add_module(name, module(SimpleNamespace))
    manager.finder.add_module("wanted", module(SimpleNamespace, dependencies=["needed"]))
    manager.finder.add_module("refusing", module(refuse))
    with caplog.at_level(logging.INFO):
        manager.start()

    assert manager.loaded_extensions == ["needed", "preferred", "wanted"]
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        "[SPECTER:extensions] no extension is named 'missing'; looked in no place at all "
        "(add_package_root, add_entry_point_group)"
    ]
    snapshot = manager.get_configuration_snapshot_dict(disable_unloaded=True)
    assert {name: values.get("enabled") for name, values in snapshot.items()} == {
        "wanted": True,
        "preferred": None,
        "avoided": "avoid",
        "needed": True,
        "off": False,
        "missing": False,
        "maybe_missing": False,
        "refusing": False,
    }
    manager.stop()


def test_another_app_is_told_while_nothing_spins() -> None:
    log: list[Any] = []
    manager = manager_of(radio=module(lambda: Traced(log)))
    manager.load("radio")
    manager.set_spinning(True)
    log.clear()
    manager.set_app("another")

    assert (log, manager.app, manager.spinning) == (
        ["spindown", ("app", "the app", "another"), "spinup"],
        "another",
        True,
    )
    manager.stop()


def test_a_restart_of_the_host_is_asked_for_once_per_extension() -> None:
    said: list[Any] = []
    manager = manager_of(a=module(SimpleNamespace))
    manager.restart_requested.connect(lambda who, name: said.append(name), sender=manager)
    manager.request_host_app_restart("a")
    manager.request_host_app_restart("a")

    assert (said, manager.app_restart_requested, manager.get_extensions_requesting_app_restart()) == (
        ["a"],
        True,
        ["a"],
    )
    assert (manager.was_app_restart_requested_by("a"), manager.was_app_restart_requested_by("b")) == (
        True,
        False,
    )
    manager.stop()


def test_operations_of_several_greenlets_do_not_mix() -> None:
    class Slow(ExtensionBase[Any]):
        def configure(self, configuration: Any) -> None:
            gevent.sleep(0.002)

        def teardown(self) -> None:
            gevent.sleep(0.002)

    manager = manager_of(slow=module(Slow))
    calls = [
        gevent.spawn(call, "slow")
        for call in (manager.load, manager.unload, manager.load, manager.reload) * 3
    ]
    gevent.joinall(calls, timeout=10, raise_error=True)

    assert manager.is_loaded("slow")
    manager.stop()


# --- discovery


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "my_extensions"
    root.mkdir()
    (root / "__init__.py").write_text("")
    (root / "clock.py").write_text(
        textwrap.dedent(
            '''
            """Tells the time.

            And more.
            """

            from specter.extensions import ExtensionBase

            dependencies = ("zone",)
            tags = "experimental time"
            __version__ = "1.2.3"
            TEXT = "first"


            class Clock(ExtensionBase):
                exports = {"text": TEXT}


            construct = Clock
            '''
        )
    )
    (root / "zone.py").write_text("loads = []\ndef load(app):\n    loads.append(app)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield root  # type: ignore[misc]
    for name in [name for name in sys.modules if name.startswith("my_extensions")]:
        del sys.modules[name]


def test_modules_below_a_package_root_are_found_described_and_loaded(package: Path) -> None:
    manager = ExtensionManager("my_extensions", app="app").start()

    assert (manager.exists("clock"), manager.exists("nope")) == (True, False)
    assert manager.get_dependencies_of_extension("clock") == {"zone"}
    assert manager.get_description_of_extension("clock") == "Tells the time."
    assert manager.get_tags_of_extension("clock") == {"experimental", "time"}
    assert manager.get_version_of_extension("clock") == "1.2.3"
    assert manager.is_experimental("clock")
    manager.load("clock")
    assert sys.modules["my_extensions.zone"].loads == ["app"]
    assert manager.known_extensions == ["clock", "zone"]
    manager.stop()


def test_changed_code_is_read_again_on_request(package: Path) -> None:
    manager = ExtensionManager("my_extensions").start()
    manager.load("clock")
    file = package / "clock.py"
    file.write_text(file.read_text().replace('"first"', '"second one"'))
    manager.reload("clock", reimport=True)

    assert manager.import_api("clock").text == "second one"
    manager.stop()


def test_entry_points_are_found_after_package_roots() -> None:
    finder = ExtensionModuleFinder()
    finder.add_entry_point_group("pytest11")
    names = list(finder.iter_extension_names())

    assert "anyio" in names
    assert finder.get_module_name_for_extension("anyio") == "anyio.pytest_plugin"


@pytest.mark.parametrize("name", ["logger", "manager", "base", "__init__", "", ".x"])
def test_reserved_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be named"):
        ExtensionModuleFinder().get_module_name_for_extension(name)


def test_metadata_that_fails_is_logged_and_counts_as_absent(caplog: pytest.LogCaptureFixture) -> None:
    manager = manager_of(bad=SimpleNamespace(get_dependencies=lambda: 1 / 0))

    assert manager.get_dependencies_of_extension("bad") == set()
    assert "get_dependencies failed" in caplog.text
    assert manager.get_tags_of_extension("unknown") == set()
    manager.stop()
