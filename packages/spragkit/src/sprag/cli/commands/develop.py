"""Commands for the time in between: `dev`, and those that look at a project."""

from typing import Annotated

import typer

from .. import options
from ..failures import told_plainly

PANEL = "Develop"
commands = typer.Typer()
dev = typer.Typer(
    help="Serve with hot reload; 'dev static' serves a static build as it is.", invoke_without_command=True
)
commands.add_typer(dev, name="dev", rich_help_panel=PANEL)


@dev.callback(epilog="Example: sprag dev --port 3000")
def dev_server(
    context: typer.Context,
    port: options.Port = 8000,
    host: options.Host = "127.0.0.1",
    target: options.App = None,
    project_root: options.Project = options.HERE,
    server_mode: options.Mode = "auto",
    patch: options.Patch = True,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Serve with hot reload: an edit is on the screen at once, the page keeps its state."""
    if context.invoked_subcommand:
        return
    with told_plainly(quiet=quiet, verbose=verbose) as out:
        from ..serving import check_mode, run_dev

        check_mode(server_mode)
        raise typer.Exit(run_dev(out, project_root, target, host, port))


@dev.command("static")
def dev_static(
    port: options.Port = 8000,
    host: options.Host = "127.0.0.1",
    dist: options.Dist = options.DIST,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Serve the output of 'sprag build static' as a plain file host would."""
    with told_plainly(quiet=quiet, verbose=verbose) as out:
        from ..serving import run_files

        raise typer.Exit(run_files(out, dist, host, port))


@commands.command(rich_help_panel=PANEL, epilog="Example: sprag routes --json | jq '.[].path'")
def routes(
    target: options.App = None,
    project_root: options.Project = options.HERE,
    as_json: options.Json = False,
    verbose: options.Verbose = False,
) -> None:
    """List every page, mount and action."""
    with told_plainly(verbose=verbose) as out:
        from .. import routes as listing
        from ..project import open_project

        _, site = open_project(project_root, target)
        records = listing.describe(site)
        if as_json:
            out.json(records)
        else:
            for line in listing.lines(records):
                out.result(line)
        for warning in site.warnings:
            out.warn(warning)


@commands.command(rich_help_panel=PANEL, epilog="Example: sprag inspect /counter")
def inspect(
    path: Annotated[
        str,
        typer.Argument(metavar="PATH", help="A page's path or pattern, such as /counter or /blog/\\[slug]."),
    ],
    open_files: Annotated[
        bool, typer.Option("--open-files", help="Only name the files, do not show them.")
    ] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Forget what was compiled before.")] = False,
    target: options.App = None,
    project_root: options.Project = options.HERE,
    as_json: options.Json = False,
    verbose: options.Verbose = False,
) -> None:
    """Show a surface's Python beside the JavaScript that it becomes, with sizes."""
    with told_plainly(verbose=verbose) as out:
        import shutil

        from .. import inspect as inspecting
        from ..project import open_project

        if rebuild:
            shutil.rmtree(project_root / ".sprag" / "cache", ignore_errors=True)
        loaded, site = open_project(project_root, target)
        surface = inspecting.surface_at(site, path)
        parts = inspecting.parts_of(surface, loaded.project)
        facts = inspecting.record(surface, parts)
        if as_json:
            out.json(facts)
            return
        for line in inspecting.lines(facts):
            out.result(line)
        if not open_files:
            width = shutil.get_terminal_size((160, 40)).columns
            for part in parts:
                out.result("")
                for line in inspecting.side_by_side(part, width):
                    out.result(line)


@commands.command(rich_help_panel=PANEL)
def types(
    target: options.App = None,
    project_root: options.Project = options.HERE,
    output: Annotated[
        str, typer.Option("--output", metavar="DIR", help="The folder for the stub, below the project.")
    ] = ".sprag",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Write Literal types of this project's routes, actions and stores for editors."""
    with told_plainly(quiet=quiet, verbose=verbose) as out:
        from ..project import open_project
        from ..types import write_types

        _, site = open_project(project_root, target)
        out.done(f"wrote {write_types(site, project_root, output)}")


@commands.command(rich_help_panel=PANEL, epilog="Example: sprag doctor --deploy")
def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely.")] = False,
    deploy: Annotated[bool, typer.Option("--deploy", help="Also check what a deployment needs.")] = False,
    target: options.App = None,
    project_root: options.Project = options.HERE,
    as_json: options.Json = False,
    verbose: options.Verbose = False,
) -> None:
    """Check a project's health: shape, imports, browser code, payloads, parity."""
    with told_plainly(verbose=verbose) as out:
        from ..doctor import examine, record, summary

        findings = []
        for finding in examine(project_root, target, deploy=deploy, verbose=verbose):
            findings.append(finding)
            if as_json:
                continue
            said = "ok" if finding.ok else "fail"
            out.result(f"[{said}] {finding.code} {finding.check}: {finding.message}")
            for detail in finding.details:
                out.result(f"  - {detail}")
            if fix and finding.fix is not None:
                out.result(f"  fixed: {finding.fix()}")
        if as_json:
            out.json([record(finding) for finding in findings])
        else:
            out.done(summary(findings))
        raise typer.Exit(int(any(not finding.ok for finding in findings)))
