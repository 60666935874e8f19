"""`holdfast-hub train`: a forecasting model of one site's own demand, or of a table of demand."""

from pathlib import Path

import click

from hub import config as settings
from hub.admin.reaching import data_option, must_exist
from node.clock import wall_clock_ms
from node.showing import Bar

STEPS = 2_100


@click.command("train")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--site", default=None, help="Code of the site whose orders are learnt from.")
@click.option(
    "--from",
    "table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="A CSV of item, day (YYYY-MM-DD) and quantity instead.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="The same gives the same.")
@click.option("--steps", type=click.IntRange(1), default=STEPS, show_default=True)
@data_option
def train_model(
    folder: Path, out: Path, site: str | None, table: Path | None, seed: int, steps: int
) -> None:
    """Fit a model and write it into the folder OUT, for `holdfast-hub models publish OUT`.

    Learns from all but the last four weeks, and is judged on these. Takes a minute or two of one
    processor core and the packages of the extra `train`.
    """
    if (site is None) == (table is None):
        raise click.UsageError("say --site or --from")
    # Only here: serving needs none of it.
    from hub.foresight.tables import CannotTrain, of_site, of_table
    from hub.foresight.training import TooShort, train

    if table is not None:
        history = of_table(table)
    else:
        config = settings.read(folder)
        must_exist(config)
        history = of_site(config.database, site or "", wall_clock_ms())
    name = table.name if table is not None else f"orders of {site}"
    with Bar(quiet=False) as bar:

        def tell(step: int) -> None:
            bar.progress("training", step, steps)

        try:
            sheet = train(
                history, out, data=name, site=site or "", seed=seed, steps=steps, tell=tell
            )
        except TooShort as error:
            raise CannotTrain(str(error)) from error
        except ImportError as error:
            raise CannotTrain(f"install holdfast[train] first: {error}") from error
    click.echo(
        f"{out}: {sheet.items} items, seen up to {sheet.cut_off}; loss of the 14-day sum"
        f" {sheet.loss_to_tsb} of TSB's, {sheet.coverage:.1%} within the 95 % quantile."
    )


COMMANDS = (train_model,)
