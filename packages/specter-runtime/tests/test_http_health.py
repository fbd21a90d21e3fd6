"""Live, ready, metrics; the watchdog; JSON logs; the application under other servers."""

from __future__ import annotations

import json
import logging
import threading
import time
from typing import Any

import httpx
import pytest
from inprocess import Browser, Client, drive
from serving import serving
from site_app import site
from specter import hub
from specter.http import HttpApp
from specter.http.logs import JsonFormatter, shape
from specter.runtime import Runtime, listen
from specter.service import Service


def test_ready_says_whether_requests_are_taken() -> None:
    async def scenario(browser: Browser) -> None:
        assert (await browser.get("/__sprag__/health/live")).json == {"status": "ok"}
        assert (await browser.get("/__sprag__/health/ready")).json == {"status": "ok"}
        app: Any = browser.app
        app.site.draining = True
        answer = await browser.get("/__sprag__/health/ready")
        assert (answer.status, answer.json) == (503, {"status": "draining"})

    drive(site(), scenario)


def test_metrics_are_lines_of_figures() -> None:
    async def scenario(browser: Browser) -> None:
        await browser.get("/counter")
        lines = (await browser.get("/__sprag__/health/metrics")).body.decode().splitlines()
        figures = dict(line.rsplit(" ", 1) for line in lines)
        assert figures["specter_requests_total"] == "2"
        assert figures["specter_requests_in_flight"] == "1"
        assert figures['specter_queue_pending{queue="letters"}'] == "0"
        assert figures['specter_queue_oldest_seconds{queue="letters"}'] == "0.0"
        assert 0 < float(figures["specter_storage_seconds"]) < 10
        passed_on = await browser.get("/__sprag__/health/metrics", x_forwarded_for="203.0.113.7")
        assert passed_on.status == 403

    drive(site(), scenario)


def test_the_watchdog_names_the_line_that_blocked_the_hub() -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        await browser.get("/sleepy")
        waited, line = app.watchdog.last
        assert waited >= 0.1
        assert "site_app.py" in line
        assert line.endswith("in page")
        assert app.watchdog.blocked >= 1

    drive(site(), scenario)


def test_the_watchdog_says_nothing_of_work_that_is_excused() -> None:
    async def scenario(browser: Browser) -> None:
        app: Any = browser.app
        with app.watchdog.excused():
            await browser.get("/sleepy")
        assert app.watchdog.last is None

    drive(site(), scenario)


def test_patched_sleep_does_not_delay_others() -> None:
    with serving("patched_app.py") as served:
        slow = [threading.Thread(target=httpx.get, args=(served.url + "/sleepy",)) for _ in range(5)]
        for thread in slow:
            thread.start()
        times: list[float] = []
        with httpx.Client() as client:
            client.get(served.url + "/counter")
            for _ in range(50):
                began = time.monotonic()
                assert client.get(served.url + "/counter").status_code == 200
                times.append(time.monotonic() - began)
        for thread in slow:
            thread.join()
        assert sorted(times)[45] < 0.15


class Failing(Service):
    def on_start(self) -> None:
        raise RuntimeError("no database")


def test_a_part_that_fails_to_start_stops_those_before_it() -> None:
    log: list[str] = []

    class Noted(Service):
        def on_start(self) -> None:
            log.append("+")
            self.add_cleanup(lambda: log.append("-"))

    runtime = Runtime(providers={"noted": Noted(), "failing": Failing()})
    with pytest.raises(RuntimeError, match="no database"):
        runtime.boot()
    assert (log, runtime.booted) == (["+", "-"], False)


def test_a_port_in_use_is_one_sentence() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port} on 127.0.0.1 is in use"):
            listen("127.0.0.1", port)


def test_under_another_server_the_application_works_the_same() -> None:
    with Client(site()) as client:
        call = {"route": "/counter", "action": "increment", "payload": {"count": 1}}
        assert client.post("/__sprag__/actions", call).json["value"] == {"count": 2}
        assert client.get("/slow").body == b"slow"
        hello = '{"type":"hello","route":"/counter"}'
        sent = client.websocket("/__sprag__/socket", "", hello, '{"event":"echo","payload":7,"id":1}')
        frames = [json.loads(message["text"]) for message in sent if message["type"] == "websocket.send"]
        assert [frame["type"] for frame in frames] == ["hello", "error", "ready", "event", "ack"]
        assert frames[-1]["value"] == {"payload": 7, "path": "/counter", "params": {}}


def test_an_application_that_cannot_boot_says_so_to_its_server() -> None:
    app = HttpApp(Runtime(providers={"failing": Failing()}))
    with pytest.raises(RuntimeError, match="no database"), Client(app):
        pass


def test_the_access_log_names_an_action_and_the_shape_of_what_it_was_given(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "sprag.runtime")
    with Client(site()) as client:
        client.post(
            "/__sprag__/actions", {"route": "/counter", "action": "increment", "payload": {"count": 1}}
        )
        client.get("/slow")

    noted = [record for record in caplog.records if record.name == "sprag.runtime"]
    said = [json.loads(JsonFormatter().format(record)) for record in noted]
    assert [(line["event"], line["path"], line["status"]) for line in said] == [
        ("request.action", "/__sprag__/actions", 200),
        ("request", "/slow", 200),
    ]
    assert (said[0]["route"], said[0]["action"]) == ("/counter", "increment")
    assert said[0]["payload"] == {"kind": "object", "keys": ["count"], "key_count": 1}
    assert len(said[0]["request_id"]) == 12


def test_log_lines_are_json_without_values() -> None:
    record = logging.makeLogRecord(
        {"name": "x", "levelname": "INFO", "msg": "request", "status": 200, "who": object}
    )
    line = json.loads(JsonFormatter().format(record))
    assert (line["event"], line["level"], line["status"]) == ("request", "info", 200)
    assert shape({"password": "secret"}) == {"kind": "object", "keys": ["password"], "key_count": 1}
    assert shape([1, 2]) == {"kind": "list", "length": 2}
    assert shape("secret") == {"kind": "str"}


def test_an_application_that_nobody_started_says_so_at_the_first_request() -> None:
    browser = Browser(HttpApp())
    with pytest.raises(RuntimeError, match=r"was not started: serve it with its lifespan"):
        hub.run(browser.get("/"))
    with pytest.raises(RuntimeError, match=r"or await its startup\(\) first"):
        hub.run(browser.converse([]))
