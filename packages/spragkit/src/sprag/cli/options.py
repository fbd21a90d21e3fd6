"""Options that several commands share, so that they read and behave the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import typer

AppTarget = Optional[str]

APP = typer.Option(
    None,
    "--app",
    metavar="MODULE:ATTR",
    help="The App object. Found by itself in app/__init__.py or app/app.py.",
)
PROJECT = typer.Option(
    Path("."), "--project-root", metavar="DIR", help="The project's folder.", file_okay=False
)
HOST = typer.Option("127.0.0.1", "--host", help="Address to listen on.")
PORT = typer.Option(8000, "--port", "-p", min=0, max=65535, help="Port to listen on; 0 takes a free one.")
SERVER_MODE = typer.Option(
    "auto", "--server-mode", help="auto, wsgi or websocket. Sockets are there whenever a surface uses them."
)
JSON = typer.Option(False, "--json", help="Print JSON for a script.")
QUIET = typer.Option(False, "--quiet", "-q", help="Print only results and errors.")
VERBOSE = typer.Option(False, "--verbose", "-v", help="Show tracebacks and details.")
PATCH = typer.Option(
    True, "--patch/--no-patch", help="Let blocking clients cooperate (gevent.monkey), threads stay real."
)
