"""What `import specter` offers."""

from __future__ import annotations

import subprocess
import sys

import pytest
import specter


def test_every_public_name_is_there_and_every_lazy_one_is_public() -> None:
    for name in specter.__all__:
        assert getattr(specter, name) is not None, name
    lazy = {*specter._HOME, "EventBus", "SPECTERRegistry", "bus", "registry", "__version__"}
    assert lazy == set(specter.__all__)
    assert specter.__all__ == sorted(specter.__all__)
    assert set(specter.__all__) <= set(dir(specter))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'specter' has no attribute 'nope'"):
        specter.nope  # noqa: B018


def test_names_stay_what_they_are_whatever_is_imported_first() -> None:
    script = (
        "import specter.registry, specter.bus, specter.queues, specter\n"
        "from specter import bus, registry, action\n"
        "assert (type(bus).__name__, type(registry).__name__) == ('EventBus', 'SPECTERRegistry')\n"
        "assert callable(action)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_importing_patches_nothing_and_loads_only_what_is_used() -> None:
    script = (
        "import sys, specter\n"
        "heavy = [name for name in ('starlette', 'uvicorn', 'msgspec', 'gevent') if name in sys.modules]\n"
        "assert heavy == [], heavy\n"
        "from specter import Service, Controller, QueueService, Model, Watcher, HttpApp\n"
        "import socket, time, threading, subprocess\n"
        "import gevent.monkey\n"
        "assert not any(gevent.monkey.saved.values()), gevent.monkey.saved\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
