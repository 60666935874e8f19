"""`holdfast-hub models`: which forecasting models the sites are offered."""

import base64
import json
from pathlib import Path

import click
import msgspec

from hub.admin.reaching import data_option, office
from models.demand.pretrained import CARD, ONNX, WEIGHTS
from node.command_line import json_option
from node.errors import OperatorError


class NoModel(OperatorError):
    """The folder does not hold what training writes."""


@click.group("models")
def models() -> None:
    """Forecasting models: which are published, and how they do at the sites.

    A site takes none on trust: it verifies a model, tries it in a process of its own, compares it
    with what it uses on its own demand, and steps back by itself.
    """


@models.command("list")
@data_option
@json_option
def list_models(folder: Path, as_json: bool) -> None:
    """Show models, and what each site says of them."""
    page = office(folder).get("/models")
    if as_json:
        click.echo(json.dumps(page))
        return
    for model in _dicts(page["models"]):
        click.echo(
            f"{model['model']}  {model['state']}  seen up to {model['cut_off']}"
            f"  in use at {model['active']}, tried at {model['shadow']}"
        )
    for site in _dicts(page["sites"]):
        for each in _dicts(site["standings"]):
            ratio = "-" if each["to_baseline"] is None else f"{each['to_baseline']:.3f}"
            click.echo(
                f"{site['code']}  {each['model']}  {each['standing']}  {ratio} of TSB"
                f"  {each['reason']}".rstrip()
            )


@models.command()
@click.argument("trained", type=click.Path(exists=True, file_okay=False, path_type=Path))
@data_option
@json_option
def publish(trained: Path, folder: Path, as_json: bool) -> None:
    """Offer the model in the folder TRAINED, as `holdfast-hub train` wrote it, to all sites."""
    # Only here: it brings numpy, which no other command needs.
    from models.demand.manifest import Card

    try:
        card = msgspec.json.decode((trained / CARD).read_bytes(), type=Card)
        files = {name: (trained / file).read_bytes() for name, file in _FILES.items()}
    except (OSError, msgspec.MsgspecError) as error:
        raise NoModel(f"{trained} holds no model: {error}") from error
    body: dict[str, object] = {
        name: base64.b64encode(file).decode() for name, file in files.items()
    }
    made = office(folder).post("/models", {"card": msgspec.to_builtins(card), **body})
    click.echo(json.dumps(made) if as_json else f"{made['model']} is offered to the sites.")


@models.command()
@click.argument("model")
@data_option
def retire(model: str, folder: Path) -> None:
    """Offer MODEL no longer. Sites that use it go on until they have something better."""
    office(folder).post(f"/models/{model}/retire", {})
    click.echo(f"{model} is not offered any more.")


def _dicts(found: object) -> list[dict[str, object]]:
    assert isinstance(found, list)
    return found


_FILES = {"onnx": ONNX, "weights": WEIGHTS}
COMMANDS = (models,)
