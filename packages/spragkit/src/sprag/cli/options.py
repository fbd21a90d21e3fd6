"""Options that several commands share: each is declared once, so that it reads and behaves the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

App = Annotated[
    Optional[str],
    typer.Option(
        "--app",
        metavar="MODULE:ATTR",
        help="The App object. Found by itself in app/__init__.py or app/app.py.",
    ),
]
Project = Annotated[
    Path, typer.Option("--project-root", metavar="DIR", help="The project's folder.", file_okay=False)
]
Host = Annotated[str, typer.Option("--host", metavar="NAME", help="Address to listen on.")]
Port = Annotated[
    int,
    typer.Option(
        "--port", "-p", metavar="N", min=0, max=65535, help="Port to listen on; 0 takes a free one."
    ),
]
Mode = Annotated[
    str,
    typer.Option(
        "--server-mode",
        metavar="MODE",
        help="auto, wsgi or websocket. Sockets are there whenever a surface uses them.",
    ),
]
Patch = Annotated[
    bool,
    typer.Option(
        "--patch/--no-patch", help="Let blocking clients cooperate (gevent.monkey), threads stay real."
    ),
]
Dist = Annotated[
    Path, typer.Option("--dist", metavar="DIR", help="What 'sprag build' made.", file_okay=False)
]
Output = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="DIR", help="Where the build goes; an earlier one is replaced."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only results and errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show tracebacks and details.")]

HERE = Path(".")
DIST = Path("dist")
