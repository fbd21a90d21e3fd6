"""A session that nobody uses for its idle time."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Serve, Visitor

pytestmark = pytest.mark.browser

IDLE = 3600


def let_pass(database: Path, seconds: int) -> None:
    """Make every session as old as if nobody had used it for so long."""
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        rows = connection.execute("SELECT key, value FROM kv WHERE key LIKE 'session:%'").fetchall()
        assert rows
        for key, value in rows:
            if value is not None:  # a closed one
                values = json.loads(value)
                values["__sprag_session__"]["last_seen"] -= seconds
                connection.execute(
                    "UPDATE kv SET value = ? WHERE key = ?", (json.dumps(values).encode(), key)
                )


def test_an_idle_session_ends_and_an_active_one_goes_on(
    serve: Serve, visitor: Visitor, tmp_path: Path
) -> None:
    database = tmp_path / "sessions.db"
    env = {"PORTAL_IDLE_SECONDS": str(IDLE), "SPRAG_STORAGE": f"sqlite:///{database}"}
    page = visitor.open(serve("portal", production=True, env=env).url + "/login")
    page.fill("[name=name]", "ada")
    page.get_by_role("button", name="Enter").click()
    page.wait_for_url("**/members")
    ask = page.get_by_role("button", name="whoami")
    # Longer than the idle time in all, never that long without a request.
    for _ in range(3):
        let_pass(database, IDLE - 120)
        with page.expect_response("**/actions") as answer:
            ask.click()
        assert answer.value.status == 200

    let_pass(database, IDLE + 1)
    ask.click()
    expect(page.locator("#outcome")).to_have_text("401: Authentication required.")
    visitor.errors[:] = [error for error in visitor.errors if "401" not in error]
