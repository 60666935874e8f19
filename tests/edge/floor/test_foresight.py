"""Proposals are written over while they are open, end once, and lapse when they hold no more."""

import json
from pathlib import Path
from typing import Any

import pytest

from models.warehouse.ids import show
from models.warehouse.replies import Level, Outcome
from tests.edge.site import TestSite

BECAUSE: dict[str, Any] = {
    "as_of_day": "2026-01-04",
    "asked": [3, None, 4],
    "mean": [3.5] * 28,
    "low": [1] * 28,
    "high": [7] * 28,
    "on_hand": 10,
}
OUTLOOK: dict[str, Any] = {
    "as_of_day": "2026-01-04",
    "loads": [{"kind": "outbound", "zone": "A", "lines": [2.0], "minutes": [1.5]}],
    "seconds_per_line": {"outbound": 45.0},
    "items": {"AX": 1},
}


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    site = TestSite(tmp_path)
    site.add_item("TEA")
    site.add_item("CUP")
    return site


def propose(site: TestSite, item: str = "TEA", quantity: int = 40, **more: object) -> None:
    said = {"item": item, "kind": "reorder", "quantity": quantity, "because": BECAUSE, **more}
    assert site.do("propose", proposals=[said]).done


def rows(site: TestSite, columns: str) -> list[tuple[Any, ...]]:
    return site.store.connection.execute(f"SELECT {columns} FROM proposal ORDER BY id").fetchall()


def only(site: TestSite) -> str:
    ((proposal_id,),) = rows(site, "id")
    return show(proposal_id)


def test_a_proposal_says_what_it_rests_on(site: TestSite) -> None:
    propose(site, urgent_on="2026-01-09")

    ((state, kind, quantity, urgent_on, as_of_day, because),) = rows(
        site, "state, kind, quantity, urgent_on, as_of_day, because"
    )
    assert (state, kind, quantity, urgent_on) == ("open", "reorder", 40, "2026-01-09")
    assert as_of_day == "2026-01-04"
    assert json.loads(because)["asked"] == [3.0, None, 4.0]


def test_the_next_night_writes_over_the_open_one_of_the_item(site: TestSite) -> None:
    propose(site, quantity=40)
    propose(site, quantity=60)
    propose(site, item="CUP", quantity=5)

    assert rows(site, "state, quantity") == [("open", 60), ("open", 5)]


def test_what_was_settled_stays_and_a_new_one_stands_beside_it(site: TestSite) -> None:
    propose(site, quantity=40)
    assert site.do("accept_proposal", proposal=only(site), quantity=48, reason="PO 17").done
    propose(site, quantity=60)

    assert rows(site, "state, quantity, accepted, reason") == [
        ("accepted", 40, 48, "PO 17"),
        ("open", 60, None, None),
    ]


def test_whoever_accepts_without_a_quantity_takes_what_was_proposed(site: TestSite) -> None:
    propose(site, quantity=40)

    reply = site.do("accept_proposal", proposal=only(site))

    assert (reply.say.key, reply.say.args) == ("proposal.accepted", {"item": "TEA"})
    assert rows(site, "accepted, settled_at_ms, settled_by") == [(40, site.clock.ms, 1)]


@pytest.mark.parametrize(
    ("first", "said"),
    [("accept_proposal", "proposal.was_accepted"), ("dismiss_proposal", "proposal.was_dismissed")],
)
@pytest.mark.parametrize("second", ["accept_proposal", "dismiss_proposal"])
def test_the_second_to_settle_it_is_told_so(
    site: TestSite, first: str, said: str, second: str
) -> None:
    propose(site)
    assert site.do(first, proposal=only(site), reason="season is over").done
    before = rows(site, "*")

    reply = site.do(second, proposal=only(site), reason="again")

    assert (reply.outcome, reply.level) == (Outcome.ALREADY_DONE, Level.INFO)
    assert reply.say.key == said
    assert rows(site, "*") == before


def test_what_no_longer_holds_lapses_and_only_if_it_is_open(site: TestSite) -> None:
    propose(site)
    propose(site, item="CUP")
    tea, cup = (show(row_id) for (row_id,) in rows(site, "id"))
    assert site.do("dismiss_proposal", proposal=cup, reason="no").done

    assert site.do("propose", over=[tea, cup, "0000000000001", "no id"]).done

    assert rows(site, "state") == [("lapsed",), ("dismissed",)]
    assert site.do("accept_proposal", proposal=tea).say.key == "proposal.was_lapsed"


@pytest.mark.parametrize("named", ["0000000000001", "no id"])
@pytest.mark.parametrize("verb", ["accept_proposal", "dismiss_proposal"])
def test_what_nobody_proposed_is_gone(site: TestSite, verb: str, named: str) -> None:
    reply = site.do(verb, proposal=named, reason="why not")

    assert (reply.outcome, reply.say.key) == (Outcome.GONE, "proposal.unknown")


def test_items_that_are_gone_meanwhile_are_left_out(site: TestSite) -> None:
    propose(site, item="POT")

    assert rows(site, "id") == []


def test_the_outlook_is_one_row_written_anew(site: TestSite) -> None:
    assert site.do("propose", outlook=OUTLOOK).done
    assert site.do("propose", outlook={**OUTLOOK, "as_of_day": "2026-01-05"}).done

    found = list(site.store.connection.execute("SELECT as_of_day, says FROM outlook").fetchall())
    ((as_of_day, says),) = found
    assert as_of_day == "2026-01-05"
    assert json.loads(str(says))["items"] == {"AX": 1}
    assert site.check().ok
