"""Actions, forms, uploads, sockets, sessions and jobs, for the end-to-end tests."""

from __future__ import annotations

from sprag import App, SessionPolicy, env, shell

from app.auth import Users
from app.jobs import BuildQueue

app = App(
    routes="app.routes",
    auth_service=Users(),
    session_policy=SessionPolicy(idle_ttl_seconds=env("PORTAL_IDLE_SECONDS", 3600, cast=int)),
    providers={"build_queue": BuildQueue("build_queue")},
    shell=shell(css=["app/portal.css"]),
)
