"""Random walks over the primitives (see machines_of_values.py and machines_of_services.py), and a thousand lives of a service tree."""

from __future__ import annotations

import gc
import os
import random
import sys
from typing import Any

import gevent
import pytest
from gevent import Greenlet
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from machines_of_services import ExtensionMachine, QueueMachine, ServiceMachine
from machines_of_values import BusMachine, CacheMachine, LifetimeMachine, ModelMachine, RegistryMachine
from specter import ManagedProcess, QueueService, Restart, Service, Watcher, bus
from specter.tasks import Task
from waiting import eventually

STEPS = 40
MACHINES = [
    LifetimeMachine,
    BusMachine,
    RegistryMachine,
    ModelMachine,
    CacheMachine,
    QueueMachine,
    ExtensionMachine,
    ServiceMachine,
]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_random_walks_find_no_difference(machine: Any) -> None:
    # SPECTER_WALK=50000 walks that many steps in each machine; make test walks a few hundred.
    total = int(os.environ.get("SPECTER_WALK", "400"))
    gentle = settings(
        max_examples=max(1, total // STEPS),
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=gentle)


class Leaf(Service):
    restart = Restart(attempts=1, backoff=0.0001)

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance

    def on_start(self) -> None:
        self.interval(lambda: None, 0.001)
        self.timeout(lambda: None, 0.0005)
        self.spawn(gevent.sleep, 60)
        self.listen("leak", lambda data: None)
        self.own(Watcher("leak", poll=lambda: None).start())
        self.add_cleanup(lambda: None)
        self._trouble("start")

    def on_stop(self) -> None:
        self._trouble("stop")

    def _trouble(self, where: str) -> None:
        roll = self.chance.random()
        if roll < 0.1:
            raise RuntimeError(where)
        if roll < 0.2 and where == "start":
            self.spawn(lambda: 1 / 0)
        elif roll < 0.3 and where == "start":
            self.spawn(self.stop)


class Tree(Service):
    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance

    def on_start(self) -> None:
        for _ in range(2):
            self.adopt(Leaf(self.chance))
        self.adopt(QueueService("leak"))
        if self.chance.random() < 0.02:
            ManagedProcess("leak").start([sys.executable, "-S", "-c", "pass"], owner=self)
        if self.chance.random() < 0.1:
            raise RuntimeError("tree")


def alive() -> tuple[int, int, int, int]:
    """Greenlets, timers, bus listeners and open files of this process."""
    gc.collect()
    greenlets = [
        one for one in gc.get_objects() if isinstance(one, (Greenlet, Task)) and one.started and not one.dead
    ]
    loop = gevent.get_hub().loop
    return len(greenlets), loop.activecnt, bus.listener_count(), len(os.listdir("/dev/fd"))


def test_a_thousand_lives_with_failures_leave_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(7)
    caplog.set_level("CRITICAL")

    def live() -> None:
        tree = Tree(chance)
        try:
            tree.start()
        except RuntimeError:
            assert not tree.running
        else:
            if chance.random() < 0.3:
                gevent.sleep(0.0005)
            tree.stop()
        assert not tree.running

    # The first child process makes gevent's child watcher, which stays.
    ManagedProcess("first").start([sys.executable, "-S", "-c", "pass"]).stop()
    for _ in range(5):
        live()
    gevent.sleep(0.01)
    before = alive()
    for _ in range(1000):
        live()

    eventually(lambda: alive() == before)
