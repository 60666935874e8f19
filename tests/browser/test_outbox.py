"""Scans with the edge stopped and the browser killed are recorded once each when it is back."""

from playwright.sync_api import expect

from tests.browser.servers import EdgeServer
from tests.browser.tablet import WAIT_MS, Tablet

PICKS = 20


def ready(tablet: Tablet) -> None:
    """Enrolled, logged in, shell kept, cookies on the disk, picks loaded."""
    tablet.enrol()
    tablet.page.locator("[data-activity=pick]").click()
    tablet.wait_ask("ask.go_to")
    tablet.page.wait_for_function("navigator.serviceWorker.controller !== null", timeout=WAIT_MS)


def test_scans_made_with_the_edge_stopped_survive_a_killed_browser(
    tablet: Tablet, edge_server: EdgeServer
) -> None:
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
    recorded = edge_server.recorded()
    assert len(recorded) == PICKS
    assert len(set(recorded)) == PICKS
    assert recorded == sorted(recorded)
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
    assert len(edge_server.recorded()) == 2


def test_a_scan_online_is_answered_by_the_edge(tablet: Tablet, edge_server: EdgeServer) -> None:
    ready(tablet)
    tablet.wait_online(True)
    tablet.pick_one()
    expect(tablet.page.locator("[data-testid=last]")).to_have_attribute("data-tone", "ok")
    tablet.wait_queued(0)
    assert len(edge_server.recorded()) == 1


def test_the_strip_says_how_many_wait_and_how_long(tablet: Tablet, edge_server: EdgeServer) -> None:
    ready(tablet)
    edge_server.stop()
    tablet.wait_online(False)
    tablet.pick_one()
    expect(tablet.page.locator("[data-testid=last]")).to_have_attribute("data-tone", "queued")
    expect(tablet.page.locator("[data-testid=link]")).to_contain_text(
        "saved on this tablet · 1 waiting"
    )
