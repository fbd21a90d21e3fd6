"""What realtime promises, shown on real processes and sockets.

    python benchmarks/realtime/proofs.py [--scale 1.0] [reconnects gaps stuck idle senders targets herd]

Each proof prints its figures and fails with an AssertionError where a promise is broken. `make test` runs them at a
tenth of the size.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from load import Caller, caller
from network import bad_network
from views import View

HERE = Path(__file__).resolve().parent
Figures = dict[str, Any]


@dataclass
class Server:
    port: int
    process: psutil.Process

    def kib(self) -> int:
        return int(self.process.memory_info().rss // 1024)

    def cpu(self) -> float:
        return float(sum(self.process.cpu_times()[:2]))


@contextlib.asynccontextmanager
async def serving(port: int = 0, **settings: Any) -> AsyncIterator[Server]:
    """servers/with_sprag.py in a process of its own, until the block ends; it must end well."""
    command = [sys.executable, str(HERE / "servers/with_sprag.py"), str(port), json.dumps(settings)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield Server(int(process.stdout.readline()), psutil.Process(process.pid))
            process.terminate()
            # Elsewhere, so that the clients can answer when they are told goodbye.
            assert await asyncio.to_thread(process.wait, 60) == 0
        finally:
            process.kill()


async def act(one: Caller, action: str, payload: Any, cookie: str = "") -> Any:
    """What an action of the server gives."""
    body = json.dumps({"route": "/room", "action": action, "payload": payload}).encode()
    head = "POST /__sprag__/actions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    head += f"Cookie: {cookie}\r\n" if cookie else ""
    answer = await one.ask(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return json.loads(answer)["value"]


async def reconnects(scale: float) -> Figures:
    """500 lost connections during 100,000 messages: nothing is missed, repeated or out of order."""
    topics, clients = 4, 8
    each = int(100_000 * scale) // topics
    losses = int(500 * scale)
    # Retention is no question of this proof: every loss is shorter than it.
    async with serving(retention_messages=each) as server:
        async with bad_network(server.port, seed=5) as network:
            views = [
                await View(network.port, topics=(f"room:{n % topics}", f"room:{(n + 1) % topics}")).open()
                for n in range(clients)
            ]

            def enough() -> bool:
                return sum(view.reconnects for view in views) >= losses

            def complete(view: View) -> bool:
                return len(view.events) >= 2 * each and enough()

            following = [
                asyncio.ensure_future(view.follow(lambda view=view: complete(view))) for view in views
            ]
            speaker = await caller(server.port)
            portion = each // max(1, losses)
            start = time.monotonic()
            for said in range(0, each, portion):
                count = min(portion, each - said)
                for topic in range(topics):
                    part = {"topic": f"room:{topic}", "count": count, "first": said, "sender": str(topic)}
                    await act(speaker, "flood", part)
                network.disturb()
                await asyncio.sleep(0.04)
            while not enough():
                network.disturb()
                await asyncio.sleep(0.04)
            await asyncio.wait_for(asyncio.gather(*following), 120)
            took = time.monotonic() - start
        for number, view in enumerate(views):
            for topic in (number % topics, (number + 1) % topics):
                heard = [n for name, n in view.events if name == str(topic)]
                assert heard == list(range(each)), f"view {number}, topic {topic}: {len(heard)} of {each}"
            assert view.gaps == []
    return {
        "messages": each * topics,
        "delivered": sum(len(view.events) for view in views),
        "cuts": network.cuts,
        "silences": network.silences,
        "reconnects": sum(view.reconnects for view in views),
        "seconds": round(took, 1),
    }


async def gaps(scale: float) -> Figures:
    """1,000 absences beyond what is kept: each is said, and who fetches again knows what the server knows."""
    trials = int(1_000 * scale)
    async with serving(retention_messages=10) as server:
        speaker = await caller(server.port)
        view = await View(server.port, topics=("room:0",)).open()
        first = replayed = 0
        for _ in range(trials):
            view.drop()
            count = random.randint(30, 60)
            await act(speaker, "flood", {"topic": "room:0", "count": count, "first": first})
            first += count
            view.gaps.clear()
            view.events.clear()
            await view.open()
            await view.settled()
            known = await act(speaker, "latest", {"topic": "room:0"})
            if not view.gaps:
                # The server had not yet seen it go, and kept everything for it.
                assert view.events == [["", number] for number in range(first - count, first)]
                replayed += 1
                view.events.clear()
            else:
                assert (view.gaps, view.events) == (["t:room:0"], [])
            await act(speaker, "flood", {"topic": "room:0", "count": 3, "first": first})
            first += 3
            await view.settled()
            assert view.events == [["", number] for number in range(known + 1, first)]
        assert await act(speaker, "latest", {"topic": "room:0"}) == first - 1 == view.events[-1][1]
    assert replayed < trials
    return {"absences": trials, "gaps said": trials - replayed, "replayed whole": replayed}


async def stuck(scale: float) -> Figures:
    """100 readers that read nothing, 10 MB/s: nobody waits for them, nobody loses anything, memory is bounded."""
    readers, seconds = int(100 * scale), max(2.0, 10 * scale)
    per_second, size = 500, 20_000
    async with serving(stuck_after=2.0) as server:
        speaker = await caller(server.port)
        good = [await View(server.port, topics=("room:0",)).open() for _ in range(3)]
        before = server.kib()
        lazy = [await View(server.port, topics=("room:0",)).open() for _ in range(readers)]
        for view in lazy:
            assert view.link is not None
            view.link.transport.pause_reading()
        count = int(seconds * per_second)
        following = [
            asyncio.ensure_future(view.follow(lambda view=view: len(view.events) >= count)) for view in good
        ]
        poured = await act(
            speaker, "pour", {"topic": "room:0", "seconds": seconds, "per_second": per_second, "size": size}
        )
        grown = server.kib() - before
        await asyncio.wait_for(asyncio.gather(*following), 60)
        for view in good:
            assert [event[1] for event in view.events] == list(range(count))
            assert (view.gaps, view.reconnects) == ([], 0)
        for view in lazy:
            view.drop()
        # They come, hear nothing, and go while it goes on.
        cycles = int(500 * scale)
        pouring = asyncio.ensure_future(
            act(speaker, "pour", {"topic": "room:0", "seconds": 2.0, "per_second": per_second, "size": size})
        )
        for _ in range(cycles):
            view = await View(server.port, topics=("room:0",)).open()
            assert view.link is not None
            view.link.transport.pause_reading()
            view.drop()
        await pouring
        assert server.process.is_running()
        for view in good:
            view.drop()
    assert grown <= 150 * 1024, f"{grown} KiB"
    return {
        "stuck readers": readers,
        "emit p99 ms": round(poured["p99_ms"], 2),
        "grown MiB": round(grown / 1024, 1),
        "messages to the others": count,
        "cycles": cycles,
    }


async def idle(scale: float) -> Figures:
    """10,000 idle websockets: at most 30 KiB each; HTTP p99 at most 50 ms meanwhile; a broadcast at most 1 s."""
    clients = int(10_000 * scale)
    async with serving() as server:
        asker = await caller(server.port)
        await act(asker, "latest", {"topic": "room"})
        before = server.kib()
        views: list[View] = []
        while len(views) < clients:
            some = [View(server.port, topics=("room",)) for _ in range(min(100, clients - len(views)))]
            views += await asyncio.gather(*[view.open() for view in some])
        each = (server.kib() - before) / clients
        await asyncio.sleep(2.0)
        cpu, began = server.cpu(), time.monotonic()
        await asyncio.sleep(2.0)
        busy = (server.cpu() - cpu) / (time.monotonic() - began)
        times: list[float] = []
        for _ in range(500):
            asked = time.perf_counter()
            await act(asker, "latest", {"topic": "room"})
            times.append((time.perf_counter() - asked) * 1000)
        broadcasts: list[float] = []
        for number in range(3):
            asked = time.perf_counter()
            await act(asker, "emit", {"payload": number, "everybody": True})
            while any(len(view.events) <= number for view in views):
                await asyncio.sleep(0.005)
            broadcasts.append(time.perf_counter() - asked)
        for view in views:
            view.drop()
    return {
        "sockets": clients,
        "KiB each": round(each, 1),
        "idle CPU %": round(busy * 100, 1),
        "HTTP p99 ms": round(sorted(times)[int(len(times) * 0.99)], 1),
        "broadcast s": round(min(broadcasts), 2),
    }


async def senders(scale: float) -> Figures:
    """8 senders, 10,000 messages each, to one socket: all arrive, each sender's in its order."""
    count = int(10_000 * scale)
    async with serving() as server:
        view = await View(server.port, topics=("room:0",)).open()
        following = asyncio.ensure_future(view.follow(lambda: len(view.events) >= 8 * count))
        began = time.monotonic()
        speakers = [await caller(server.port) for _ in range(8)]
        await asyncio.gather(
            *[
                act(one, "flood", {"topic": "room:0", "count": count, "sender": str(number)})
                for number, one in enumerate(speakers)
            ]
        )
        await asyncio.wait_for(following, 120)
        took = time.monotonic() - began
        for number in range(8):
            assert [n for name, n in view.events if name == str(number)] == list(range(count))
        assert (len(view.events), view.gaps, view.reconnects) == (8 * count, [], 0)
        view.drop()
    return {"messages": 8 * count, "per second": int(8 * count / took)}


async def targets(scale: float) -> Figures:
    """10,000 random emits to topics, sessions, page views, routes and everybody reach exactly whom they are for."""
    emits, chance = int(10_000 * scale), random.Random(11)
    rooms = [f"room:{number}" for number in range(5)]
    async with serving() as server:
        views: list[View] = []
        for number in range(20):
            topics = tuple(chance.sample(rooms, chance.randint(0, 3)))
            # Every third one is another tab of the visitor before it, and every fifth one shows no page.
            cookie = views[-1].cookie if number % 3 == 2 else ""
            route = "/nowhere" if number % 5 == 4 else "/room"
            view = View(server.port, topics=() if route == "/nowhere" else topics, cookie=cookie, route=route)
            views.append(await view.open())
        expected: dict[View, list[int]] = {view: [] for view in views}
        streams: dict[int, str] = {}
        speaker = await caller(server.port)
        for number in range(emits):
            kind = chance.choice(["topic", "session", "client", "route", "everybody"])
            one = chance.choice(views)
            payload: Figures = {"payload": number}
            cookie = ""
            if kind == "topic":
                room = payload["topic"] = chance.choice(rooms)
                who = [view for view in views if room in view.topics]
            elif kind == "session":
                payload["mine"], cookie = True, one.cookie
                who = [view for view in views if view.cookie == one.cookie]
            elif kind == "client":
                payload["client"] = one.id
                who = [one]
            elif kind == "route":
                who = [view for view in views if view.route == "/room"]
            else:
                payload["everybody"] = True
                who = views
            streams[number] = f"{kind} {payload.get('topic', '')}{payload.get('client', '')}{cookie}"
            assert await act(speaker, "emit", payload, cookie) == bool(who)
            for view in who:
                expected[view].append(number)
        for view in views:
            await view.settled()
            assert sorted(view.events) == expected[view], _difference(view.events, expected[view])
            for stream in set(streams.values()):
                heard = [number for number in view.events if streams[number] == stream]
                assert heard == sorted(heard), f"out of order: {stream}"
            view.drop()
    return {"emits": emits, "recipients": sum(map(len, expected.values())), "wrong": 0}


async def herd(scale: float) -> Figures:
    """10,000 page views are told that the server restarts: they come back spread out, all of them within a minute."""
    clients = int(10_000 * scale)
    async with serving(secret="the same in both lives") as server:
        views: list[View] = []
        while len(views) < clients:
            some = [View(server.port) for _ in range(min(100, clients - len(views)))]
            views += await asyncio.gather(*[view.open() for view in some])
    arrivals: list[float] = []

    async def come_back(view: View) -> None:
        assert view.link is not None
        await view.link.lost
        seconds = float(view.link.goodbye)
        # When it is told to come, not when this process, with all the others on it, gets round to it.
        arrivals.append(time.monotonic() + seconds)
        await asyncio.sleep(seconds)
        view.patience = 30.0
        await view.open()

    async with serving(port=server.port, secret="the same in both lives"):
        began = time.monotonic()
        await asyncio.wait_for(asyncio.gather(*[come_back(view) for view in views]), 120)
        took = time.monotonic() - began
        for view in views:
            view.drop()
    seconds = [0] * (int(max(arrivals) - min(arrivals)) + 1)
    for arrival in arrivals:
        seconds[int(arrival - min(arrivals))] += 1
    # The last second is no whole one.
    most, mean = max(seconds), clients / (max(arrivals) - min(arrivals))
    assert most <= 2 * mean, f"{most} in one second, {mean:.0f} on average"
    assert took <= 60 or scale < 1
    return {"views": clients, "most in a second": most, "mean": int(mean), "all back after s": round(took, 1)}


def _difference(heard: list[int], expected: list[int]) -> str:
    missing, extra = sorted(set(expected) - set(heard)), sorted(set(heard) - set(expected))
    return f"{len(heard)} of {len(expected)}, missing {missing[:5]}, not meant for it {extra[:5]}"


PROOFS = {proof.__name__: proof for proof in (reconnects, gaps, stuck, idle, senders, targets, herd)}


def prove(name: str, scale: float) -> Figures:
    """Run one proof; its figures."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    return asyncio.run(PROOFS[name](scale))


def main(words: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("names", nargs="*", metavar="proof", help=", ".join(PROOFS))
    options.add_argument("--scale", type=float, default=1.0, help="1.0 is the size of the promises")
    chosen = options.parse_args(words)
    for name in chosen.names or list(PROOFS):
        began = time.monotonic()
        figures = prove(name, chosen.scale)
        said = ", ".join(f"{key} {value}" for key, value in figures.items())
        print(f"{name}: {said} ({time.monotonic() - began:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
