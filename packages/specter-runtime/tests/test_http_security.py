"""Origins, hosts, cookies, sessions, authorisation: the bars S-04 to S-10."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import gevent
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from inprocess import HOST, Browser, drive
from site_app import site
from specter import hub
from specter.errors import Conflict
from specter.http import KVSessionStore, Session, SessionPolicy, safe_next
from specter.http.passwords import hash_password, verify_password
from specter.storage.memory import MemoryKV

STORAGE = {"memory": "memory://", "sqlite": "sqlite:///{}/app.db"}
BODY = b'{"route":"/counter","action":"whoami"}'
OWN = f"http://{HOST}"

CSRF: list[tuple[str, dict[str, str], int]] = [
    ("same origin", {"origin": OWN, "sec-fetch-site": "same-origin"}, 200),
    ("same origin, old browser", {"origin": OWN}, 200),
    ("no browser", {}, 200),
    ("typed by the user", {"sec-fetch-site": "none"}, 200),
    ("cross site", {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}, 403),
    ("cross site, old browser", {"origin": "http://evil.example"}, 403),
    ("cross site without origin", {"sec-fetch-site": "cross-site"}, 403),
    ("same site, other origin", {"origin": "http://127.0.0.1:9000", "sec-fetch-site": "same-site"}, 403),
    ("same site without origin", {"sec-fetch-site": "same-site"}, 403),
    ("null origin", {"origin": "null"}, 403),
    ("null origin that claims same-origin", {"origin": "null", "sec-fetch-site": "same-origin"}, 403),
    ("suffix trick", {"origin": f"{OWN}.evil.example"}, 403),
    ("prefix trick", {"origin": f"http://evil.example/{HOST}"}, 403),
    ("other port", {"origin": "http://127.0.0.1:8001"}, 403),
    ("other scheme", {"origin": f"https://{HOST}"}, 403),
    ("user info", {"origin": f"http://{HOST}@evil.example"}, 403),
    ("origin and metadata disagree", {"origin": OWN, "sec-fetch-site": "cross-site"}, 403),
]
UNSAFE = ["/__sprag__/actions", "/__sprag__/uploads", "/__sprag__/uploads/init", "/__sprag__/uploads/cancel"]


def test_only_our_own_pages_may_send_unsafe_requests() -> None:
    async def scenario(browser: Browser) -> None:
        for path in UNSAFE:
            for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
                for name, headers, status in CSRF:
                    for cookies in ({}, {"SPRAG_SID": "planted"}):
                        sender = Browser(browser.app, dict(cookies))
                        answer = await sender.ask("POST", path, BODY, {"content-type": kind, **headers})
                        assert (answer.status == 403) == (status == 403), (path, kind, name, answer.status)
                        if path == UNSAFE[0] and kind == "application/json":
                            assert answer.status == status, name

    drive(site(), scenario)


def test_event_streams_are_not_for_other_sites() -> None:
    async def scenario(browser: Browser) -> None:
        for _, headers, status in CSRF:
            if status == 403:
                assert (await browser.ask("GET", "/__sprag__/events", headers=headers)).status == 403

    drive(site(), scenario)


HOSTS: list[tuple[str, int]] = [
    ("127.0.0.1:8000", 200),
    ("localhost", 200),
    ("LOCALHOST:1", 200),
    ("[::1]:8000", 200),
    ("shop.example", 200),
    ("a.tenants.example", 200),
    ("tenants.example", 421),
    ("evil.example", 421),
    ("shop.example.evil.example", 421),
    ("notshop.example", 421),
    ("shop.example:x", 400),
    ("shop.example/..", 400),
    ("", 400),
]


def test_only_allowed_hosts_are_answered() -> None:
    async def scenario(browser: Browser) -> None:
        for host, status in HOSTS:
            assert (await browser.ask("GET", "/counter", headers={"host": host})).status == status, host

    drive(site(allowed_hosts=("shop.example", "*.tenants.example")), scenario)


def test_pages_carry_a_strict_policy_and_no_inline_script_is_allowed() -> None:
    async def scenario(browser: Browser) -> None:
        answer = await browser.get("/counter")
        policy = dict(
            item.strip().split(" ", 1) for item in (answer.header("content-security-policy") or "").split(";")
        )
        assert policy["script-src"] == "'self' https://cdn.example"
        assert policy["object-src"] == policy["base-uri"] == "'none'"
        assert policy["frame-ancestors"] == "'self'"
        assert answer.header("x-content-type-options") == "nosniff"

    drive(site(csp={"script-src": "https://cdn.example"}), scenario)


# --- cookies and sessions


def test_a_visitor_who_needs_no_session_gets_none() -> None:
    async def scenario(browser: Browser) -> None:
        for path in ("/counter", "/nope", "/__sprag__/uploads/negotiate"):
            assert (await browser.get(path)).header("set-cookie") is None
        assert (await browser.act("increment", {"count": 1})).header("set-cookie") is None
        assert (await browser.act("whoami")).header("set-cookie") is None

    drive(site(), scenario)


def test_ten_thousand_anonymous_requests_leave_no_record() -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        for _ in range(5_000):
            await Browser(app).get("/session")
            await Browser(app).get("/counter")
        assert app.site.visitor.keeper.store.kv.keys("session:") == []

    drive(site(), scenario)


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


@pytest.mark.parametrize("engine", ["memory", "sqlite"])
def test_a_slow_request_never_brings_a_closed_session_back(engine: str, tmp_path: Path) -> None:
    async def scenario(browser: Browser) -> None:
        for _ in range(20):
            visitor = Browser(browser.app)
            await visitor.act("login", {"name": "ada"})
            signed_in = dict(visitor.cookies)
            slow = asyncio.ensure_future(
                Browser(browser.app, dict(signed_in)).act("slowly_remember", {"key": "x"})
            )
            await asyncio.sleep(0.001)
            await Browser(browser.app, dict(signed_in)).act("logout")
            await slow
            assert (await Browser(browser.app, dict(signed_in)).act("whoami")).json["value"] is None

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


# --- authorisation

VISITORS: dict[str, str | None] = {"nobody": None, "reader": "bob", "admin": "ada"}
DECLARED = {
    ("/counter", "members"): {"nobody": 401, "reader": 200, "admin": 200},
    ("/counter", "admins"): {"nobody": 401, "reader": 403, "admin": 200},
    ("/private", "secret"): {"nobody": 401, "reader": 200, "admin": 200},
}


def test_every_action_and_page_lets_in_whom_it_declares() -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        checked = 0
        for visitor, name in VISITORS.items():
            known = Browser(app)
            if name is not None:
                await known.act("login", {"name": name})
            for route, controller in (("/counter", app.surfaces.counter), ("/private", app.surfaces.private)):
                for action in type(controller).actions():
                    if action in ("login", "logout", "patient", "slow", "flood"):
                        continue
                    declared = DECLARED.get((route, action))
                    answer = await known.act(action, {}, route)
                    if declared is None:
                        assert answer.status not in (401, 403), (visitor, route, action)
                    else:
                        assert answer.status == declared[visitor], (visitor, route, action)
                    checked += 1
            page = await known.get("/private?x=1")
            if name is None:
                assert (page.status, page.header("location")) == (302, "/login?next=%2Fprivate%3Fx%3D1")
            else:
                assert page.status == 200
        assert checked > 60

    drive(site(), scenario)


# --- redirects and passwords

EVIL = ["//evil.example", "/\\evil.example", "\\\\evil.example", "http://evil.example", "https:evil.example"]
EVIL += [
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "/\n/evil.example",
    "\r/evil",
    " //evil.example",
]
EVIL += [
    "///evil.example",
    "/\\/evil.example",
    "\t//evil.example",
    "evil.example",
    "@evil.example",
    "",
    "/\x00",
    "?x=//e",
]
EVIL += [
    f"{scheme}:{slashes}evil.example"
    for scheme in ("http", "HTTP", "ftp", "vbscript", "file")
    for slashes in ("", "/", "//", "///", "\\\\")
]
EVIL += [
    f"{char}{url}"
    for char in "\t\n\r \x0b\x0c\x1f\x7f"
    for url in ("/x", "//evil.example", "http://evil.example")
]
EVIL += [f"/{char}/evil.example" for char in "\t\n\r\\ \x0b\x00"]


def test_next_never_leaves_the_site() -> None:
    assert {url: safe_next(url, "/home") for url in EVIL} == dict.fromkeys(EVIL, "/home")
    good = ["/", "/a?b=//c", "/a#//b", "/a/b%2f%2fc", "/ü", "/a:b", "/@user"]
    assert [safe_next(url) for url in good] == good


def test_passwords_are_hashed_with_argon2() -> None:
    async def main() -> None:
        hashed = await hub.call(hash_password, "tea")
        assert hashed.startswith("$argon2id$")
        assert await hub.call(verify_password, hashed, "tea")
        assert not await hub.call(verify_password, hashed, "coffee")
        assert not await hub.call(verify_password, "no hash", "tea")

    hub.run(main())
    gevent.sleep(0)
