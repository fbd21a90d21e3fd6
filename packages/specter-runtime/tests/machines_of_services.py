"""Random walks over queues, extensions and services, each beside a model that is obviously right."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import gevent
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from specter import QueueService, Service
from specter.extensions import ExtensionManager

NAMES = st.sampled_from(["a", "b", "c"])


class QueueMachine(RuleBasedStateMachine):
    """Nothing that was accepted is lost, whatever is started, stopped, failed or cancelled meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        machine = self

        class Queue(QueueService):
            maxsize = 4
            max_attempts = 2
            retry_wait = 0.0005
            drain_timeout = 0.002

            def handle_item(self, item: Any) -> Any:
                number, how = item
                if how == "slow":
                    gevent.sleep(0.004)
                elif how == "fail":
                    raise ValueError(str(number))
                machine.done.append(number)
                return number

        self.queue = Queue("stateful", worker_count=2)
        self.done: list[int] = []
        self.accepted: list[int] = []
        self.number = 0

    @rule(how=st.sampled_from(["quick", "quick", "slow", "fail"]), job=st.booleans())
    def put(self, how: str, job: bool) -> None:
        self.number += 1
        item = (self.number, how)
        if job:
            accepted = self.queue.enqueue_job(item, job_id=str(self.number))["accepted"]
        else:
            accepted = self.queue.enqueue(item)
        if accepted:
            self.accepted.append(self.number)

    @rule()
    def start(self) -> None:
        self.queue.start()

    @rule()
    def stop(self) -> None:
        self.queue.stop()
        assert not self.queue._runs
        assert not len(self.queue._tasks)

    @rule()
    def let_work(self) -> None:
        gevent.sleep(0.001)

    @rule(number=st.integers(1, 30))
    def cancel(self, number: int) -> None:
        self.queue.request_cancel(str(number))

    @invariant()
    def is_bounded(self) -> None:
        assert self.queue.pending_count() <= 4 + 2

    def teardown(self) -> None:
        self.queue.start()
        for _ in range(2000):
            if not self.queue.pending_count() and not self.queue._runs:
                break
            gevent.sleep(0.0005)
        ends = {
            job.args["item"][0] if job.kind == "job" else job.args[0]
            for job in self.queue.jobs.list(limit=10_000)
        }
        self.queue.stop()
        assert set(self.accepted) == ends
        assert set(self.done) <= ends


class ExtensionMachine(RuleBasedStateMachine):
    """Load orders, spins and crashes of four extensions, of which two depend on others."""

    NEEDS = {"a": [], "b": ["a"], "c": ["b"], "d": []}

    def __init__(self) -> None:
        super().__init__()
        self.manager = ExtensionManager()
        self.alive: list[str] = []
        self.spun: set[str] = set()
        for name, needs in self.NEEDS.items():
            self.manager.finder.add_module(name, self._module(name, needs))
        self.manager.start()
        self.loaded: set[str] = set()

    def _module(self, name: str, needs: list[str]) -> Any:
        return SimpleNamespace(
            dependencies=needs,
            construct=lambda: SimpleNamespace(
                load=lambda *_: self.alive.append(name),
                unload=lambda *_: self.alive.remove(name),
                spinup=lambda: self.spun.add(name),
                spindown=lambda: self.spun.discard(name),
                run=lambda: gevent.sleep(60),
                worker=lambda: gevent.sleep(60),
            ),
        )

    @rule(name=st.sampled_from("abcd"))
    def load(self, name: str) -> None:
        self.manager.load(name)
        self.loaded |= {"a": {"a"}, "b": {"a", "b"}, "c": {"a", "b", "c"}, "d": {"d"}}[name]

    @rule(name=st.sampled_from("abcd"))
    def unload(self, name: str) -> None:
        self.manager.unload(name)
        self.loaded -= {"a": {"a", "b", "c"}, "b": {"b", "c"}, "c": {"c"}, "d": {"d"}}[name]

    @rule(name=st.sampled_from("abcd"))
    def reload(self, name: str) -> None:
        if name in self.loaded:
            self.manager.reload(name)

    @rule(spinning=st.booleans())
    def spin(self, spinning: bool) -> None:
        self.manager.set_spinning(spinning)

    @invariant()
    def is_what_was_asked_for(self) -> None:
        assert set(self.manager.loaded_extensions) == self.loaded == set(self.alive)
        assert self.spun == (self.loaded if self.manager.spinning else set())
        assert len(self.manager._children) == len(self.loaded)
        for host in self.manager._children:
            assert len(host._tasks) == (2 if self.manager.spinning else 1)

    def teardown(self) -> None:
        self.manager.stop()
        assert (self.alive, self.manager._order) == ([], [])


class ServiceMachine(RuleBasedStateMachine):
    """A tree of services, started and stopped in any order, with failures."""

    def __init__(self) -> None:
        super().__init__()
        self.fail = False

    @initialize()
    def build(self) -> None:
        machine = self

        class Node(Service):
            depth = 0

            def on_start(self) -> None:
                self.interval(lambda: None, 0.001)
                self.timeout(lambda: None, 0.0005)
                self.spawn(gevent.sleep, 60)
                self.listen("node", lambda data: None)
                if self.depth < 2:
                    for _ in range(2):
                        child = Node(f"{self.name}.{self.depth}")
                        child.depth = self.depth + 1
                        self.adopt(child)
                if machine.fail and self.depth == 2:
                    raise RuntimeError("no")

        self.node = Node("root")

    @rule(fail=st.booleans())
    def start(self, fail: bool) -> None:
        self.fail = fail
        if self.node.running:
            self.node.start()
            return
        try:
            self.node.start()
        except RuntimeError:
            assert fail
        else:
            assert not fail

    @rule()
    def stop(self) -> None:
        self.node.stop()

    @rule()
    def stop_from_inside(self) -> None:
        if self.node.running:
            self.node.spawn(self.node.stop).join(1)
            assert not self.node.running

    @rule()
    def tick(self) -> None:
        gevent.sleep(0.0012)

    @invariant()
    def holds_nothing_when_it_is_stopped(self) -> None:
        if not self.node.running:
            assert (len(self.node._tasks), len(self.node._timers), len(self.node._children)) == (0, 0, 0)

    def teardown(self) -> None:
        self.node.stop()
