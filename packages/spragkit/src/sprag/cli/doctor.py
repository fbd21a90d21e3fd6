"""``sprag doctor``: what is wrong with a project, each finding with a stable code, mended where that is safe."""

from __future__ import annotations

import html
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

from .finding import Finding

if TYPE_CHECKING:
    from ..site import Loaded, Site

# A page's payload above this is felt on a phone.
LARGE_PAYLOAD = 50 * 1024


def examine(
    project: Path, target: Optional[str], *, deploy: bool = False, verbose: bool = False
) -> Iterator[Finding]:
    """Run the checks in order; those that need an app end where there is none. ``verbose``: what the app's server logs
    meanwhile, tracebacks too, is shown."""
    shape = _shape(project)
    yield shape
    loaded, found = _discovery(project, target)
    yield found
    if loaded is None:
        return
    site, surfaces = _surfaces(loaded)
    yield surfaces
    if site is None:
        return
    yield _agreement(project, site)
    yield _buildability(loaded, site)
    with _logs(verbose):
        payloads = _payloads(loaded, site)
    yield payloads
    yield _transport()
    with _logs(verbose):
        parity = _parity(loaded, site)
    yield parity
    if deploy:
        from .deploy import examine_deployment

        yield from examine_deployment(project, loaded, site)


def _shape(project: Path) -> Finding:
    wanted = ["app/__init__.py", "app/routes/__init__.py"]
    if (project / "app/mounts").is_dir():
        wanted.append("app/mounts/__init__.py")
    missing = [name for name in wanted if not (project / name).is_file()]
    if not missing:
        return Finding("SPD01", "project shape", True, "app/ and its packages are there")

    def fix() -> str:
        for name in missing:
            file = project / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        return f"made {', '.join(missing)}"

    mendable = (project / "app/__init__.py").is_file()
    return Finding(
        "SPD01", "project shape", False, f"missing: {', '.join(missing)}", fix=fix if mendable else None
    )


def _discovery(project: Path, target: Optional[str]) -> tuple[Optional[Loaded], Finding]:
    from ..site import SiteError, load

    try:
        loaded = load(project, target)
    except SiteError as error:
        return None, Finding(
            "SPD02", "app discovery", False, "the App cannot be imported", str(error).splitlines()
        )
    return loaded, Finding("SPD02", "app discovery", True, loaded.target)


def _surfaces(loaded: Loaded) -> tuple[Optional[Site], Finding]:
    from ..site import SiteError, discover

    try:
        site = discover(loaded)
    except SiteError as error:
        lines = str(error).splitlines()
        return None, Finding("SPD03", "surface importability", False, "pages cannot be imported", lines)
    routes = sum(surface.kind == "route" for surface in site.surfaces)
    mounts = len(site.surfaces) - routes
    return site, Finding("SPD03", "surface importability", True, f"{routes} route(s), {mounts} mount(s)")


def _agreement(project: Path, site: Site) -> Finding:
    if not site.warnings:
        return Finding(
            "SPD04", "subclass sanity", True, "controllers and directories agree with the pages' paths"
        )
    details = list(site.warnings)
    routes = {surface.pattern: surface for surface in site.surfaces}

    def fix() -> str:
        from .mend import set_controller_route

        done = [file for surface in routes.values() for file in set_controller_route(project, surface)]
        return f"set route in {', '.join(done)}" if done else "nothing to set by itself"

    mendable = any(".route is " in warning for warning in site.warnings)
    message = f"{len(details)} disagreement(s)"
    return Finding("SPD04", "subclass sanity", False, message, details, fix if mendable else None)


def _buildability(loaded: Loaded, site: Site) -> Finding:
    from ..build import compile_site
    from ..compiler import JSCodegenError

    try:
        program = compile_site(site, loaded.project)
    except JSCodegenError as error:
        found = error.diagnostics
        details = [line for one in found for line in str(one).splitlines()]
        return Finding("SPD05", "buildability", False, f"{len(found)} problem(s) in browser code", details)
    return Finding("SPD05", "buildability", True, f"{len(program.units)} file(s) compile")


def _payloads(loaded: Loaded, site: Site) -> Finding:
    from ..testing import Client

    details, failed = [], []
    with Client(loaded) as client:
        for surface in site.surfaces:
            if "[" in surface.pattern:
                continue
            answer = client.get(surface.pattern)
            if answer.status >= 500:
                failed.append(f"{surface.pattern} answers {answer.status}: {_first_error(answer.text)}")
            elif len(str(answer.payload or "")) > LARGE_PAYLOAD:
                size = len(str(answer.payload)) / 1024
                details.append(
                    f"{surface.pattern}: load() gives {size:.1f} kB (at most {LARGE_PAYLOAD // 1024} kB)"
                )
    if failed:
        return Finding("SPD06", "payload sizes", False, f"{len(failed)} page(s) fail to render", failed)
    if details:
        return Finding("SPD06", "payload sizes", False, f"{len(details)} page(s) send a lot", details)
    return Finding(
        "SPD06", "payload sizes", True, f"every page's payload is below {LARGE_PAYLOAD // 1024} kB"
    )


def _first_error(page: str) -> str:
    match = re.search(r"<h1>(.*?)</h1><p>(.*?)</p>", page, re.DOTALL)
    return html.unescape(f"{match[1]}: {match[2]}") if match else "see the server's log"


@contextmanager
def _logs(shown: bool) -> Iterator[None]:
    """Keep the server's log from between the findings, which say what matters of it."""
    logger = logging.getLogger("specter")
    level = logger.level
    if not shown:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _parity(loaded: Loaded, site: Site) -> Finding:
    from .parity import differences

    found = differences(loaded, site)
    if found:
        return Finding(
            "SPD08", "server/browser parity", False, f"{len(found)} component(s) print differently", found
        )
    return Finding(
        "SPD08", "server/browser parity", True, "compiled and generic rendering print the same HTML"
    )


def _transport() -> Finding:
    import importlib.util

    missing = [
        name
        for name in ("gevent", "uvicorn", "httptools", "websockets")
        if importlib.util.find_spec(name) is None
    ]
    if missing:
        advice = [f"install {name}: {sys.executable} -m pip install {name}" for name in missing]
        return Finding("SPD07", "transport deps", False, f"missing: {', '.join(missing)}", advice)
    return Finding("SPD07", "transport deps", True, "HTTP, sockets and greenlets are installed")


def summary(findings: list[Finding]) -> str:
    failing = [finding for finding in findings if not finding.ok]
    if failing:
        return f"doctor found {len(failing)} failing check(s)."
    return f"doctor healthy ({len(findings)}/{len(findings)} checks passed)."


def record(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "check": finding.check,
        "ok": finding.ok,
        "message": finding.message,
        "details": finding.details,
        "fixable": finding.fix is not None,
    }
