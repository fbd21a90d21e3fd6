"""PROJECT_TITLE: every part of the framework on a page of its own."""

from sprag import App, SessionPolicy, shell

from app.services.accounts import AccountsService
from app.services.jobs import BuildQueue, CrossWiredQueue
from app.services.pulse import PulseService

app = App(
    routes="app.routes",
    shell=shell(template="app/shell.html", css=["app/shell.css"]),
    metadata={
        "title": "PROJECT_TITLE",
        "description": "Every part of the framework on a page of its own.",
        "icons": [{"href": "/static/favicon.svg", "type": "image/svg+xml"}],
    },
    providers={
        "auth": AccountsService(),
        "job_queue": BuildQueue(),
        "cross_wired_queue": CrossWiredQueue(),
        "pulse_service": PulseService(),
    },
    session_policy=SessionPolicy(idle_ttl_seconds=3600, remember_me_ttl_seconds=30 * 86400),
)
