"""Commands that make a project run elsewhere: `build`, `pack`, `start`."""

from typing import Annotated

import typer

from .. import options
from ..failures import told_plainly

PANEL = "Ship"
commands = typer.Typer()
build = typer.Typer(
    help="Compile the project into dist/; 'build static' makes plain files.", invoke_without_command=True
)
commands.add_typer(build, name="build", rich_help_panel=PANEL)


@build.callback(epilog="Example: sprag build && sprag start")
def build_server(
    context: typer.Context,
    target: options.App = None,
    project_root: options.Project = options.HERE,
    output: options.Output = options.DIST,
    maps: Annotated[bool, typer.Option("--maps", help="Also write source maps of the browser code.")] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Compile the project into dist/, which runs without compiler and without Node."""
    if context.invoked_subcommand:
        return
    with told_plainly(quiet=quiet, verbose=verbose) as out:
        from ..building import run_build

        run_build(out, project_root, output, target, static=False, maps=maps, base="", as_json=as_json)


@build.command("static", epilog="Example: sprag build static --base /docs")
def build_static(
    target: options.App = None,
    project_root: options.Project = options.HERE,
    output: options.Output = options.DIST,
    base: Annotated[
        str,
        typer.Option(
            "--base", metavar="PATH", help="The path that the host serves the files under, such as /docs."
        ),
    ] = "",
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Render every page into plain files for any static host."""
    with told_plainly(quiet=quiet, verbose=verbose) as out:
        from ..building import run_build

        run_build(out, project_root, output, target, static=True, maps=False, base=base, as_json=as_json)


@commands.command(rich_help_panel=PANEL, epilog="Example: sprag build && sprag pack --zip")
def pack(
    dist: options.Dist = options.DIST,
    make_zip: Annotated[bool, typer.Option("--zip", help="Also write dist.zip beside it.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do it all on a copy, check it, and throw it away.")
    ] = False,
    skip_minify: Annotated[
        bool, typer.Option("--skip-minify", help="Leave scripts and styles as they are.")
    ] = False,
    skip_images: Annotated[bool, typer.Option("--skip-images", help="Leave images as they are.")] = False,
    skip_bytecode: Annotated[bool, typer.Option("--skip-bytecode", help="Keep the Python sources.")] = False,
    skip_gzip: Annotated[bool, typer.Option("--skip-gzip", help="Write no precompressed files.")] = False,
    webp: Annotated[bool, typer.Option("--webp/--no-webp", help="Make WebP variants of images.")] = True,
    srcset: Annotated[
        bool, typer.Option("--srcset/--no-srcset", help="Make smaller widths of images for srcset.")
    ] = True,
    image_quality: Annotated[
        int,
        typer.Option(
            "--image-quality", metavar="N", min=1, max=95, help="From 1 (small) to 95 (nearly exact)."
        ),
    ] = 80,
    image_max_width: Annotated[
        int,
        typer.Option("--image-max-width", metavar="PIXELS", min=1, help="Wider images are made this wide."),
    ] = 1920,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Make a build smaller: minify, images, bytecode, precompression; checked by starting it."""
    with told_plainly(quiet=quiet, verbose=verbose) as out:
        from ..building import run_pack

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


@commands.command(
    rich_help_panel=PANEL, epilog="Example: sprag build && sprag start --host 0.0.0.0 --port 80"
)
def start(
    port: options.Port = 8000,
    host: options.Host = "127.0.0.1",
    dist: options.Dist = options.DIST,
    target: options.App = None,
    server_mode: options.Mode = "auto",
    patch: options.Patch = True,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Serve a build in production: no compiler, no Node, no watching."""
    with told_plainly(quiet=quiet, verbose=verbose) as out:
        from ..serving import check_mode, run_start

        check_mode(server_mode)
        raise typer.Exit(run_start(out, dist, target, host, port))
