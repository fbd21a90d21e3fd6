"""Specter's primitives beside their peers, in one run: python benchmarks/specter/bench.py [--quick]

Each row is one piece of work, done by us and by each peer in turn, several times; the best time counts. The ratio is
the row's time over ours: above 1 we are faster. Peers: blinker, pydantic, msgspec, huey, dramatiq. Bars: ahead of every
peer, and within 1.5x of plain msgspec, which every validation of ours stands on (its rows at x0.67 or more).
"""

from __future__ import annotations

import argparse
import copy
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, Optional

import blinker
import dramatiq
import gevent
import huey
import msgspec
import pydantic
from dramatiq.brokers.stub import StubBroker
from specter import Field, Model, QueueService, Schema
from specter.bus import EventBus

Work = Callable[[], object]


def best(work: Work, times: int, rounds: int) -> float:
    """Seconds of one ``work()``, from the best of ``rounds``."""
    found = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        for _ in range(times):
            work()
        found = min(found, (time.perf_counter() - began) / times)
    return found


def emit_to_ten() -> dict[str, Work]:
    bus, signal = EventBus(), blinker.Signal("e")
    listeners = [lambda data, number=number: number for number in range(10)]
    receivers = [lambda sender, data=None, number=number: number for number in range(10)]
    for listener, receiver in zip(listeners, receivers):
        bus.on("e", listener)
        signal.connect(receiver)
    sender = object()
    keep = receivers
    return {"specter": lambda: bus.emit("e", 1), "blinker": lambda: signal.send(sender, data=1) and keep}


def model_of_a_thousand_keys(selected: bool) -> dict[str, Work]:
    """100 subscribers: each of one key, or each of everything; the peer copies and compares the state each time."""
    initial: dict[str, Any] = {f"k{number}": number for number in range(1000)}
    model = Model("m", initial)
    plain = copy.deepcopy(initial)
    heard: list[Any] = []
    for number in range(100):
        model.subscribe(heard.append, selector=f"k{number}" if selected else None)
    counter = iter(range(10**9))
    signal = blinker.Signal("model")
    receivers = [lambda sender, state=None: heard.append(state) for _ in range(100)]
    for receiver in receivers:
        signal.connect(receiver)

    def ours() -> None:
        model.set("k50", -next(counter))
        heard.clear()

    def deepcopy_and_blinker() -> object:
        plain["k50"] = -next(counter)
        for receiver in receivers:
            receiver(None, state=copy.deepcopy(plain))
        heard.clear()
        return plain

    def blinker_shared() -> object:
        plain["k50"] = -next(counter)
        signal.send(None, state=copy.deepcopy(plain))
        heard.clear()
        return plain

    return {"specter": ours, "copy each": deepcopy_and_blinker, "blinker, one copy": blinker_shared}


class Plain(msgspec.Struct):
    count: int
    name: str
    price: float
    tags: list[str] = []
    note: Optional[str] = None


class Pydantic(pydantic.BaseModel):
    count: int
    name: str
    price: float
    tags: list[str] = []
    note: Optional[str] = None


PAYLOAD = {"count": 3, "name": "tea", "price": 2.5, "tags": ["hot", "green"], "note": "x"}


def validation_to_dict() -> dict[str, Work]:
    fields = Schema(
        "order",
        {
            "count": Field(int, required=True),
            "name": Field(required=True),
            "price": Field(float, required=True),
            "tags": Field(list, items=str, default=list),
            "note": Field(),
        },
    )
    return {
        "specter": lambda: fields.require(PAYLOAD),
        "msgspec": lambda: msgspec.structs.asdict(msgspec.convert(PAYLOAD, Plain)),
        "pydantic": lambda: Pydantic.model_validate(PAYLOAD).model_dump(),
    }


def validation_to_object() -> dict[str, Work]:
    typed = Schema.of(Plain)
    return {
        "specter": lambda: typed.require(PAYLOAD),
        "msgspec": lambda: msgspec.convert(PAYLOAD, Plain),
        "pydantic": lambda: Pydantic.model_validate(PAYLOAD),
    }


def jobs(count: int) -> dict[str, Work]:
    """``count`` trivial jobs queued and done."""

    def ours(tracked: bool) -> Work:
        def run() -> None:
            done: list[int] = []

            class Queue(QueueService):
                maxsize = 0
                job_history_limit = count

                def handle_item(self, item: int) -> None:
                    done.append(item)

            queue = Queue("bench").start()
            put = queue.enqueue_job if tracked else queue.enqueue
            for number in range(count):
                put(number)
            while len(done) < count:
                gevent.sleep(0)
            queue.stop()

        return run

    def with_huey() -> None:
        app = huey.MemoryHuey("bench", results=False)

        @app.task()  # type: ignore[untyped-decorator]
        def work(number: int) -> None:
            pass

        for number in range(count):
            work(number)
        while (task := app.dequeue()) is not None:
            app.execute(task)

    def with_dramatiq() -> None:
        broker = StubBroker()
        broker.emit_after("process_boot")
        dramatiq.set_broker(broker)

        @dramatiq.actor(broker=broker)
        def work(number: int) -> None:
            pass

        worker = dramatiq.Worker(broker, worker_timeout=10, worker_threads=1)
        worker.start()
        for number in range(count):
            work.send(number)
        broker.join(work.queue_name)
        worker.stop()

    return {
        "specter": ours(tracked=False),
        "specter, with records": ours(tracked=True),
        "huey": with_huey,
        "dramatiq stub": with_dramatiq,
    }


def start_up() -> str:
    script = (
        "import time; began = time.process_time(); import specter; cost = time.process_time() - began\n"
        "manager = specter.boot(services=[specter.Service('a'), specter.QueueService('q')])\n"
        "app = specter.HttpApp()\n"
        "import os\n"
        "rss = int(open('/proc/self/statm').read().split()[1]) * os.sysconf('SC_PAGE_SIZE')\n"
        "print(cost * 1000, rss / 2**20)"
    )
    found = [
        [float(part) for part in subprocess.check_output([sys.executable, "-c", script], text=True).split()]
        for _ in range(3)
    ]
    cost, rss = (min(column) for column in zip(*found))
    return f"import specter {cost:.0f} ms CPU; RSS after boot {rss:.0f} MB"


def report(title: str, works: dict[str, Work], times: int, rounds: int) -> None:
    seconds = {name: best(work, times, rounds) for name, work in works.items()}
    ours = seconds["specter"]
    print(f"\n{title}")
    for name, cost in seconds.items():
        print(f"  {name:<24} {cost * 1e6:>12.2f} us   x{cost / ours:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the work")
    less = 10 if parser.parse_args().quick else 1
    logging.disable(logging.CRITICAL)
    report("bus.emit to 10 listeners", emit_to_ten(), 100_000 // less, 5)
    report(
        "Model.set, 1,000 keys, 100 subscribers of one key each",
        model_of_a_thousand_keys(True),
        200 // less,
        5,
    )
    report(
        "Model.set, 1,000 keys, 100 subscribers of everything",
        model_of_a_thousand_keys(False),
        20 // less or 1,
        5,
    )
    report("validating five fields, to a dict", validation_to_dict(), 100_000 // less, 5)
    report("validating five fields, to a Struct or model", validation_to_object(), 100_000 // less, 5)
    report(f"{10_000 // less:,} trivial jobs", jobs(10_000 // less), 1, 3)
    print(f"\n{start_up()}")


if __name__ == "__main__":
    main()
