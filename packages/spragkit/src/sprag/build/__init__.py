"""From a project to what is deployed.

    lay_out(program, site) -> {url: bytes | Path}        dev: the browser's file tree below /generated/
    build(project, out, ...) -> Report                   dist/ for `sprag start`
    build_static(project, out, ...) -> Report            files for any static host
    pack(dist, ...) -> PackReport                        a smaller dist/, checked by starting it

Each raises `sprag.site.SiteError`, `sprag.compiler.JSCodegenError` or `BuildError`, and then leaves an
earlier output as it was. `progress(phase, done, total)` is called as the work goes on.
"""

from __future__ import annotations

from .build import build, compile_site
from .errors import BuildError
from .pack import PackReport, pack
from .report import Progress, Report
from .static import build_static
from .surfaces import lay_out

__all__ = [
    "BuildError",
    "PackReport",
    "Progress",
    "Report",
    "build",
    "build_static",
    "compile_site",
    "lay_out",
    "pack",
]
