"""`check` replays what the sites wrote and finds whatever was changed behind its back."""

from collections.abc import Callable

import pytest

from hub.check.report import Report, check_file
from hub.keys import load_keys
from tests.hub.world import QUICK, Hub, World


def look(world: World) -> Report:
    keys = load_keys(world.config.path)
    return check_file(world.config.database, keys.signing, lambda *_: None, QUICK)


async def work(hub: Hub) -> None:
    bonn = await hub.enrol("BONN")
    tea = bonn.item("TEA")
    bonn.move(tea, 50, "supplier", "A-01")
    bonn.send_off(tea, 3)
    bonn.order("D-1", tea, 5)
    await hub.exchange()


def test_a_sound_hub_passes_while_it_is_served(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        await work(hub)
        report = look(world)

        assert report.findings == []
        assert (report.ok, report.ledger_ok, report.sites, report.movements) == (True, True, 1, 2)

    world.run(scenario)


@pytest.mark.parametrize(
    ("rule", "harm"),
    [
        ("projection", "UPDATE site_quant_fresh SET quantity = quantity + 1"),
        ("total", "UPDATE site_total SET on_hand = on_hand + 1"),
        ("count", "UPDATE site_total SET movements = 1"),
        ("chain", "UPDATE s_log SET body = zeroblob(length(body))"),
        ("gap", "DELETE FROM s_log WHERE seq = 2"),
        ("seal", "UPDATE s_seal SET signature = zeroblob(64)"),
        ("digest", "UPDATE item SET description = 'other'"),
        ("digest", "UPDATE movement SET quantity = quantity + 1"),
        ("state", "UPDATE dn SET state = 'lost'"),
        ("order_line", "UPDATE dn_line SET picked = 99"),
        ("movement", "DELETE FROM location"),
        ("transit", "UPDATE transfer_line SET shipped = 4"),
        ("negative", "UPDATE site_quant_fresh SET quantity = -quantity"),
    ],
)
def test_harm_is_found(world: World, rule: str, harm: str) -> None:
    world.run(work)
    spoil(world, lambda execute: execute(harm))
    assert rule in look(world).counts


def spoil(world: World, harm: Callable[[Callable[[str], object]], object]) -> None:
    from sync.store.sqlite.open import open_file

    connection = open_file(world.config.database, QUICK)
    harm(connection.execute)
    connection.close()
