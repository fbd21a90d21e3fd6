"""Origins, hosts and policies: what the edge lets through (S-01, S-04, S-05)."""

from __future__ import annotations

from inprocess import HOST, Browser, drive
from site_app import site

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
