"""The `campaign` program: its commands, and how errors end it.

Exit codes: 0 fine, 1 problems found, 2 wrong usage, 3 could not run.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .. import __version__
from ..model.errors import CampaignError, DeliveryError, EditError, InputError, NotAllowedError, PlanError
from .commands import OnDemand, list_commands
from .output import complain, print_problems

PROBLEMS = 1
COULD_NOT_RUN = 3

app = typer.Typer(
    name="campaign",
    cls=OnDemand,
    help="From a campaign calendar to posts that go out once, on time, with alt text.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"campaign {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """From a campaign calendar to posts that go out once, on time, with alt text."""


list_commands(app)


def main() -> None:
    """Run the program; a person's mistake, or a place that cannot be used, ends it without a traceback."""
    _plain_output()
    try:
        app()
    except InputError as error:
        print_problems(error.problems)
        sys.exit(PROBLEMS)
    except (PlanError, DeliveryError, EditError, NotAllowedError) as error:
        complain(error)
        sys.exit(PROBLEMS)
    except CampaignError as error:
        complain(error)
        sys.exit(COULD_NOT_RUN)
    except BrokenPipeError:
        sys.exit(0)


def _plain_output() -> None:
    """A console of an old encoding shows a question mark instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
