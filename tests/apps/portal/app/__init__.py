"""Actions, forms, uploads, sockets, sessions and jobs, for the end-to-end tests."""

from __future__ import annotations

from typing import Any

from sprag import App, SessionPolicy, env, shell

from app.auth import Users
from app.jobs import BuildQueue


class Portal(App):
    """Rooms are open, but for the secret one."""

    def authorize_topic(self, topic: str, request: Any) -> bool:
        return topic.startswith("room:") and topic != "room:secret"


app = Portal(
    routes="app.routes",
    auth_service=Users(),
    session_policy=SessionPolicy(idle_ttl_seconds=env("PORTAL_IDLE_SECONDS", 3600, cast=int)),
    providers={"build_queue": BuildQueue("build_queue")},
    shell=shell(css=["app/portal.css"]),
)
