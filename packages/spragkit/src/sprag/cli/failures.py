"""How a command fails: one clear message and exit code 1; the traceback only with ``--verbose``."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from .console import Output

# Errors whose text is written for the user already. By name: importing them all would slow every command.
_TOLD = {"Problem", "SiteError", "DeclarationError", "JSCodegenError", "BuildError"}


class Problem(Exception):
    """Something the user can mend; the text says what was expected, what was got and what to do."""


@contextmanager
def told_plainly(*, quiet: bool = False, verbose: bool = False) -> Iterator[Output]:
    """Give a command its voice, and turn what goes wrong inside into a message for the person who typed it."""
    out = Output(quiet=quiet, verbose=verbose)
    try:
        yield out
    except (typer.Exit, typer.Abort, typer.BadParameter, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if out.verbose:
            raise
        out.error(describe(error))
        raise typer.Exit(1) from None


def describe(error: BaseException) -> str:
    """Return the message for ``error``; an unexpected one names the user's file and line that led to it."""
    if any(kind.__name__ in _TOLD for kind in type(error).__mro__):
        return str(error)
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"{error.strerror or error}: --port N, or --port 0 for a free one"
    return f"{type(error).__name__}: {error}{where(error)}\nRun again with --verbose for the traceback."


def where(error: BaseException) -> str:
    """Return the innermost frame that is not inside an installed package."""
    import traceback

    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename
    ]
    if isinstance(error, SyntaxError) and error.filename:
        return f"\n  {error.filename}, line {error.lineno}"
    return f"\n  {frames[-1].filename}, line {frames[-1].lineno}, in {frames[-1].name}" if frames else ""
