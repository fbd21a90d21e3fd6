"""Longer proofs, each one command: ``nox -l`` lists them. ``make test`` is the everyday set."""

from __future__ import annotations

from pathlib import Path

import nox

nox.options.sessions = ["lowest"]
nox.options.default_venv_backend = "venv"
ROOT = Path(__file__).parent
PACKAGES = ["packages/specter-runtime", "packages/ragot-js", "packages/spragkit"]
EDITABLE = [word for package in PACKAGES for word in ("-e", package)]


def install(session: nox.Session, *constraints: str) -> None:
    session.install("-r", "requirements-dev.txt", *EDITABLE, *constraints)


@nox.session(python=["3.9", "3.13"])
def tests(session: nox.Session) -> None:
    """Unit tests on the oldest and on a newer Python."""
    install(session)
    session.run("pytest", "-n", "2", "-m", "not browser", *session.posargs)


@nox.session(python="3.9")
def lowest(session: nox.Session) -> None:
    """Unit tests with the oldest direct dependencies that the packages allow."""
    bounds = session.run("python", "tools/lowest.py", silent=True)
    constraints = Path(session.create_tmp()) / "lowest.txt"
    constraints.write_text(str(bounds))
    install(session, "-c", str(constraints))
    session.run("pytest", "-n", "2", "-m", "not browser", *session.posargs)
