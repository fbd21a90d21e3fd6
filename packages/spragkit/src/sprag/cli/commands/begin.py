"""Commands that write files for you: `new` and `add`."""

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .. import options
from ..failures import told_plainly

PANEL = "Begin"
commands = typer.Typer()


@commands.command(rich_help_panel=PANEL, epilog="Example: sprag new shop --template labs")
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The project's folder; '.' scaffolds into this one.")
    ],
    template: Annotated[
        str, typer.Option("--template", "-t", metavar="NAME", help="default, bare, docs or labs.")
    ] = "default",
    output_dir: Annotated[
        Path,
        typer.Option("--output-dir", metavar="DIR", help="Where to make the folder.", file_okay=False),
    ] = options.HERE,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Make a project from a template."""
    with told_plainly(quiet=quiet, verbose=verbose) as out:
        from ..new import create_project

        target, files = create_project(name, output_dir, template)
        written = [file.as_posix() for file in files]
        if as_json:
            out.json({"project": str(target), "template": template, "files": written})
            return
        out.done(f"created project at {target} (template: {template})")
        for file in written:
            out.say(f"  {file}", style="dim")
        step = "" if name == "." else f"cd {shlex.quote(str(output_dir / name))} && "
        out.say(f"\nNext: {step}sprag dev", style="bold")


class RouteUnlessNamed(TyperGroup):
    """`sprag add pricing` is `sprag add route pricing`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        named = args and (args[0] in self.commands or args[0].startswith("-"))
        return super().resolve_command(ctx, args if named else ["route", *args])


add = typer.Typer(
    cls=RouteUnlessNamed,
    help="Add a route, a mount or a content collection to this project.",
    no_args_is_help=True,
    epilog="Example: sprag add pricing, which is sprag add route pricing",
)
commands.add_typer(add, name="add", rich_help_panel=PANEL)


@add.command("route", epilog="Example: sprag add route blog/\\[slug] --mode document")
def add_route(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="Its path below app/routes, such as dashboard or blog/\\[slug]."),
    ],
    mode: Annotated[
        str,
        typer.Option(
            "--mode",
            metavar="MODE",
            help="document (server HTML, no script) or hybrid (the browser takes over).",
        ),
    ] = "document",
    project_root: options.Project = options.HERE,
    as_json: options.Json = False,
) -> None:
    """Add a page."""
    _add("route", name, mode, project_root, as_json)


@add.command("mount", epilog="Example: sprag add mount admin-panel")
def add_mount(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its path below app/mounts.")],
    project_root: options.Project = options.HERE,
    as_json: options.Json = False,
) -> None:
    """Add a surface that the browser owns from its root element on."""
    _add("mount", name, "", project_root, as_json)


@add.command("content", epilog="Example: sprag add content guides")
def add_content(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The collection's path.")],
    project_root: options.Project = options.HERE,
    as_json: options.Json = False,
) -> None:
    """Add a Markdown collection and the routes that show it."""
    _add("content", name, "", project_root, as_json)


def _add(what: str, name: str, mode: str, project: Path, as_json: bool) -> None:
    with told_plainly() as out:
        from .. import add as adding

        if what == "route":
            added = adding.add_route(project, name, mode)
        elif what == "mount":
            added = adding.add_mount(project, name)
        else:
            added = adding.add_content(project, name)
        written = [file.as_posix() for file in added.files]
        if as_json:
            out.json({"kind": added.what, "path": added.path, "files": written})
            return
        kind = f"{mode}-mode route" if mode else added.what
        out.done(f"created {kind} {added.path}")
        for file in written:
            out.result(f"  {file}")
        out.say("\nThen run: sprag dev", style="bold")
