"""A delivery that does not come after all is called off; what has come is taken back first."""

from pathlib import Path

import pytest

from models.warehouse.replies import Level, Outcome, Reply
from tests.edge.site import TestSite


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    site = TestSite(tmp_path)
    site.add_item("TEA")
    return site


def announce(site: TestSite, number: str = "A1", **more: object) -> Reply:
    lines = [{"item": "TEA", "quantity": 5, **({"unit": "C1"} if more else {})}]
    return site.do("announce_asn", asn=number, supplier="S1", lines=lines, **more)


def cancel(site: TestSite, number: str = "A1") -> Reply:
    return site.do("cancel_asn", asn=number, reason="lorry broke down")


@pytest.mark.parametrize("arrived", [False, True])
def test_a_delivery_of_which_nothing_came_is_called_off(site: TestSite, arrived: bool) -> None:
    announce(site)
    if arrived:
        site.do("arrive_asn", asn="A1", dock="DOCK-1")
    assert [waiting.number for waiting in site.reader.asns_waiting()] == ["A1"]

    assert cancel(site).outcome is Outcome.DOCUMENT_DONE
    again = cancel(site)

    assert (again.outcome, again.level) == (Outcome.ALREADY_DONE, Level.INFO)
    assert site.reader.asns_waiting() == []
    rows = site.store.connection.execute("SELECT state, reason, closed_at_ms FROM asn").fetchall()
    assert rows == [("cancelled", "lorry broke down", site.clock.ms)]
    late = site.do("receive", asn="A1", item="TEA", quantity=1, dock="DOCK-1")
    assert late.outcome is Outcome.CANCELLED_ELSEWHERE
    assert site.check().ok


def test_what_has_come_is_taken_back_first(site: TestSite) -> None:
    announce(site)
    site.do("receive", asn="A1", item="TEA", quantity=2)
    refused = cancel(site)
    assert (refused.outcome, refused.say.key, refused.say.args["received"]) == (
        Outcome.STALE_STEP, "asn.came_in_part", 2,
    )  # fmt: skip

    site.do("reverse_receipt", asn="A1", item="TEA", quantity=2, reason="wrong lorry")

    assert cancel(site).done
    assert (site.state("A1", "asn"), site.quants()) == ("cancelled", [])
    assert site.check().ok


def test_a_closed_delivery_stays_closed(site: TestSite) -> None:
    announce(site)
    site.do("arrive_asn", asn="A1", dock="DOCK-1")
    site.do("close_receipt", asn="A1", confirm=True)
    assert cancel(site).outcome is Outcome.STALE_STEP
    assert site.state("A1", "asn") == "closed"


def test_units_of_a_delivery_that_was_called_off_may_come_on_another(site: TestSite) -> None:
    units = [{"unit": "C1", "into": "PAL"}]
    assert announce(site, units=units).done
    cancel(site)
    assert announce(site, "A2", units=units).done
    assert site.do("receive_unit", unit="PAL", dock="DOCK-1").outcome is Outcome.UNIT_DONE
    assert [(row[2], row[5]) for row in site.quants()] == [("C1", 5)]
    assert site.check().ok


def test_an_unknown_delivery_is_not_called_off(site: TestSite) -> None:
    assert cancel(site, "A9").outcome is Outcome.UNKNOWN_CODE
