"""Who may do what, asked of everything that an application has (S-08); and where a visitor may be sent (S-10)."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import gevent
import msgspec
import pytest
from inprocess import JSON, Browser, drive
from site_app import Auth
from specter import hub
from specter.controller import Controller, action
from specter.http import (
    Failure,
    HttpApp,
    HttpConfig,
    Request,
    Response,
    Target,
    accepts_files,
    authorize,
    requires_auth,
    safe_next,
)
from specter.http.passwords import hash_password, verify_password
from specter.http.surfaces import NoSurfaces
from specter.runtime import Runtime

RULES: dict[str, Any] = {
    "open": lambda declared: declared,
    "known": requires_auth,
    "admin": requires_auth(roles="admin"),
    "either": requires_auth(roles=["admin", "reader"]),
    "publish": requires_auth(permissions=["publish"]),
    "profile": requires_auth(require_active_profile=True),
}
VISITORS = {
    "nobody": None,
    "eve": {"name": "eve", "roles": []},
    "bob": {"name": "bob", "roles": ["reader"]},
    "ada": {"name": "ada", "roles": ["admin"], "permissions": ["publish"]},
}


class Accounts(Auth):
    """Users with roles and permissions; ada acts as a profile."""

    def load_user(self, session: Any, request: Any) -> Any:
        return VISITORS.get(session.get("user"))

    def load_active_profile(self, user: Any, session: Any, request: Any) -> Any:
        return {"name": "editor"} if user["name"] == "ada" else None

    def authorize(self, user: Any, *_: Any, roles: Any = None, permissions: Any = None) -> bool:
        return (not roles or bool(set(roles) & set(user["roles"]))) and set(permissions or ()) <= set(
            user.get("permissions", ())
        )


def declared(rule: str, number: int) -> type[Controller]:
    """A controller under one rule, with an action, an action for files and an event under every rule."""
    entered = f"entered{number}"

    class Declared(Controller):
        def load(self) -> Any:
            return {}

        def build_events(self, handler: Any) -> None:
            for name in RULES:
                handler.on(f"{rule}:{name}", getattr(self, f"on_{name}"))

    for name, mark in RULES.items():
        setattr(Declared, name, mark(action(name=name)(lambda self: entered)))
        takes_files = accepts_files(max_count=1)(action(name=f"files_{name}")(lambda self: entered))
        setattr(Declared, f"files_{name}", mark(takes_files))
        setattr(Declared, f"on_{name}", mark(lambda self, payload: entered))
    return RULES[rule](Declared)  # type: ignore[no-any-return]


class Entrance(Controller):
    @action
    def enter(self, name: str) -> None:
        self.login(VISITORS[name])


class Surfaces(NoSurfaces):
    def __init__(self) -> None:
        self.targets = {
            f"/{rule}": Target(rule, f"/{rule}", {}, declared(rule, number)(rule))
            for number, rule in enumerate(RULES)
        }
        self.targets["/enter"] = Target("enter", "/enter", {}, Entrance())

    def find(self, route: str) -> Target | None:
        return self.targets.get(route)

    def page(self, request: Request) -> Response | None:
        target = self.targets[request.path]
        authorize(target.controller.load, request)
        return Response("shown")

    def error_page(self, request: Request, failure: Failure) -> Response:
        return Response("refused", failure.status)


def expected(controller: Any, function: Any, name: str) -> int:
    """What the declarations say, read by themselves: a method's own, else its class's."""
    rule = getattr(function, "_specter_auth", None) or getattr(type(controller), "_specter_auth", None)
    user = VISITORS[name]
    if rule is None:
        return 200
    if user is None:
        return 401
    profile = name == "ada" or not rule.require_active_profile
    role = rule.roles is None or any(one in user["roles"] for one in rule.roles)
    permission = rule.permissions is None or all(
        one in user.get("permissions", ()) for one in rule.permissions
    )
    return 200 if profile and role and permission else 403


def test_an_unknown_word_to_login_is_an_error() -> None:
    async def scenario(browser: Browser) -> None:
        request = Request.of({"headers": []}, "/", browser.app.site.visitor)
        with pytest.raises(TypeError, match="remeber"):
            request.login(VISITORS["ada"], remeber=True)  # type: ignore[call-arg]
        assert request.opened_session is None

    drive(HttpApp(), scenario)


def test_everything_lets_in_exactly_whom_its_declaration_names() -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        checked: dict[str, int] = {"page": 0, "action": 0, "upload": 0, "event": 0}
        for name in VISITORS:
            visitor = Browser(app)
            if name != "nobody":
                assert (await visitor.act("enter", {"name": name}, "/enter")).status == 200
            for route, target in app.surfaces.targets.items():
                controller = target.controller
                page = await visitor.get(route)
                wanted = expected(controller, type(controller).load, name)
                assert (page.status, page.header("location")) == (
                    (302, f"/login?next=%2F{route[1:]}") if wanted == 401 else (wanted, None)
                )
                checked["page"] += 1
                for action_name, row in type(controller).actions().items():
                    if route == "/enter":
                        continue
                    wanted = expected(controller, row.function, name)
                    answer = await visitor.act(action_name, None, route)
                    assert answer.status == wanted, (name, route, action_name)
                    assert ("entered" in str(answer.json.get("value"))) == (wanted == 200)
                    checked["action"] += 1
                    if action_name.startswith("files_"):
                        files = [{"name": "f", "filename": "f", "size": 1}]
                        call = msgspec.json.encode({"route": route, "action": action_name, "files": files})
                        begun = await visitor.ask("POST", "/__sprag__/uploads/init", call, JSON)
                        assert begun.status == wanted, (name, route, action_name)
                        if wanted == 200:
                            drop = b'{"upload_id":"%b"}' % begun.json["upload_id"].encode()
                            await visitor.ask("POST", "/__sprag__/uploads/cancel", drop, JSON)
                        checked["upload"] += 1
                for event, function, _ in controller.create_handler()._bindings():
                    wanted = expected(controller, function, name)
                    frame = {"type": "emit", "event": event, "payload": None, "id": 7}
                    frames = await visitor.converse([msgspec.json.encode(frame)])
                    answered = next(one for one in frames if one.get("id") == 7)
                    assert answered.get("status", 200) == wanted, (name, event)
                    assert (answered["type"] == "ack") == (wanted == 200)
                    checked["event"] += 1
        assert checked == {"page": 28, "action": 288, "upload": 144, "event": 144}

    surfaces = Surfaces()
    runtime = Runtime(providers={"auth": Accounts()})
    for target in surfaces.targets.values():
        runtime.add(f"test.{target.name}", target.controller)
    drive(HttpApp(runtime, surfaces, HttpConfig(production=True)), scenario)


def test_a_demand_that_is_misspelt_is_refused_where_it_is_made() -> None:
    with pytest.raises(TypeError, match="got 'role'; it takes roles, permissions"):
        requires_auth(role="admin")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="expects a string or iterable of strings"):
        requires_auth(roles=3)  # type: ignore[arg-type]


# --- redirects

SITE = "https://site.example"
HOSTS = [
    "evil.example",
    "evil.example:443",
    "user@evil.example",
    "site.example@evil.example",
    "evil。example",
]
HOSTS += [
    "[::1]",
    "0x7f.1",
    "xn--evil.example",
    "ｅvil.example",
    "evil%2eexample",
    "site.example.evil.example",
]
SLASHES = ["//", "///", "/\\", "\\/", "\\\\", "/\t/", "/\n/", "/\r/", "\t//", " //", "/ /", "/.//", "/..//"]
SCHEMES = [
    "http:",
    "HTTPS:",
    "https:/",
    "https:///",
    "javascript:",
    "data:",
    "ftp:",
    "vbscript:",
    "blob:",
    "file:",
]
SCHEMES += ["java\tscript:", "\x01javascript:", "https:\\\\", "//https:"]
PATHS = ["/", "/a", "/a?b=//c", "/a#//b", "/a/b%2f%2fc", "/ü", "/a:b", "/@user", "/a//b", "/%5cevil", "/a\\b"]
PATHS += ["", "?x=//e", "#x", "a", "./a", "../a", "/a\x00", "/\x7f", "/a b", ".", "..", "/;//evil.example"]
CORPUS = [
    *[slashes + host for slashes in SLASHES for host in HOSTS],
    *[scheme + host for scheme in SCHEMES for host in ("evil.example", "alert(1)", "//evil.example")],
    *PATHS,
]
JUDGE = """
const urls = JSON.parse(require('fs').readFileSync(0, 'utf8'))
console.log(JSON.stringify(urls.map((url) => {
  try { return new URL(url, 'https://site.example/login').origin } catch { return 'no URL' }
})))
"""


def origins(urls: list[str]) -> list[str]:
    """Where a browser's own parser says that these lead from a page of SITE."""
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, "-e", JUDGE], input=json.dumps(urls), text=True, capture_output=True, check=True
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_next_stays_on_the_site_as_a_browser_reads_it() -> None:
    assert len(CORPUS) >= 200
    led = [safe_next(url, "/home") for url in CORPUS]

    assert set(origins(led)) == {SITE}
    assert all(result in (url, "/home") for url, result in zip(CORPUS, led))
    leaves = [url for url, origin in zip(CORPUS, origins(CORPUS)) if origin != SITE]
    assert len(leaves) > 100
    good = ["/", "/a", "/a?b=//c", "/a#//b", "/a/b%2f%2fc", "/ü", "/a:b", "/@user", "/a//b", "/%5cevil"]
    assert [safe_next(url) for url in good] == good


def test_a_login_that_names_another_site_ends_at_home() -> None:
    async def scenario(browser: Browser) -> None:
        for url in ("//evil.example", "https://evil.example", "/\\evil.example"):
            assert Request("/login", query={"next": url}).next_url("/home") == "/home"
        assert Request("/login", query={"next": "/a?b"}).next_url("/home") == "/a?b"
        assert Request("/login", query={"next": ["/a", "/b"]}).next_url("/home") == "/home"

    drive(HttpApp(), scenario)


def test_passwords_are_hashed_with_argon2() -> None:
    async def main() -> None:
        hashed = await hub.call(hash_password, "tea")
        assert hashed.startswith("$argon2id$")
        assert await hub.call(verify_password, hashed, "tea")
        assert not await hub.call(verify_password, hashed, "coffee")
        assert not await hub.call(verify_password, "no hash", "tea")

    hub.run(main())
    gevent.sleep(0)
