"""A model is published once, reaches every site, and its parts go when it is retired."""

import base64
import json
from pathlib import Path

import apsw
import msgspec
import pytest
from click.testing import CliRunner

from hub.cli import main
from models.demand.manifest import Card, Signed, verified
from models.demand.parts import whole
from models.demand.pretrained import CARD, ONNX, WEIGHTS
from models.warehouse.catalogue import FORECAST_MODEL, MODEL_PART, MODEL_STANDING
from sync.core.catalogue import Value
from sync.core.change import Put
from tests.foresight import made
from tests.hub.world import Hub, Site, World


def offered(card: Card | None = None, onnx: bytes = made.ONNX) -> dict[str, object]:
    return {
        "card": msgspec.to_builtins(card or made.card()),
        "onnx": base64.b64encode(onnx).decode(),
        "weights": base64.b64encode(made.WEIGHTS).decode(),
    }


def test_a_published_model_arrives_whole_and_signed(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        north = await hub.enrol("NORTH")
        model = (await hub.post("/models", offered(), 201))["model"]

        assert await hub.exchange() == []
        row = north.store.row(FORECAST_MODEL, model)
        assert row is not None
        signed = _signed(row)
        manifest = verified(signed, {north.hub: north.hub_member.public_key})
        parts = _parts(north)
        assert manifest.model == model
        assert whole(manifest.onnx, parts) == made.ONNX
        assert whole(manifest.weights, parts) == made.WEIGHTS

    world.run(scenario)


def test_publishing_again_writes_nothing(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        first = await hub.post("/models", offered(), 201)
        before = await hub.writer.run(lambda store: store.vector())
        again = await hub.post("/models", offered(), 201)
        assert again == first
        assert await hub.writer.run(lambda store: store.vector()) == before

    world.run(scenario)


def test_a_retired_model_takes_its_parts_with_it_but_not_those_of_others(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        north = await hub.enrol("NORTH")
        first = (await hub.post("/models", offered(), 201))["model"]
        second = (await hub.post("/models", offered(onnx=b"another"), 201))["model"]
        await hub.exchange()
        both = len(_parts(north))

        await hub.post(f"/models/{first}/retire", {}, 204)
        await hub.exchange()
        left = _parts(north)
        assert (both, len(left)) == (6, 3)
        row = north.store.row(FORECAST_MODEL, second)
        assert row is not None
        manifest = verified(_signed(row), {north.hub: north.hub_member.public_key})
        assert whole(manifest.weights, left) == made.WEIGHTS
        await hub.post(f"/models/{first}/retire", {}, 404)

        assert (await hub.post("/models", offered(), 201))["model"] == first
        await hub.exchange()
        assert len(_parts(north)) == both

    world.run(scenario)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"levels": (0.5,)}, "wrong_levels"),
        ({"horizon_d": 7}, "wrong_horizon"),
        ({"edge_min": "9000"}, "needs_newer_edge"),
        ({"cut_off": "2999-01-01"}, "cut_off_ahead"),
    ],
)
def test_what_no_site_would_take_is_not_published(
    world: World, other: dict[str, object], code: str
) -> None:
    async def scenario(hub: Hub) -> None:
        body = offered()
        body["card"] = {**msgspec.to_builtins(made.card()), **other}
        refused = await hub.post("/models", body, 422)
        assert refused["code"] == code
        assert (await hub.get("/models"))["models"] == []

    world.run(scenario)


def test_headquarters_sees_what_each_site_says_of_its_models(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        north, _ = await hub.enrol("NORTH"), await hub.enrol("SOUTH")
        model = (await hub.post("/models", offered(), 201))["model"]
        _says(north, model="tsb", standing="previous")
        _says(
            north, model=model, standing="active", since_ms=world.clock(), reason="promote",
            to_baseline=915, to_previous=915, coverage=931, items=2191, days=28, runtime="numpy",
        )  # fmt: skip
        await hub.exchange()

        page = await hub.get("/models")
        (row,) = page["models"]
        assert (row["model"], row["state"], row["active"], row["shadow"]) == (
            model,
            "published",
            1,
            0,
        )
        assert (row["cut_off"], row["scores"]) == ("2025-09-01", {"NORTH": 0.92})
        there, elsewhere = page["sites"]
        assert [each["model"] for each in there["standings"]] == [model, "tsb"]
        active = there["standings"][0]
        assert (active["to_baseline"], active["coverage"], active["days"]) == (0.915, 0.931, 28)
        assert elsewhere["standings"] == []

    world.run(scenario)


def test_the_command_line_publishes_a_folder_lists_and_retires(
    world: World, tmp_path: Path
) -> None:
    trained, data = tmp_path / "trained", ["--data", world.config.folder]
    trained.mkdir()
    card = {**msgspec.to_builtins(made.card()), "data": "online retail", "seed": 7}
    (trained / CARD).write_text(json.dumps(card))
    (trained / ONNX).write_bytes(made.ONNX)
    (trained / WEIGHTS).write_bytes(made.WEIGHTS)

    published = _run("models", "publish", str(trained), *data, "--json")
    model = json.loads(published)["model"]
    assert f"{model}  published  seen up to 2025-09-01" in _run("models", "list", *data)
    _run("models", "retire", model, *data)
    assert f"{model}  retired" in _run("models", "list", *data)

    (trained / ONNX).unlink()
    missing = CliRunner().invoke(main, ["models", "publish", str(trained), *data])
    assert missing.exit_code == 1
    assert "holds no model" in missing.output


def _run(*words: str) -> str:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == 0, result.output
    return result.output


def _signed(row: dict[str, Value]) -> Signed:
    node = row["signed_by"]
    assert isinstance(node, int)
    return Signed(str(row["manifest"]).encode(), node, bytes.fromhex(str(row["signature"])))


def _parts(site: Site) -> dict[str, bytes]:
    """As the edge reads them."""
    connection: apsw.Connection = site.store.connection
    found = connection.execute(f"SELECT id, body FROM {MODEL_PART.name}").fetchall()
    return {str(key): bytes(body) for key, body in found if isinstance(body, bytes)}


def _says(site: Site, **values: Value) -> None:
    named: dict[str, Value] = {**site.named(), "owner_id": site.owner}
    site.write(Put(MODEL_STANDING, site.new_id.new(), {**named, **values}))
