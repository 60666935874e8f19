"""The real edge: scans made while it is away, or whose answers are lost, are in its ledger once
each when it is back.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import need_pages
from tests.browser.line import LossyLine
from tests.browser.servers import EdgeServer
from tests.browser.site import Made, RealEdge
from tests.browser.tablet import WAIT_MS, OwnTablet, Tablet

PICKS = 20
LOST_PICKS = 3


@pytest.fixture
def edge_server(made_site: Made, tmp_path: Path) -> Iterator[RealEdge]:
    """The program on a site of its own."""
    need_pages("edge")
    edge = RealEdge(made_site, tmp_path / "site")
    edge.start()
    yield edge
    edge.stop()


@pytest.fixture
def lossy_line(edge_server: RealEdge) -> Iterator[LossyLine]:
    """Where the tablet finds the edge when the line between them loses answers."""
    line = LossyLine(edge_server.port)
    edge_server.url = line.url
    yield line
    line.close()


def ready(tablet: Tablet) -> None:
    """Enrolled, logged in, shell kept, cookies on the disk, picks loaded."""
    tablet.enrol()
    tablet.page.locator("[data-activity=pick]").click()
    tablet.wait_ask("ask.go_to")
    tablet.page.wait_for_function("navigator.serviceWorker.controller !== null", timeout=WAIT_MS)


def once_each(edge: EdgeServer, picks: int) -> None:
    """The ledger has so many picks, each of a command of its own, in the order of the scans."""
    recorded = edge.recorded()
    assert len(recorded) == picks
    assert len(set(recorded)) == picks
    assert recorded == sorted(recorded)


def test_scans_made_with_the_edge_stopped_survive_a_killed_browser(
    own_tablet: OwnTablet, edge_server: EdgeServer
) -> None:
    tablet = own_tablet
    ready(tablet)
    tablet.close()
    tablet.open()
    tablet.wait_ask("ask.go_to")
    edge_server.stop()
    tablet.wait_online(False)
    for _ in range(PICKS):
        tablet.pick_one()
    tablet.wait_queued(PICKS)
    standing = tablet.page.locator("[data-testid=big]").inner_text()
    tablet.kill()

    tablet.open()
    tablet.wait_queued(PICKS)
    if tablet.page.locator("[data-activity=pick]").count():
        tablet.page.locator("[data-activity=pick]").click()
    expect(tablet.page.locator("[data-testid=big]")).to_have_text(standing, timeout=WAIT_MS)
    assert edge_server.recorded() == []

    edge_server.start()
    tablet.wait_online(True)
    tablet.wait_queued(0)
    once_each(edge_server, PICKS)
    assert tablet.errors == []


def test_scans_of_someone_who_is_locked_out_meanwhile_go_out_after_the_pin(
    tablet: Tablet, edge_server: RealEdge
) -> None:
    ready(tablet)
    edge_server.stop()
    tablet.wait_online(False)
    tablet.pick_one()
    tablet.pick_one()
    standing = tablet.page.locator("[data-testid=big]").inner_text()
    edge_server.lock()
    edge_server.start()
    tablet.unlock("0000")
    expect(tablet.page.get_by_role("alert")).to_contain_text("not the PIN", timeout=WAIT_MS)
    assert edge_server.recorded() == []
    tablet.unlock(edge_server.pin)
    tablet.wait_queued(0)
    expect(tablet.page.locator("[data-testid=big]")).to_have_text(standing, timeout=WAIT_MS)
    once_each(edge_server, 2)
    assert tablet.errors == []


def test_a_reload_in_the_middle_of_offline_work_changes_nothing(
    tablet: Tablet, edge_server: EdgeServer
) -> None:
    ready(tablet)
    edge_server.stop()
    tablet.wait_online(False)
    tablet.pick_one()
    tablet.pick_one()
    standing = tablet.page.locator("[data-testid=big]").inner_text()
    tablet.page.reload()
    tablet.wait_queued(2)
    expect(tablet.page.locator("[data-testid=big]")).to_have_text(standing, timeout=WAIT_MS)
    edge_server.start()
    tablet.wait_queued(0)
    once_each(edge_server, 2)


def test_commands_whose_answers_are_lost_are_given_again_and_recorded_once(
    tablet: Tablet, edge_server: RealEdge, lossy_line: LossyLine
) -> None:
    ready(tablet)
    lossy_line.losing = True
    for pick in range(LOST_PICKS):
        tablet.pick_one()
        tablet.wait_queued(pick + 1)
    assert lossy_line.lost > 0
    assert len(edge_server.recorded()) > 0
    lossy_line.losing = False
    tablet.wait_queued(0)
    once_each(edge_server, LOST_PICKS)
    assert tablet.errors == []


def test_an_edge_that_dies_between_commit_and_answer_has_recorded_the_scan_once(
    tablet: Tablet, edge_server: RealEdge, lossy_line: LossyLine
) -> None:
    ready(tablet)
    lossy_line.on_lost = edge_server.stop
    lossy_line.losing = True
    tablet.pick_one()
    tablet.wait_online(False)
    tablet.wait_queued(1)
    once_each(edge_server, 1)
    tablet.pick_one()
    tablet.wait_queued(2)
    lossy_line.losing = False
    edge_server.start()
    tablet.wait_queued(0)
    once_each(edge_server, 2)
    assert tablet.errors == []


def test_a_scan_online_is_answered_by_the_edge(tablet: Tablet, edge_server: EdgeServer) -> None:
    ready(tablet)
    tablet.wait_online(True)
    tablet.pick_one()
    expect(tablet.page.locator("[data-testid=last]")).to_have_attribute("data-tone", "ok")
    tablet.wait_queued(0)
    once_each(edge_server, 1)


def test_the_strip_says_how_many_wait_and_how_long(tablet: Tablet, edge_server: EdgeServer) -> None:
    ready(tablet)
    edge_server.stop()
    tablet.wait_online(False)
    tablet.pick_one()
    expect(tablet.page.locator("[data-testid=last]")).to_have_attribute("data-tone", "queued")
    expect(tablet.page.locator("[data-testid=link]")).to_contain_text(
        "saved on this tablet · 1 waiting"
    )
