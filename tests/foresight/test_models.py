"""A model's life at a site, from arrival to end; the site has a forecast at every moment."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from edge.foresight.apart import Limits
from edge.foresight.models import Packaged
from models.demand.manifest import Manifest
from models.warehouse.catalogue import FORECAST_MODEL
from sync.core.change import Change, Put
from tests.foresight import made
from tests.foresight.world import HUB_NODE, ITEMS, TODAY, Running, Spoil, World, history

GOOD, BIASED = '{"rate": 6}', '{"times": 1.38}'
LONG_AGO = TODAY - timedelta(days=60)
SEEN: dict[str, object] = {"cut_off": LONG_AGO}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_better_model_is_judged_on_the_past_and_takes_over(world: World) -> None:
    async def scenario(site: Running) -> None:
        model = await site.publish(GOOD, card=SEEN)
        await site.models.look()
        assert site.models.life.shadow is not None
        assert (await site.standings())[model]["standing"] == "shadow"

        await site.models.tend(history())
        assert site.models.life.active_model == model
        rows = await site.standings()
        assert (rows[model]["standing"], rows["tsb"]["standing"]) == ("active", "baseline")
        ratio = rows[model]["to_baseline"]
        assert isinstance(ratio, int)
        assert ratio < 980
        assert rows[model]["items"] == ITEMS
        assert await site.exceptions() == []
        assert set(site.models.active_forecaster()(history()).made_by) == {"network"}

        again = site.start()
        assert again.life == site.models.life

    world.run(scenario)


def test_a_biased_model_waits_in_shadow_and_the_site_keeps_its_forecast(world: World) -> None:
    async def scenario(site: Running) -> None:
        model = await site.publish(BIASED, card=SEEN)
        await site.models.tend(history())
        row = (await site.standings())[model]
        assert (row["standing"], row["reason"]) == ("shadow", "not_better")
        assert site.models.life.active_model == "tsb"
        assert set(site.models.active_forecaster()(history()).made_by) == {"tsb"}

    world.run(scenario)


def test_a_model_that_has_seen_the_days_is_not_judged_on_them(world: World) -> None:
    async def scenario(site: Running) -> None:
        await site.publish(GOOD, card={"cut_off": TODAY - timedelta(days=1)})
        await site.models.tend(history())
        life = site.models.life
        assert life.shadow is not None
        assert (life.active_model, life.shadow.tried, life.judged) == ("tsb", False, {})

    world.run(scenario)


@pytest.mark.parametrize(
    ("model", "card", "code"),
    [
        ('{"does": "kill"}', {}, "crashed"),
        ('{"does": "spin"}', {}, "hung"),
        ('{"does": "wrong_shape"}', {}, "wrong_shape"),
        ('{"does": "nan"}', {}, "senseless"),
        ("no model at all", {}, "crashed"),
        (GOOD, {"features": "demand-0"}, "wrong_features"),
        (GOOD, {"edge_min": "9000.1"}, "needs_newer_edge"),
        (GOOD, {"site": "SOUTH"}, "other_site"),
        (GOOD, {"cut_off": TODAY + timedelta(days=1)}, "cut_off_ahead"),
    ],
)
def test_a_model_that_cannot_be_used_is_refused_by_name(
    world: World, model: str, card: dict[str, object], code: str
) -> None:
    world.limits = Limits(memory_bytes=1 << 30, cpu_s=2, wall_s=30.0)

    async def scenario(site: Running) -> None:
        name = await site.publish(model, card=card)
        await site.models.look()
        assert site.models.life.set_aside[name].reason == code
        assert (await site.standings())[name]["reason"] == code
        ((kind, about, said),) = await site.exceptions()
        assert (kind, about, msgspec.json.decode(said)) == ("model_refused", name, {"reason": code})
        await site.models.look()
        assert len(await site.exceptions()) == 1, "it is tried once"
        assert set(site.models.active_forecaster()(history()).made_by) == {"tsb"}

    world.run(scenario)


def _flipped(_: Manifest, parts: list[Change]) -> list[Change]:
    (first, *rest) = parts
    assert isinstance(first, Put)
    body = first.values["body"]
    assert isinstance(body, bytes)
    return [Put(first.table, first.pk, {**first.values, "body": body[:-1] + b"!"}), *rest]


def _cut_short(_: Manifest, parts: list[Change]) -> list[Change]:
    (first, *rest) = parts
    assert isinstance(first, Put)
    body = first.values["body"]
    assert isinstance(body, bytes)
    return [Put(first.table, first.pk, {**first.values, "body": body[:-1]}), *rest]


def _grown(_: Manifest, parts: list[Change]) -> list[Change]:
    (first, *rest) = parts
    assert isinstance(first, Put)
    body = first.values["body"]
    assert isinstance(body, bytes)
    return [Put(first.table, first.pk, {**first.values, "body": body + b"!"}), *rest]


@pytest.mark.parametrize(
    ("spoil", "code"), [(_flipped, "tampered"), (_cut_short, "truncated"), (_grown, "oversized")]
)
def test_content_that_is_not_what_was_signed_is_refused(
    world: World, spoil: Spoil, code: str
) -> None:
    async def scenario(site: Running) -> None:
        name = await site.publish(GOOD, spoil=spoil)
        await site.models.look()
        assert site.models.life.set_aside[name].reason == code

    world.run(scenario)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("signature", "00" * 64, "tampered"),
        ("signature", "nonsense", "tampered"),
        ("signed_by", HUB_NODE + 1, "wrong_key"),
        ("manifest", "{}", "tampered"),
    ],
)
def test_a_manifest_that_no_hub_signed_is_refused(
    world: World, field: str, value: str | int, code: str
) -> None:
    async def scenario(site: Running) -> None:
        name = await site.publish(GOOD)
        await site.write(Put(FORECAST_MODEL, name, {field: value}))
        await site.models.look()
        assert site.models.life.set_aside[name].reason == code

    world.run(scenario)


def test_a_model_waits_for_its_last_part(world: World) -> None:
    async def scenario(site: Running) -> None:
        held_back: list[Change] = []

        def without_last(_: Manifest, parts: list[Change]) -> list[Change]:
            held_back.append(parts[-1])
            return [part for part in parts if part.pk != parts[-1].pk]  # type: ignore[union-attr]

        name = await site.publish(GOOD, spoil=without_last)
        await site.models.look()
        assert not site.models.life.knows(name)
        await site.write(held_back[0])
        await site.models.look()
        assert site.models.life.knows(name)

    world.run(scenario)


def test_a_model_that_fails_in_use_steps_back_by_itself(world: World) -> None:
    async def scenario(site: Running) -> None:
        model = await site.publish(GOOD, card=SEEN)
        await site.models.tend(history())
        assert site.models.life.active_model == model
        await site.retire(model)
        for file in (world.folder / "models").glob("??/*"):
            file.unlink()

        assert set(site.models.active_forecaster()(history()).made_by) == {"tsb"}
        await site.models.look()
        assert site.models.life.active_model == "tsb"
        row = (await site.standings())[model]
        assert (row["standing"], row["reason"]) == ("rolled_back", "file_lost")
        assert [kind for kind, *_ in await site.exceptions()] == ["model_rolled_back"]

    world.run(scenario)


def test_a_lost_file_is_put_together_again_while_the_model_is_published(world: World) -> None:
    async def scenario(site: Running) -> None:
        await site.publish(GOOD, card=SEEN)
        await site.models.tend(history())
        for file in (world.folder / "models").glob("??/*"):
            file.write_bytes(b"rotten")
        assert set(site.models.active_forecaster()(history()).made_by) == {"network"}

    world.run(scenario)


def test_a_retired_model_stays_where_it_is_in_use(world: World) -> None:
    async def scenario(site: Running) -> None:
        model = await site.publish(GOOD, card=SEEN)
        await site.models.tend(history())
        await site.retire(model)
        await site.models.look()
        assert site.models.life.active_model == model
        parts = await site.edge.writer.run(
            lambda store: store.connection.execute("SELECT count(*) FROM model_part").fetchone()
        )
        assert parts == (0,)
        assert set(site.models.active_forecaster()(history()).made_by) == {"network"}

    world.run(scenario)


def test_a_new_site_begins_with_the_model_of_the_package(world: World) -> None:
    body = GOOD.encode()
    world.packaged = Packaged(made.card(cut_off=LONG_AGO), body, body)

    async def scenario(site: Running) -> None:
        await site.models.look()
        shadow = site.models.life.shadow
        assert shadow is not None
        assert shadow.pretrained
        assert (await site.standings())[shadow.model]["pretrained"] == 1
        await site.models.tend(history(days=40))
        assert site.models.life.active_model == "tsb", "nothing to judge it by yet"
        await site.models.tend(history())
        assert site.models.life.active_model == shadow.model

    world.run(scenario)


def test_a_newer_model_takes_the_place_of_the_one_in_shadow(world: World) -> None:
    async def scenario(site: Running) -> None:
        first = await site.publish(BIASED)
        await site.models.look()
        world.clock.forward(60)
        second = await site.publish(GOOD)
        await site.models.look()
        life = site.models.life
        assert life.shadow is not None
        assert life.shadow.model == second
        assert life.set_aside[first].standing == "superseded"

    world.run(scenario)
