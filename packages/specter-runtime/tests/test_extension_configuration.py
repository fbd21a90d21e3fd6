"""Extensions: what they give to each other, and how they are configured."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import gevent
import msgspec
import pytest
from extending import Traced, manager_of, module
from specter.errors import (
    InvalidConfigurationError,
    NoSuchExtension,
    NotLoadableError,
)
from specter.extensions import (
    EnabledState,
    ExtensionBase,
    ExtensionManager,
    TypedConfigExtensionBase,
)

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
