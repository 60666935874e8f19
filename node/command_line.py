"""What the command lines of all programs share: the door and the options.

Commands import what they work with when they run: `serve` after a power cut waits for nothing that
only `import` or `backup` needs.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from node.errors import OperatorError
from sync.core.errors import SyncError

HELP = {"help_option_names": ["-h", "--help"]}
"""For click.group(context_settings=…)."""

json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")


@contextmanager
def made_to_last() -> Iterator[None]:
    """Around the imports of a program that serves: what they make stays until the end, and looking
    through it for rubbish took a seventh of a start, then part of every full collection."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


class Door(click.Group):
    """The CLI's door, named like its program: what an operator can act on is one line, the rest is
    a fault of ours; both exit 1."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401
        """Run a command."""
        try:
            return super().invoke(context)
        except (OperatorError, SyncError, OSError) as error:
            click.echo(f"{self.name}: {error}", err=True)
            sys.exit(1)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            _log_fault(error)
            sys.exit(1)


class Either(click.Group):
    """A group whose first word may be left out: what names no command of it is for `usual`."""

    def __init__(self, *words: Any, usual: str = "", **more: Any) -> None:  # noqa: ANN401
        super().__init__(*words, **more)
        self.usual = usual

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Put the usual command in front where none is named."""
        if args and args[0] not in self.commands and args[0] not in HELP["help_option_names"]:
            args = [self.usual, *args]
        return super().parse_args(context, args)


def data_option(
    node: str,
    named: Callable[[], str | None],
    otherwise: str,
    variable: str,
    *,
    several: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The data folder: as given, as `named` by the environment, or `otherwise`. `several` may be
    given where a command takes them as `folders`."""

    def usual() -> str | list[str]:
        folder = named() or otherwise
        return [folder] if several else folder

    return click.option(
        "--data",
        "folders" if several else "folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=usual,
        multiple=several,
        show_default=f"${variable} or ./{otherwise}",
        help=f"The data folder of the {node}." + (" May be repeated." if several else ""),
    )


def _log_fault(error: Exception) -> None:
    import structlog

    from node.logs import start_logs

    start_logs()
    structlog.get_logger("cli").error("failed", exc_info=error)
