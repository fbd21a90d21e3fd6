"""``sprag doctor --deploy``: what a project should have before strangers use it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .finding import Finding

if TYPE_CHECKING:
    from ..site import Loaded, Site

_SECRET_NAME = re.compile(r"SPRAG_PUBLIC_\w*(SECRET|TOKEN|PASSWORD|PRIVATE|API_KEY)\w*", re.IGNORECASE)


def examine_deployment(project: Path, loaded: Loaded, site: Site) -> Iterator[Finding]:
    """Run the checks of a deployment, in the order of their codes."""
    yield _env_files(project)
    yield _public_names(project)
    yield _sessions(loaded)
    yield _error_pages(loaded)
    yield _dependencies(project)
    yield _build(project)
    yield _static_paths(site)


def _env_files(project: Path) -> Finding:
    listed = subprocess.run(
        ["git", "ls-files", "--", ".env", ".env.local"],
        cwd=project,
        check=False,
        capture_output=True,
        text=True,
    )
    tracked = listed.stdout.split()
    if tracked:
        advice = [
            f"git rm --cached {' '.join(tracked)}, add it to .gitignore, and change the secrets that it held"
        ]
        return Finding("SPD20", "secrets in git", False, f"git tracks {', '.join(tracked)}", advice)
    return Finding("SPD20", "secrets in git", True, "no .env file is tracked")


def _public_names(project: Path) -> Finding:
    from ..authoring.env import public_env

    named = sorted(name for name in public_env() if _SECRET_NAME.fullmatch(name))
    if named:
        advice = ["every visitor can read these; take SPRAG_PUBLIC_ off the name and read it on the server"]
        return Finding("SPD21", "public environment", False, f"looks secret: {', '.join(named)}", advice)
    return Finding("SPD21", "public environment", True, "nothing public looks like a secret")


def _sessions(loaded: Loaded) -> Finding:
    auth = loaded.app.providers.get("auth")
    store = loaded.app.providers.get("session_store")
    uses_auth = auth is not None and type(auth).__name__ != "AnonymousAuthService"
    if not uses_auth:
        return Finding("SPD22", "sessions", True, "nobody logs in")
    problems = []
    if store is None or type(store).__name__ == "InMemorySessionStore":
        problems.append(
            "sessions live in memory: a restart logs everybody out; give App(session_store=...) a durable one"
        )
    policy = loaded.app.session_policy
    if policy is None or not getattr(policy, "idle_ttl_seconds", None):
        problems.append(
            "sessions never expire: give App(session_policy=SessionPolicy(idle_ttl_seconds=3600)) or so"
        )
    return Finding(
        "SPD22",
        "sessions",
        not problems,
        problems[0] if problems else "durable, and they expire",
        problems[1:],
    )


def _error_pages(loaded: Loaded) -> Finding:
    missing = [name for name in ("not_found", "error") if getattr(loaded.app, name, None) is None]
    if missing:
        advice = [f"App({name}=AScreen) shows your own page" for name in missing]
        return Finding("SPD23", "error pages", False, f"plain pages for: {', '.join(missing)}", advice)
    return Finding("SPD23", "error pages", True, "the app has its own")


def _dependencies(project: Path) -> Finding:
    text = "".join(
        (project / name).read_text("utf-8")
        for name in ("pyproject.toml", "requirements.txt")
        if (project / name).is_file()
    )
    if re.search(r"spragkit\s*[=~<>]=?", text):
        return Finding("SPD24", "pinned framework", True, "spragkit has a version")
    from .. import __version__

    return Finding(
        "SPD24",
        "pinned framework",
        False,
        "any version of spragkit would do",
        [f"write spragkit=={__version__}"],
    )


def _build(project: Path) -> Finding:
    manifest = project / "dist" / "manifest.json"
    if not manifest.is_file():
        return Finding("SPD25", "build", False, "there is no dist/", ["run sprag build"])
    built = manifest.stat().st_mtime
    newer = [path for path in (project / "app").rglob("*") if path.is_file() and path.stat().st_mtime > built]
    newer = [path for path in newer if "__pycache__" not in path.parts]
    if newer:
        names = [path.relative_to(project).as_posix() for path in sorted(newer)[:5]]
        return Finding(
            "SPD25", "build", False, "dist/ is older than the app", [*names, "run sprag build again"]
        )
    return Finding("SPD25", "build", True, "dist/ is newer than every file of app/")


def _static_paths(site: Site) -> Finding:
    open_ended = [one.pattern for one in site.surfaces if "[" in one.pattern and not one.static_paths]
    message = (
        "every dynamic page lists its static paths"
        if not open_ended
        else f"{len(open_ended)} without static_paths"
    )
    details = [f"{pattern}: served live, left out of 'sprag build static'" for pattern in open_ended]
    return Finding("SPD26", "static paths", True, message, details)
