"""Release channels at work: orders join one and are released as it has room."""

from typing import Any

import pytest

from models.warehouse.replies import Outcome
from tests.edge.site import START_MS, TestSite


@pytest.fixture
def stocked(site: TestSite) -> TestSite:
    site.stock("TEA", "A-01-01-1", 100)
    return site


def _released(site: TestSite, *orders: str, channel: str = "FAST") -> dict[str, Any]:
    reply = site.do("release_channel", channel=channel, orders=list(orders))
    results: Any = reply.data["orders"]
    return {each["order"]: each.get("reason", each["state"]) for each in results}


def test_a_channel_releases_what_it_has_room_for(stocked: TestSite) -> None:
    site = stocked
    assert site.do("set_channel", channel="FAST", wip_max=2, orders={"priority_min": 5}).done
    for number in ("O1", "O2", "O3"):
        site.order(number, ("TEA", 1), priority=5)
    site.order("SLOW", ("TEA", 1))
    assert _released(site, "SLOW", "O1", "O2", "O3") == {
        "SLOW": "other_channel", "O1": "allocated", "O2": "allocated", "O3": "channel_full",
    }  # fmt: skip
    full = site.do("release_channel", channel="FAST", orders=["O3"])
    assert (full.outcome, full.say.key) == (Outcome.NO_WORK, "channel.full")
    site.pick_all("O1")
    assert site.do("pack", order="O1").done
    assert _released(site, "O3") == {"O3": "allocated"}
    assert site.release("SLOW").done


@pytest.mark.parametrize("state", ["locked", "asleep"])
def test_a_channel_that_is_not_open_releases_nothing(stocked: TestSite, state: str) -> None:
    site = stocked
    site.do("set_channel", channel="FAST")
    site.order("O1", ("TEA", 1))
    site.do("set_channel", channel="FAST", state=state)
    assert site.do("release_channel", channel="FAST", orders=["O1"]).say.key == "channel.not_open"
    site.order("O2", ("TEA", 1))
    dn = site.reader.dn("O2")
    assert dn is not None
    assert (dn.channel_id is None) is (state == "asleep")


def test_an_order_of_a_later_wave_waits(stocked: TestSite) -> None:
    site = stocked
    site.do("set_channel", channel="FAST", waves=["09:00"])
    site.order("O1", ("TEA", 1))
    assert _released(site, "O1") == {"O1": "later_wave"}
    site.clock.pass_s(3600)
    assert _released(site, "O1") == {"O1": "allocated"}


def test_the_end_of_the_process_is_the_deadline_of_the_tasks(stocked: TestSite) -> None:
    site = stocked
    site.do("set_channel", channel="FAST", cut_off="12:00", process_minutes=30)
    site.order("O1", ("TEA", 200))
    site.release("O1")
    rows = site.store.connection.execute("SELECT deadline_ms FROM task").fetchall()
    assert rows == [(START_MS + 4 * 3_600_000 + 30 * 60_000,)]
    first, rest = site.reader.dn("O1"), site.reader.dn("O1-B1")
    assert first is not None
    assert rest is not None
    assert rest.channel_id == first.channel_id


@pytest.mark.parametrize(
    ("carrier", "hours"), [("VAN", 2), ("POST", 4), ("NEVER", 4), (None, 4)], ids=str
)
def test_goods_are_ready_when_their_carrier_comes(
    stocked: TestSite, carrier: str | None, hours: int
) -> None:
    """The channel says noon, four hours after the start; one van comes before."""
    site = stocked
    site.do("set_channel", channel="FAST", cut_off="12:00")
    assert site.do("set_carrier", carrier="VAN", name="Van", cut_off="10:00").done
    assert site.do("set_carrier", carrier="POST", name="Post", cut_off="18:30").done
    site.order("O1", ("TEA", 1), carrier=carrier)
    site.release("O1")
    rows = site.store.connection.execute("SELECT deadline_ms FROM task").fetchall()
    assert rows == [(START_MS + hours * 3_600_000,)]


def test_a_dropped_channel_is_joined_no_more(stocked: TestSite) -> None:
    site = stocked
    site.do("set_channel", channel="FAST")
    assert site.do("drop_channel", channel="FAST").done
    site.order("O1", ("TEA", 1))
    dn = site.reader.dn("O1")
    assert dn is not None
    assert dn.channel_id is None
    for gone in (
        site.do("release_channel", channel="FAST", orders=["O1"]),
        site.do("drop_channel", channel="NONE"),
    ):
        assert gone.say.key == "channel.unknown"


@pytest.mark.parametrize(("hours", "exceptions"), [(4, 0), (5, 1)])
def test_a_release_after_the_cut_off_is_shown_to_supervisors(
    stocked: TestSite, hours: int, exceptions: int
) -> None:
    site = stocked
    site.do("set_channel", channel="FAST", cut_off="12:00")
    site.order("O1", ("TEA", 1))
    site.clock.pass_s(hours * 3600)
    assert _released(site, "O1") == {"O1": "allocated"}
    assert site.count("exception") == exceptions
