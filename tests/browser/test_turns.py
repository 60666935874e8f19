"""Dialogues that a real edge leads: each turn is told, queued in a hole, never lost."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import need_pages
from tests.browser.line import LossyLine
from tests.browser.programs import Calls
from tests.browser.site import GOODS, Made, RealEdge
from tests.browser.tablet import WAIT_MS, Tablet

PALLETS = ("PAL-1", "PAL-2", "PAL-3")
QUANTITY = 10
FIRST_FREE = 24


@pytest.fixture
def edge_server(made_site: Made, tmp_path: Path) -> Iterator[RealEdge]:
    """The program on a site of its own, with three pallets at the dock."""
    need_pages("edge")
    edge = RealEdge(made_site, tmp_path / "site")
    edge.start()
    with closing(Calls(f"http://127.0.0.1:{edge.port}", made_site.key)) as office:
        received(office)
    yield edge
    edge.stop()


@pytest.fixture
def lossy_line(edge_server: RealEdge) -> Iterator[LossyLine]:
    """Where the tablet finds the edge when the line between them loses answers."""
    line = LossyLine(edge_server.port)
    edge_server.url = line.url
    yield line
    line.close()


def received(office: Calls) -> None:
    """One delivery, each item on a pallet of its own."""
    items = [f"{22423 + n}" for n in range(len(PALLETS))]
    lines = [{"item": item, "quantity": QUANTITY} for item in items]
    office.command("announce_asn", asn="ASN-1", supplier="KAISER", lines=lines)
    for item, pallet in zip(items, PALLETS, strict=True):
        office.command("receive", asn="ASN-1", item=item, quantity=QUANTITY, unit=pallet)


def place(n: int) -> str:
    """A location nothing lies at."""
    return f"A-02-{n - 11:02}-1"


def begin(tablet: Tablet) -> None:
    """Enrolled, and the list of what waits is up."""
    tablet.enrol()
    tablet.page.wait_for_function("navigator.serviceWorker.controller !== null", timeout=WAIT_MS)
    tablet.page.locator("[data-led=putaway]").click()
    tablet.wait_ask("ask.what_put_away")


def last(tablet: Tablet) -> Locator:
    """The last answer, in words."""
    return tablet.page.locator("[data-testid=last]")


def big(tablet: Tablet) -> str:
    """The one big thing on the screen."""
    return tablet.page.locator("[data-testid=big]").inner_text().strip()


def waiting(tablet: Tablet, count: int) -> None:
    """The page says how many scans wait for an answer."""
    expect(tablet.page.locator(f"[data-testid=waiting][data-waiting='{count}']")).to_be_visible(
        timeout=WAIT_MS
    )


def another_than(proposed: str) -> str:
    """A free location the edge did not propose."""
    return next(place(n) for n in range(FIRST_FREE, FIRST_FREE + 6) if place(n) != proposed)


def test_putaway_is_led_by_scans_from_the_list_to_the_location(
    tablet: Tablet, edge_server: RealEdge
) -> None:
    begin(tablet)
    page = tablet.page
    assert page.locator("[data-row]").count() == len(PALLETS)
    tablet.scan("PAL-1")
    expect(page.locator(".goods")).to_contain_text(GOODS[0])
    target = big(tablet)
    page.locator("[data-id='@quantity']").click()
    page.get_by_role("button", name="4", exact=True).click()
    expect(page.locator("[data-testid=value]")).to_have_text("4")
    page.locator("[data-id='@enter']").click()
    expect(page.locator(".goods")).to_contain_text("4 ×")
    tablet.scan(another_than(target))
    expect(last(tablet)).to_have_attribute("data-tone", "warn", timeout=WAIT_MS)
    assert edge_server.recorded("put_away") == []
    tablet.scan(another_than(target))
    expect(page.locator(".goods")).to_contain_text("6 ×", timeout=WAIT_MS)
    assert len(edge_server.recorded("put_away")) == 1
    tablet.scan(big(tablet))
    tablet.wait_ask("ask.what_put_away")
    assert page.locator("[data-row]").count() == len(PALLETS) - 1
    assert len(edge_server.recorded("put_away")) == 2
    assert tablet.errors == []


def test_a_question_is_also_confirmed_by_its_button(tablet: Tablet, edge_server: RealEdge) -> None:
    begin(tablet)
    tablet.scan("PAL-2")
    tablet.wait_ask("ask.lay_at")
    tablet.scan(another_than(big(tablet)))
    tablet.page.get_by_role("button", name="Yes, do it").click()
    tablet.wait_ask("ask.what_put_away")
    assert len(edge_server.recorded("put_away")) == 1


def test_a_turn_is_taken_back_and_the_dialogue_left(tablet: Tablet, edge_server: RealEdge) -> None:
    begin(tablet)
    tablet.scan("PAL-1")
    tablet.wait_ask("ask.lay_at")
    target = big(tablet)
    tablet.scan(target)
    tablet.wait_ask("ask.what_put_away")
    tablet.page.locator("[data-id=undo]").click()
    tablet.wait_ask("ask.lay_at")
    assert big(tablet) == target
    tablet.page.locator("[data-id=leave]").click()
    expect(tablet.page.locator("[data-led=putaway]")).to_be_visible()
    expect(tablet.page.locator("[data-led=open]")).to_have_count(0)
    tablet.page.locator("[data-led=putaway]").click()
    tablet.wait_ask("ask.what_put_away")
    assert tablet.page.locator("[data-row]").count() == len(PALLETS)


def test_a_reload_in_the_middle_reopens_the_exact_step(tablet: Tablet) -> None:
    begin(tablet)
    tablet.scan("PAL-3")
    tablet.wait_ask("ask.lay_at")
    target, turn = big(tablet), tablet.page.locator("[data-testid=ask]").get_attribute("data-turn")
    tablet.page.reload()
    expect(last(tablet)).to_contain_text("Welcome back", timeout=WAIT_MS)
    tablet.wait_ask("ask.lay_at")
    assert big(tablet) == target
    assert tablet.page.locator("[data-testid=ask]").get_attribute("data-turn") == turn
    tablet.scan(target)
    tablet.wait_ask("ask.what_put_away")


def test_home_goes_on_with_what_was_interrupted(tablet: Tablet) -> None:
    begin(tablet)
    tablet.scan("PAL-3")
    tablet.wait_ask("ask.lay_at")
    tablet.page.locator("header .home").click()
    tablet.page.locator("[data-led=open]").click()
    tablet.wait_ask("ask.lay_at")


def test_a_wrong_scan_blocks_and_the_next_valid_one_goes_on(tablet: Tablet) -> None:
    begin(tablet)
    tablet.scan("NOT-HERE-1")
    expect(tablet.page.locator("[data-testid=block]")).to_contain_text("NOT-HERE-1")
    tablet.scan("PAL-1")
    expect(tablet.page.locator("[data-testid=block]")).to_have_count(0)
    tablet.wait_ask("ask.lay_at")


def test_a_double_press_is_told_and_executed_once(tablet: Tablet) -> None:
    begin(tablet)
    tablet.page.evaluate(
        "const next = document.querySelector('[data-id=next]'); next.click(); next.click()"
    )
    expect(tablet.page.locator("[data-testid=halted], [data-testid=last]")).to_contain_text(
        "out of date", timeout=WAIT_MS
    )
    tablet.wait_ask("ask.lay_at")
    assert tablet.page.locator("[data-testid=ask]").get_attribute("data-turn") == "1"


def test_scans_in_a_hole_are_answered_when_the_edge_is_back(
    tablet: Tablet, edge_server: RealEdge
) -> None:
    begin(tablet)
    tablet.scan("PAL-1")
    tablet.wait_ask("ask.lay_at")
    first = big(tablet)
    edge_server.stop()
    tablet.wait_online(False)
    for count, code in enumerate((first, "PAL-2"), start=1):
        tablet.scan(code)
        waiting(tablet, count)
    tablet.page.reload()
    waiting(tablet, 2)
    assert edge_server.recorded("put_away") == []

    edge_server.start()
    tablet.wait_queued(0)
    tablet.wait_ask("ask.lay_at")
    expect(tablet.page.locator(".goods")).to_contain_text(GOODS[1])
    tablet.scan(big(tablet))
    tablet.wait_ask("ask.what_put_away")
    recorded = edge_server.recorded("put_away")
    assert len(recorded) == len(set(recorded)) == 2
    assert tablet.errors == []


def test_a_refusal_in_the_hole_stops_the_scans_after_it(
    tablet: Tablet, edge_server: RealEdge
) -> None:
    begin(tablet)
    tablet.scan("PAL-1")
    tablet.wait_ask("ask.lay_at")
    first = big(tablet)
    edge_server.stop()
    tablet.wait_online(False)
    for count, code in enumerate((first, "PAL-9", first, "PAL-3"), start=1):
        tablet.scan(code)
        waiting(tablet, count)
    edge_server.start()
    halted = tablet.page.locator("[data-testid=halted]")
    expect(halted).to_have_attribute("data-stopped", "2", timeout=WAIT_MS * 3)
    expect(halted).to_contain_text("PAL-9")
    assert len(edge_server.recorded("put_away")) == 1
    tablet.scan("PAL-2")
    expect(last(tablet)).to_have_count(0)
    expect(halted).to_be_visible()
    tablet.page.locator("[data-id=seen]").click()
    tablet.wait_ask("ask.what_put_away")
    tablet.scan("PAL-2")
    tablet.wait_ask("ask.lay_at")
    tablet.scan(big(tablet))
    tablet.wait_ask("ask.what_put_away")
    assert len(edge_server.recorded("put_away")) == 2
    assert tablet.errors == []


def test_a_turn_whose_answer_is_lost_is_given_again_and_told_once_it_comes(
    tablet: Tablet, edge_server: RealEdge, lossy_line: LossyLine
) -> None:
    begin(tablet)
    tablet.scan("PAL-1")
    tablet.wait_ask("ask.lay_at")
    lossy_line.losing = True
    tablet.scan(big(tablet))
    waiting(tablet, 1)
    assert lossy_line.lost > 0
    assert len(edge_server.recorded("put_away")) == 1
    lossy_line.losing = False
    tablet.wait_ask("ask.what_put_away")
    tablet.wait_queued(0)
    assert len(edge_server.recorded("put_away")) == 1
    assert tablet.errors == []


def test_work_that_was_never_begun_opens_when_the_edge_is_back(
    tablet: Tablet, edge_server: RealEdge
) -> None:
    tablet.enrol()
    edge_server.stop()
    tablet.wait_online(False)
    tablet.page.locator("[data-led=putaway]").click()
    expect(tablet.page.locator("main")).to_contain_text("opens when the line is back")
    tablet.scan("PAL-1")
    expect(tablet.page.locator("[data-testid=block]")).to_contain_text("Nothing was saved")
    edge_server.start()
    tablet.wait_ask("ask.what_put_away")
    tablet.wait_queued(0)
