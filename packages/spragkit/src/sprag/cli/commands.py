"""The commands and their options; the work is done by the file of the same name."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import typer

from . import options
from .console import Output
from .failures import told_plainly

app = typer.Typer(
    name="sprag",
    help="One Python language, two runtimes: write a whole web app in Python.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: [bold]sprag new myapp && cd myapp && sprag dev[/bold]",
)


def _version(wanted: bool) -> None:
    if wanted:
        import ragot_js
        import specter

        from .. import __version__

        print(f"sprag {__version__} | specter {specter.__version__} | ragot {ragot_js.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help="Show the versions and stop.", callback=_version, is_eager=True
    ),
) -> None:
    pass


@app.command(epilog="Example: sprag new shop --template labs")
def new(
    name: str = typer.Argument(..., help="The project's folder; '.' scaffolds into this one."),
    template: str = typer.Option("default", "--template", "-t", help="default, bare, docs or labs."),
    output_dir: Path = typer.Option(
        Path("."), "--output-dir", help="Where to make the folder.", file_okay=False
    ),
    as_json: bool = options.JSON,
    quiet: bool = options.QUIET,
    verbose: bool = options.VERBOSE,
) -> None:
    """Make a project from a template."""
    out = Output(quiet=quiet, verbose=verbose)
    with told_plainly(out):
        from .new import create_project

        target, files = create_project(name, output_dir, template)
        if as_json:
            out.json(
                {"project": str(target), "template": template, "files": [file.as_posix() for file in files]}
            )
            return
        out.done(f"created project at {target} (template: {template})")
        for file in files:
            out.say(f"  {file.as_posix()}", style="dim")
        step = "" if name == "." else f"cd {target.name} && "
        out.say(f"\nNext: {step}sprag dev", style="bold")


add = typer.Typer(help="Add a route, a mount or a content collection to this project.", no_args_is_help=True)
app.add_typer(add, name="add")


@add.command("route", epilog="Example: sprag add route blog/\\[slug] --mode document")
def add_route(
    name: str = typer.Argument(..., help="Its path below app/routes, such as dashboard or blog/[slug]."),
    mode: str = typer.Option(
        "document", "--mode", help="document (server HTML, no script) or hybrid (the browser takes over)."
    ),
    project_root: Path = options.PROJECT,
    as_json: bool = options.JSON,
) -> None:
    """Add a page."""
    _add("route", name, mode, project_root, as_json)


@add.command("mount", epilog="Example: sprag add mount admin-panel")
def add_mount(
    name: str = typer.Argument(..., help="Its path below app/mounts."),
    project_root: Path = options.PROJECT,
    as_json: bool = options.JSON,
) -> None:
    """Add a surface that the browser owns from its root element on."""
    _add("mount", name, "", project_root, as_json)


@add.command("content", epilog="Example: sprag add content guides")
def add_content(
    name: str = typer.Argument(..., help="The collection's path."),
    project_root: Path = options.PROJECT,
    as_json: bool = options.JSON,
) -> None:
    """Add a Markdown collection and the routes that show it."""
    _add("content", name, "", project_root, as_json)


def _add(what: str, name: str, mode: str, project: Path, as_json: bool) -> None:
    out = Output()
    with told_plainly(out):
        from . import add as adding

        if what == "route":
            added = adding.add_route(project, name, mode)
        elif what == "mount":
            added = adding.add_mount(project, name)
        else:
            added = adding.add_content(project, name)
        if as_json:
            out.json(
                {"kind": added.what, "path": added.path, "files": [file.as_posix() for file in added.files]}
            )
            return
        kind = f"{mode}-mode route" if mode else added.what
        out.done(f"created {kind} {added.path}")
        for file in added.files:
            out.result(f"  {file.as_posix()}")
        out.say("\nThen run: sprag dev", style="bold")


@app.command(epilog="Example: sprag routes --json | jq '.[].path'")
def routes(
    target: Optional[str] = options.APP,
    project_root: Path = options.PROJECT,
    as_json: bool = options.JSON,
    verbose: bool = options.VERBOSE,
) -> None:
    """List every page, mount and action."""
    out = Output(verbose=verbose)
    with told_plainly(out):
        from . import routes as listing
        from .project import open_project

        _, site = open_project(project_root, target)
        records = listing.describe(site)
        if as_json:
            out.json(records)
        else:
            for line in listing.lines(records):
                out.result(line)
        for warning in site.warnings:
            out.warn(warning)


@app.command()
def types(
    target: Optional[str] = options.APP,
    project_root: Path = options.PROJECT,
    output: str = typer.Option(".sprag", "--output", help="The folder for the stub, below the project."),
    quiet: bool = options.QUIET,
    verbose: bool = options.VERBOSE,
) -> None:
    """Write Literal types of this project's routes, actions and stores for editors."""
    out = Output(quiet=quiet, verbose=verbose)
    with told_plainly(out):
        from .project import open_project
        from .types import write_types

        _, site = open_project(project_root, target)
        out.done(f"wrote {write_types(site, project_root, output)}")


dev = typer.Typer(
    help="Serve with hot reload; 'dev static' serves a static build as it is.", invoke_without_command=True
)
app.add_typer(dev, name="dev")


@dev.callback(epilog="Example: sprag dev --port 3000")
def dev_server(
    context: typer.Context,
    port: int = options.PORT,
    host: str = options.HOST,
    target: Optional[str] = options.APP,
    project_root: Path = options.PROJECT,
    server_mode: str = options.SERVER_MODE,
    patch: bool = options.PATCH,
    quiet: bool = options.QUIET,
    verbose: bool = options.VERBOSE,
) -> None:
    """Serve with hot reload: an edit is on the screen at once, the page keeps its state."""
    if context.invoked_subcommand:
        return
    out = Output(quiet=quiet, verbose=verbose)
    with told_plainly(out):
        from .serving import check_mode, run_dev

        check_mode(server_mode)
        raise typer.Exit(run_dev(out, project_root, target, host, port))


@dev.command("static")
def dev_static(
    port: int = options.PORT,
    host: str = options.HOST,
    dist: Path = typer.Option(Path("dist"), "--dist", help="The static build.", file_okay=False),
    quiet: bool = options.QUIET,
    verbose: bool = options.VERBOSE,
) -> None:
    """Serve the output of 'sprag build static' as a plain file host would."""
    out = Output(quiet=quiet, verbose=verbose)
    with told_plainly(out):
        from .serving import run_files

        raise typer.Exit(run_files(out, dist, host, port))


@app.command(epilog="Example: sprag build && sprag start --host 0.0.0.0 --port 80")
def start(
    port: int = options.PORT,
    host: str = options.HOST,
    dist: Path = typer.Option(Path("dist"), "--dist", help="What 'sprag build' made.", file_okay=False),
    target: Optional[str] = options.APP,
    server_mode: str = options.SERVER_MODE,
    patch: bool = options.PATCH,
    quiet: bool = options.QUIET,
    verbose: bool = options.VERBOSE,
) -> None:
    """Serve a build in production: no compiler, no Node, no watching."""
    out = Output(quiet=quiet, verbose=verbose)
    with told_plainly(out):
        from .serving import check_mode, run_start

        check_mode(server_mode)
        raise typer.Exit(run_start(out, dist, target, host, port))


@app.command(epilog="Example: sprag inspect /counter")
def inspect(
    path: str = typer.Argument(..., help="A page's path or pattern, such as /counter or /blog/\\[slug]."),
    open_files: bool = typer.Option(False, "--open-files", help="Only name the files, do not show them."),
    rebuild: bool = typer.Option(False, "--rebuild", help="Forget what was compiled before."),
    target: Optional[str] = options.APP,
    project_root: Path = options.PROJECT,
    as_json: bool = options.JSON,
    verbose: bool = options.VERBOSE,
) -> None:
    """Show a surface's Python beside the JavaScript that it becomes, with sizes."""
    out = Output(verbose=verbose)
    with told_plainly(out):
        import shutil

        from . import inspect as inspecting
        from .project import open_project

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


build = typer.Typer(
    help="Compile the project into dist/; 'build static' makes plain files.", invoke_without_command=True
)
app.add_typer(build, name="build")
OUTPUT = typer.Option(
    Path("dist"), "--output", "-o", help="Where the build goes; an earlier one is replaced."
)


@build.callback(epilog="Example: sprag build && sprag start")
def build_server(
    context: typer.Context,
    target: Optional[str] = options.APP,
    project_root: Path = options.PROJECT,
    output: Path = OUTPUT,
    maps: bool = typer.Option(False, "--maps", help="Also write source maps of the browser code."),
    as_json: bool = options.JSON,
    quiet: bool = options.QUIET,
    verbose: bool = options.VERBOSE,
) -> None:
    """Compile the project into dist/, which runs without compiler and without Node."""
    if context.invoked_subcommand:
        return
    out = Output(quiet=quiet, verbose=verbose)
    with told_plainly(out):
        from .building import run_build

        run_build(out, project_root, output, target, static=False, maps=maps, base="", as_json=as_json)


@build.command("static", epilog="Example: sprag build static --base /docs")
def build_static(
    target: Optional[str] = options.APP,
    project_root: Path = options.PROJECT,
    output: Path = OUTPUT,
    base: str = typer.Option(
        "", "--base", help="The path that the host serves the files under, such as /docs."
    ),
    as_json: bool = options.JSON,
    quiet: bool = options.QUIET,
    verbose: bool = options.VERBOSE,
) -> None:
    """Render every page into plain files for any static host."""
    out = Output(quiet=quiet, verbose=verbose)
    with told_plainly(out):
        from .building import run_build

        run_build(out, project_root, output, target, static=True, maps=False, base=base, as_json=as_json)


@app.command(epilog="Example: sprag doctor --deploy")
def doctor(
    fix: bool = typer.Option(False, "--fix", help="Mend what can be mended safely."),
    deploy: bool = typer.Option(False, "--deploy", help="Also check what a deployment needs."),
    target: Optional[str] = options.APP,
    project_root: Path = options.PROJECT,
    as_json: bool = options.JSON,
    verbose: bool = options.VERBOSE,
) -> None:
    """Check a project's health: shape, imports, browser code, payloads, parity."""
    out = Output(verbose=verbose)
    with told_plainly(out):
        from .doctor import examine, record, summary

        findings = []
        for finding in examine(project_root, target, deploy=deploy):
            findings.append(finding)
            if not as_json:
                out.result(
                    f"[{'ok' if finding.ok else 'fail'}] {finding.code} {finding.check}: {finding.message}"
                )
                for detail in finding.details:
                    out.result(f"  - {detail}")
                if fix and finding.fix is not None:
                    out.result(f"  fixed: {finding.fix()}")
        if as_json:
            out.json([record(finding) for finding in findings])
        else:
            out.done(summary(findings))
        raise typer.Exit(int(any(not finding.ok for finding in findings)))


@app.command(epilog="Example: sprag build && sprag pack --zip")
def pack(
    dist: Path = typer.Option(Path("dist"), "--dist", help="What 'sprag build' made.", file_okay=False),
    make_zip: bool = typer.Option(False, "--zip", help="Also write dist.zip beside it."),
    dry_run: bool = typer.Option(
        False, "--dry-run", help="Do it all on a copy, check it, and throw it away."
    ),
    skip_minify: bool = typer.Option(False, "--skip-minify", help="Leave scripts and styles as they are."),
    skip_images: bool = typer.Option(False, "--skip-images", help="Leave images as they are."),
    skip_bytecode: bool = typer.Option(False, "--skip-bytecode", help="Keep the Python sources."),
    skip_gzip: bool = typer.Option(False, "--skip-gzip", help="Write no precompressed files."),
    webp: bool = typer.Option(True, "--webp/--no-webp", help="Make WebP variants of images."),
    srcset: bool = typer.Option(
        True, "--srcset/--no-srcset", help="Make smaller widths of images for srcset."
    ),
    image_quality: int = typer.Option(
        80, "--image-quality", min=1, max=100, help="1 (small) to 100 (exact)."
    ),
    image_max_width: int = typer.Option(
        1920, "--image-max-width", min=1, help="Wider images are made this wide."
    ),
    as_json: bool = options.JSON,
    quiet: bool = options.QUIET,
    verbose: bool = options.VERBOSE,
) -> None:
    """Make a build smaller: minify, images, bytecode, precompression; checked by starting it."""
    out = Output(quiet=quiet, verbose=verbose)
    with told_plainly(out):
        from .building import run_pack

        choices = {
            "minify": not skip_minify,
            "images": not skip_images,
            "bytecode": not skip_bytecode,
            "gzip": not skip_gzip,
            "webp": webp,
            "srcset": srcset,
            "image_quality": image_quality,
            "image_max_width": image_max_width,
            "make_zip": make_zip,
            "dry_run": dry_run,
        }
        run_pack(out, dist, choices, as_json=as_json)
