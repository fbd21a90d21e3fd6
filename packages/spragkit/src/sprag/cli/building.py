"""``sprag build``, ``sprag build static`` and ``sprag pack``: call the builder, show how far it is, tell the result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

from .console import Output

if TYPE_CHECKING:
    from ..build import Report


def tell(out: Output, report: Report, as_json: bool) -> None:
    """Print what a build holds, for a person or for a script."""
    if as_json:
        out.json(facts(report))
        return
    out.done(f"built {report.out} in {report.seconds:.2f} s: {_counted(report)}")
    for pattern, size in sorted(report.scripts.items()):
        script = f"{size / 1024:6.1f} kB of script, gzip" if size else "     no script"
        out.say(f"  {pattern:<32} {script}", style="dim")
    for warning in report.warnings:
        out.warn(warning)


def facts(report: Report) -> dict[str, Any]:
    """The report as plain data; sizes in bytes, time in seconds."""
    return {
        "out": str(report.out),
        "routes": report.routes,
        "mounts": report.mounts,
        "sizes": {url: {"bytes": plain, "gzip": packed} for url, (plain, packed) in report.sizes.items()},
        "scripts": report.scripts,
        "warnings": report.warnings,
        "seconds": round(report.seconds, 3),
        "esbuild": report.esbuild or None,
    }


def run_build(
    out: Output,
    project: Path,
    output: Path,
    target: Optional[str],
    *,
    static: bool,
    maps: bool,
    base: str,
    as_json: bool,
) -> None:
    """Build into ``output``, below the project when relative."""
    from .. import build as building

    goal = output if output.is_absolute() else project / output
    with out.progress() as progress:
        if static:
            report = building.build_static(project, goal, target=target, base=base, progress=progress)
        else:
            report = building.build(project, goal, target=target, maps=maps, progress=progress)
    tell(out, report, as_json)


def _counted(report: Report) -> str:
    routes, mounts = len(report.routes), len(report.mounts)
    return f"{routes} route{'s' * (routes != 1)}, {mounts} mount{'s' * (mounts != 1)}"


def run_pack(out: Output, dist: Path, choices: dict[str, Any], *, as_json: bool) -> None:
    """Pack ``dist`` in place and tell what that saved."""
    from .. import build as building

    with out.progress() as progress:
        report = building.pack(dist, progress=progress, **choices)
    found = {
        "dist": str(report.dist),
        "before": report.before,
        "after": report.after,
        "minified": report.minified,
        "compressed": report.compressed,
        "modules": report.modules,
        "maps_removed": report.maps_removed,
        "archive": str(report.archive) if report.archive else None,
        "seconds": round(report.seconds, 3),
    }
    if as_json:
        out.json(found)
        return
    before, after = report.before / 1024, report.after / 1024
    out.done(f"packed {report.dist} in {report.seconds:.2f} s")
    out.say(f"  size          {after:>6.0f} kB with compressed copies, {before:.0f} kB before", style="dim")
    for what in ("minified", "compressed", "modules", "maps_removed"):
        out.say(f"  {what.replace('_', ' '):<14}{found[what]:>6}", style="dim")
    if report.archive:
        out.say(f"  archive       {report.archive}", style="dim")
    out.result("STATUS: READY FOR DEPLOYMENT")
