"""`sprag` itself: its help, its version, and its commands in the order in which a project needs them."""

from typing import Annotated

import typer
from typer.core import TyperGroup

from . import begin, develop, ship

ORDER = ("new", "add", "dev", "routes", "inspect", "types", "doctor", "build", "pack", "start")


class InOrder(TyperGroup):
    """Lists the commands as `ORDER` has them; typer would put groups such as `dev` last."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override, unused-ignore]
        return sorted(self.commands, key=ORDER.index)


app = typer.Typer(
    name="sprag",
    cls=InOrder,
    help="One Python language, two runtimes: write a whole web app in Python.",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: [bold]sprag new myapp && cd myapp && sprag dev[/bold]",
)
for group in (begin.commands, develop.commands, ship.commands):
    app.add_typer(group)


def _version(wanted: bool) -> None:
    if wanted:
        import ragot_js
        import specter

        from ... import __version__

        print(f"sprag {__version__} | specter {specter.__version__} | ragot {ragot_js.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the versions and stop.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(2)
