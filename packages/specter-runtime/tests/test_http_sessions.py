"""Cookies and sessions (S-06, S-07, D-07). `python test_http_sessions.py 1000000` measures D-07 at its full size."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest
from inprocess import JSON, Browser, drive
from site_app import site
from specter import hub
from specter.errors import Conflict
from specter.http import KVSessionStore, Session, SessionPolicy
from specter.http.logs import JsonFormatter
from specter.storage.memory import MemoryKV

STORAGE = {"memory": "memory://", "sqlite": "sqlite:///{}/app.db"}


def test_a_visitor_who_needs_no_session_gets_none() -> None:
    async def scenario(browser: Browser) -> None:
        for path in ("/counter", "/nope", "/__sprag__/uploads/negotiate"):
            assert (await browser.get(path)).header("set-cookie") is None
        assert (await browser.act("increment", {"count": 1})).header("set-cookie") is None
        assert (await browser.act("whoami")).header("set-cookie") is None

    drive(site(), scenario)


async def churn(app: Any, count: int) -> None:
    """Visitors that come once: every other one would get an id."""
    for number in range(count):
        await Browser(app).get("/session" if number % 2 else "/counter")
    assert app.site.visitor.keeper.store.kv.keys("session:") == []


def test_anonymous_visitors_leave_no_record() -> None:
    async def scenario(browser: Browser) -> None:
        await churn(browser.app, 5_000)

    drive(site(), scenario)


@pytest.mark.parametrize("engine", ["memory", "sqlite"])
def test_sessions_whose_time_is_over_are_swept(engine: str, tmp_path: Path) -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        store = KVSessionStore(app.site.visitor.keeper.store.kv, ttl=0.001)
        await hub.call(fill, store, 3_000)
        kept = Browser(app)
        await kept.act("remember", {"key": "a", "value": "1"})
        await asyncio.sleep(0.01)
        await hub.call(store.sweep)
        assert await hub.call(store.kv.sweep) == 0
        assert (await kept.act("remembered")).json["value"] == {"a": "1"}

    drive(site(storage=STORAGE[engine].format(tmp_path)), scenario)


def fill(store: KVSessionStore, count: int) -> None:
    for number in range(count):
        store.kv.put(f"session:{number}", b'{"a":1}', ttl=store.ttl)


def test_the_cookie_is_host_bound_over_https() -> None:
    async def scenario(browser: Browser) -> None:
        plain = (await browser.get("/session")).header("set-cookie") or ""
        assert plain.startswith("SPRAG_SID=")
        assert plain.split("; ")[1:] == ["Path=/", "HttpOnly", "SameSite=Lax"]
        secure = Browser(browser.app, scheme="https")
        cookie = (await secure.get("/session")).header("set-cookie") or ""
        assert cookie.startswith("__Host-SPRAG_SID=")
        assert cookie.split("; ")[1:] == ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"]
        # 24 random bytes.
        assert len(cookie.split("=")[1].split(".")[0]) == 32

    drive(site(), scenario)


def test_an_id_that_we_did_not_issue_is_never_adopted() -> None:
    async def scenario(browser: Browser) -> None:
        real = Browser(browser.app)
        await real.act("remember", {"key": "a", "value": "1"})
        signed = real.cookies["SPRAG_SID"]
        for planted in (
            "known-page",
            signed.replace(".", ".x", 1),
            signed.split(".")[0],
            "",
            "." * 300,
            f"x{signed}",
        ):
            victim = Browser(browser.app, {"SPRAG_SID": planted})
            await victim.act("remember", {"key": "b", "value": "2"})
            assert victim.cookies["SPRAG_SID"] not in (planted, signed)
            assert (await victim.act("remembered")).json["value"] == {"b": "2"}

    drive(site(), scenario)


def test_the_id_changes_at_login_and_logout_and_the_old_one_is_dead() -> None:
    async def scenario(browser: Browser) -> None:
        await browser.act("remember", {"key": "cart", "value": "tea"})
        before = dict(browser.cookies)
        assert (await browser.act("login", {"name": "ada"})).json["ok"]
        during = dict(browser.cookies)
        assert (await browser.act("whoami")).json["value"] == "ada"
        assert (await browser.act("remembered")).json["value"] == {"cart": "tea", "user": "ada"}
        await browser.act("logout")
        after = dict(browser.cookies)
        assert len({value["SPRAG_SID"] for value in (before, during, after)}) == 3
        for dead in (before, during):
            ghost = Browser(browser.app, dict(dead))
            assert (await ghost.act("whoami")).json["value"] is None
            assert (await ghost.act("remembered")).json["value"] == {}

    drive(site(), scenario)


def test_whoever_logs_in_after_somebody_else_finds_nothing_of_theirs() -> None:
    async def scenario(browser: Browser) -> None:
        await browser.act("remember", {"key": "cart", "value": "tea"})
        await browser.act("login", {"name": "ada"})
        await browser.act("remember", {"key": "secret", "value": "ada's"})
        of_ada = browser.cookies["SPRAG_SID"]
        await browser.act("login", {"name": "ada"})
        kept = {"cart": "tea", "secret": "ada's", "user": "ada"}
        assert (await browser.act("remembered")).json["value"] == kept

        await browser.act("login", {"name": "bob"})

        assert (await browser.act("remembered")).json["value"] == {"user": "bob"}
        assert (await browser.act("whoami")).json["value"] == "bob"
        browser.cookies["SPRAG_SID"] = of_ada
        assert (await browser.act("remembered")).json["value"] == {}

    drive(site(), scenario)


def test_the_id_changes_with_the_profile() -> None:
    async def scenario(browser: Browser) -> None:
        await browser.act("login", {"name": "ada"})
        before = dict(browser.cookies)
        assert (await browser.act("act_as", {"profile": "editor"})).json["value"] == {"name": "editor"}
        assert browser.cookies != before
        assert (await browser.act("remembered")).json["value"] == {"user": "ada", "profile": "editor"}
        assert (await Browser(browser.app, before).act("whoami")).json["value"] is None

    drive(site(), scenario)


def test_what_is_written_while_a_session_gets_another_id_moves_along() -> None:
    class Busy(MemoryKV):
        """Somebody else writes right after each of the first looks at the record."""

        looks = 0

        def get(self, key: str) -> tuple[bytes, int] | None:
            found = super().get(key)
            if found is not None and self.looks < 3:
                self.looks += 1
                self.put(key, msgspec.json.encode({**msgspec.json.decode(found[0]), str(self.looks): 1}))
            return found

    store = KVSessionStore(Busy())
    store.kv.put("session:old", b'{"a":1}')
    session = Session("old", {"a": 1}, known=True)
    session.rotate()
    session.set("user", "ada")
    store.rotate(session)

    assert store.load(session.id) == {"a": 1, "1": 1, "2": 1, "3": 1, "user": "ada"}
    assert store.load("old") == {}


@pytest.mark.parametrize(("engine", "races"), [("memory", 1000), ("sqlite", 200)])
def test_a_slow_request_never_brings_a_closed_session_back(engine: str, races: int, tmp_path: Path) -> None:
    async def race(app: Any) -> None:
        visitor = Browser(app)
        await visitor.act("login", {"name": "ada"})
        signed_in = dict(visitor.cookies)
        slow = asyncio.ensure_future(Browser(app, dict(signed_in)).act("slowly_remember", {"key": "x"}))
        await asyncio.sleep(0.001)
        await Browser(app, dict(signed_in)).act("logout")
        assert (await slow).json["ok"]
        assert (await Browser(app, dict(signed_in)).act("whoami")).json["value"] is None

    async def scenario(browser: Browser) -> None:
        for _ in range(races // 50):
            await asyncio.gather(*[race(browser.app) for _ in range(50)])

    drive(site(storage=STORAGE[engine].format(tmp_path)), scenario)


@pytest.mark.parametrize("engine", ["memory", "sqlite"])
def test_writers_of_different_keys_all_count(engine: str, tmp_path: Path) -> None:
    async def scenario(browser: Browser) -> None:
        await browser.act("remember", {"key": "first", "value": "0"})
        cookies = dict(browser.cookies)
        await asyncio.gather(
            *[Browser(browser.app, dict(cookies)).act("slowly_remember", {"key": f"k{n}"}) for n in range(50)]
        )
        kept = (await browser.act("remembered")).json["value"]
        assert kept == {"first": "0", **{f"k{n}": 1 for n in range(50)}}

    drive(site(storage=STORAGE[engine].format(tmp_path)), scenario)


def test_sessions_in_sqlite_survive_the_process(tmp_path: Path) -> None:
    storage = STORAGE["sqlite"].format(tmp_path)
    cookies: dict[str, str] = {}

    async def sign_in(browser: Browser) -> None:
        await browser.act("login", {"name": "ada"})
        cookies.update(browser.cookies)

    async def come_back(browser: Browser) -> None:
        assert (await Browser(browser.app, dict(cookies)).act("whoami")).json["value"] == "ada"

    drive(site(storage=storage), sign_in)
    drive(site(storage=storage), come_back)


def test_sessions_end_as_the_policy_says() -> None:
    policy = SessionPolicy(idle_ttl_seconds=60, absolute_ttl_seconds=600, remember_me_ttl_seconds=6000)
    now = 1_000_000.0
    session = Session()
    policy.stamp(session, remember=False, now=now)
    meta = session.get("__sprag_session__")
    assert not policy.expired(meta, now + 59)
    assert policy.expired(meta, now + 60)
    assert policy.expired({**meta, "last_seen": now + 599}, now + 600)
    policy.stamp(session, remember=True, now=now)
    remembered = session.get("__sprag_session__")
    assert not policy.expired(remembered, now + 5999)
    assert policy.expired(remembered, now + 6000)
    with pytest.raises(ValueError, match="idle_ttl_seconds"):
        SessionPolicy(idle_ttl_seconds=0)


def test_remember_me_gives_the_cookie_a_life() -> None:
    async def scenario(browser: Browser) -> None:
        short = (await browser.act("login", {"name": "ada"})).header("set-cookie") or ""
        assert "Max-Age" not in short
        long = (await browser.act("login", {"name": "ada", "remember": True})).header("set-cookie") or ""
        assert "Max-Age=2592000; Expires=" in long or "Max-Age=2591999; Expires=" in long

    drive(site(policy=SessionPolicy(remember_me_ttl_seconds=2_592_000)), scenario)


def test_a_session_that_everybody_writes_at_once_conflicts_rather_than_losing() -> None:
    store = KVSessionStore(MemoryKV())
    first = Session()
    first.set("a", 1)
    store.save(first)
    gone = Session(first.id, store.load(first.id))
    gone.version = first.version
    store.delete(first.id)
    gone.set("a", 2)
    store.save(gone)
    assert store.load(first.id) == {}
    with pytest.raises(Conflict):
        store.kv.put(f"session:{first.id}", b"{}", expect=first.version)


def test_a_session_id_is_nowhere_but_in_its_cookie(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        await browser.act("login", {"name": "ada"})
        signed = browser.cookies["SPRAG_SID"]
        said: list[bytes] = []
        for name in type(app.surfaces.counter).actions():
            if name not in ("login", "logout", "patient"):
                answer = await browser.act(name, {})
                said += [answer.body, *[value for key, value in answer.headers if key != b"set-cookie"]]
        for path in (
            "/counter",
            "/private",
            "/session",
            "/fault",
            "/nope",
            "/blog/x",
            "/__sprag__/health/ready",
        ):
            answer = await browser.get(path)
            said += [answer.body, repr(answer.headers).encode()]
        frames = [
            {"type": "hello", "route": "/counter"},
            {"type": "topic", "action": "join", "topic": "room:a"},
        ]
        frames += [
            {"type": "emit", "event": event, "payload": 1, "id": 1} for event in ("echo", "fail", "zzz")
        ]
        said += [repr(await browser.converse([msgspec.json.encode(frame) for frame in frames])).encode()]
        begun = b'{"route":"/counter","action":"store","files":[{"name":"f","filename":"n","size":1}]}'
        said += [(await browser.ask("POST", "/__sprag__/uploads/init", begun, JSON)).body]
        await browser.act("logout")
        formatted = [JsonFormatter().format(record).encode() for record in caplog.records]
        assert any(b"secret-table" in line for line in formatted)
        everything = b"\n".join([*said, *formatted])
        assert signed.split(".")[0].encode() not in everything
        assert signed.split(".")[1].encode() not in everything

    caplog.set_level(logging.DEBUG)
    drive(site(), scenario)


async def churn_and_sweep(count: int) -> dict[str, float]:
    """D-07: what `count` anonymous hits and as many sessions whose time is over cost."""
    process = psutil.Process()
    app = site()
    await app.startup()
    await churn(app, 20_000)
    before = process.memory_info().rss
    await churn(app, count)
    grown = process.memory_info().rss - before
    store = app.site.visitor.keeper.store
    visitor = Browser(app)
    await visitor.act("remember", {"key": "a", "value": "1"})
    few = await cost(visitor)
    await hub.call(fill, KVSessionStore(store.kv, ttl=60), count)
    many = await cost(visitor)
    await asyncio.sleep(61)
    began = time.perf_counter()
    await hub.call(store.sweep)
    took = time.perf_counter() - began
    await app.drain()
    await app.shutdown()
    return {
        "MiB grown by anonymous hits": round(grown / 2**20, 1),
        "seconds to sweep": round(took, 1),
        "request cost, many / few": round(many / few, 2),
    }


async def cost(visitor: Browser) -> float:
    """CPU time of a request that looks at its session; the best of some rounds."""
    rounds = []
    for _ in range(10):
        began = time.thread_time()
        for _ in range(300):
            await visitor.act("remembered")
        rounds.append(time.thread_time() - began)
    return min(rounds)


if __name__ == "__main__":
    print(hub.run(churn_and_sweep(int(sys.argv[1]))))
