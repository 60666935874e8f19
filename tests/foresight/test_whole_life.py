"""A model from orders to orders: trained at headquarters on what a site was asked for, sent there,
judged, used, and taken back; and others that never get so far."""

import asyncio
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from edge.foresight.apart import Apart, Limits
from edge.foresight.child import answer
from hub.foresight.tables import of_site
from models.demand.history import DemandHistory
from tests.foresight.here import Here
from tests.foresight.life_world import ITEMS, SCARCE, Units, Whole, code_of, live
from tests.foresight.offering import Offering, overfitted, shapeless, spoilt, trained

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("torch") is None or importlib.util.find_spec("onnx") is None,
        reason="torch or onnx (extra train) is absent",
    ),
]
DAYS, NIGHTS, FORTNIGHT_D = 198, 8, 14
RARE = 0.3
"""Share of the days on which an item is asked for."""


def test_a_model_is_trained_sent_judged_used_and_taken_back(tmp_path: Path) -> None:
    async def scenario(site: Whole) -> None:
        await site.stock()
        for _ in range(DAYS):
            await site.day(_asked(site))
        known = await _known_at_headquarters(site)

        good = await asyncio.to_thread(trained, known, tmp_path / "good")
        await _takes_over(site, good)
        other = await asyncio.to_thread(overfitted, known, tmp_path / "other")
        await _is_blocked_by_the_gate(site, other, good)
        await _are_refused(site, good)
        await _steps_back(site, good)

    live(tmp_path, scenario)


def _asked(site: Whole, times: float = 1.0) -> Units:
    rates = 1.0 + np.arange(ITEMS) % 7
    sizes = site.chance.geometric(1 / (1 + 3 * times * rates))
    return np.where(site.chance.random(ITEMS) < RARE, sizes, 0)


async def _known_at_headquarters(site: Whole) -> DemandHistory:
    await site.heard("SELECT count(*) FROM dn", DAYS)
    known = of_site(Path(site.world.config.database), "NORTH", site.world.clock())
    assert known.asked.shape == (ITEMS, DAYS)
    return known


async def _takes_over(site: Whole, good: Offering) -> None:
    """At first TSB forecasts, and the model of the package waits. The one from headquarters is
    tried apart; the first night finds it better on days it has not seen."""
    site.start_again(Here(answer))
    await site.models.look()
    packaged = site.models.life.shadow
    assert packaged is not None
    assert (packaged.pretrained, site.models.life.active_model) == (True, "tsb")
    site.start_again(Apart(Limits()))
    await site.publish(good)
    await site.models.look()
    assert site.models.life.set_aside[packaged.model].standing == "superseded"
    assert (await site.standing(good.model, "shadow"))["to_baseline"] is None

    site.start_again(Here(answer))
    assert await site.foreseeing.look()

    shown = await site.standing(good.model, "active")
    assert shown["to_baseline"] <= 0.98
    assert shown["runtime"] == "onnx"
    assert (shown["items"], shown["reason"]) == (ITEMS, "")
    assert 0.85 <= shown["coverage"] <= 1
    proposed = await site.proposals()
    assert set(proposed) == {code_of(number) for number in range(SCARCE)}
    assert {because["method"] for because in proposed.values()} == {"network"}


async def _is_blocked_by_the_gate(site: Whole, other: Offering, good: Offering) -> None:
    await site.publish(other)
    await site.day(_asked(site))

    assert await site.foreseeing.look()

    shown = await site.standing(other.model, "shadow")
    assert shown["reason"] in ("not_better", "below_baseline")
    assert shown["to_previous"] > 0.98
    assert site.models.life.active_model == good.model


async def _are_refused(site: Whole, good: Offering) -> None:
    """Whatever is wrong with them, each has its reason at headquarters, and the site goes on."""
    for code, offering in {**spoilt(), "wrong_shape": shapeless()}.items():
        await site.publish(offering)
        await site.models.look()
        assert (await site.standing(offering.model, "refused"))["reason"] == code
    rows = (await site.hub.get("/exceptions"))["items"]
    assert sum(row["kind"] == "model_refused" for row in rows) == len(spoilt()) + 1
    await site.day(_asked(site))
    assert await site.foreseeing.look()
    assert site.models.life.active_model == good.model
    assert "network" in await site.methods()


async def _steps_back(site: Whole, good: Offering) -> None:
    """Customers ask for a twentieth from one day to the next. TSB learns it within weeks; a model
    that measures items by their last sixteen does not."""
    for _ in range(NIGHTS):
        await site.day(_asked(site, times=0.05))
        assert await site.foreseeing.look()
    assert site.models.life.active_model == good.model
    for _ in range(FORTNIGHT_D):
        await site.day(_asked(site, times=0.05))
    assert await site.foreseeing.look()

    shown = await site.standing(good.model, "rolled_back")
    assert shown["reason"] == "fell_behind_baseline"
    assert shown["to_baseline"] > 1.05
    assert (await site.standing("tsb", "active"))["model"] == "tsb"
    assert await site.methods() == {"tsb"}
