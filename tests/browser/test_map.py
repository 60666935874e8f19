"""The map of the robots on a tablet: who sees what, who stops and who starts them, what was."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import need_pages
from tests.browser.fleet import FleetEdge
from tests.browser.programs import Calls
from tests.browser.servers import Chromium
from tests.browser.site import Made
from tests.browser.tablet import Tablet

WORKER, SUPERVISOR = "4711", "4712"
Look = Callable[[str], None]


@pytest.fixture(scope="module")
def edge_server(made_site: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FleetEdge]:
    """A site with five robots, a worker and a supervisor."""
    need_pages("edge")
    edge = FleetEdge(made_site, tmp_path_factory.mktemp("fleet") / "site")
    edge.start()
    with closing(Calls(f"http://127.0.0.1:{edge.port}", made_site.key)) as office:
        person: dict[str, object] = {"name": "Mia Supervisor", "badge": SUPERVISOR}
        office.post("/people", {**person, "role": "supervisor", "pin": edge.pin})
    yield edge
    edge.stop()


@pytest.fixture(scope="module")
def tablets(
    chromium: Chromium, browser: Browser, edge_server: FleetEdge
) -> Iterator[Callable[[str], Tablet]]:
    """`tablets(badge)`: the tablet on which this person is logged in."""
    known: dict[str, Tablet] = {}

    def of(badge: str) -> Tablet:
        if badge not in known:
            known[badge] = Tablet(chromium, browser, edge_server)
            edge_server.badge = badge
            known[badge].enrol()
        return known[badge]

    yield of
    for tablet in known.values():
        assert tablet.errors == []
        tablet.switch_off()


@pytest.fixture
def map_of(tablets: Callable[[str], Tablet]) -> Callable[[str], Tablet]:
    """`map_of(badge)`: this person's tablet, with the map open."""

    def enter(badge: str) -> Tablet:
        tablet = tablets(badge)
        tablet.page.reload()
        tablet.page.locator("header .person").click()
        tablet.page.locator("[data-id=robots]").click()
        expect(tablet.page.get_by_test_id("robots")).to_be_visible()
        return tablet

    return enter


@pytest.fixture
def look(pictures: Path | None) -> Callable[[Page, str], None]:
    """`look(page, name)`: pictures lying and standing, dark and light, in both languages."""

    def take(page: Page, name: str) -> None:
        if pictures is None:
            return
        for width, height in ((1280, 800), (800, 1280)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(400)
            page.screenshot(path=pictures / f"{name}_{width}.png")
        page.set_viewport_size({"width": 1280, "height": 800})

    return take


def test_the_walk_of_a_picker_is_drawn_and_shrinks(
    map_of: Callable[[str], Tablet], look: Callable[[Page, str], None]
) -> None:
    tablet = map_of(WORKER)
    page = tablet.page
    page.locator("[data-id=close_robots]").click()
    page.locator("header .home").click()
    page.locator("[data-led=picking]").click()
    page.get_by_role("button", name="Next").first.click()
    walk = page.get_by_test_id("walk")
    expect(walk).to_be_visible()
    stops = int(walk.get_attribute("data-stops") or 0)
    look(page, "walk")
    while tablet.ask() != "ask.go_to":
        page.wait_for_timeout(50)
    place = page.get_by_test_id("big").inner_text()
    tablet.scan(place)
    expect(walk).to_have_count(0)
    assert stops > 1


def test_a_worker_sees_who_needs_help_and_what_each_does(
    map_of: Callable[[str], Tablet], look: Callable[[Page, str], None]
) -> None:
    page = map_of(WORKER).page
    robots = page.locator("[data-robot]")
    expect(robots).to_have_count(5)
    order = [robots.nth(n).get_attribute("data-state") for n in range(5)]
    assert order == ["stopped", "held", "driving", "driving", "charging"]
    expect(page.get_by_text("2 need help")).to_be_visible()
    look(page, "robots")
    page.locator("[data-robot=R1]").click()
    expect(page.get_by_test_id("aside")).to_contain_text("TOTE-0042")
    expect(page.get_by_test_id("aside")).to_contain_text("82 %")
    look(page, "robot")
    page.locator("[data-id=all]").click()
    page.locator("[data-robot=R4]").click()
    expect(page.get_by_test_id("aside")).to_contain_text("no line under the sensors")


def test_a_worker_stops_all_and_a_supervisor_lets_them_drive(
    map_of: Callable[[str], Tablet], look: Callable[[Page, str], None], edge_server: FleetEdge
) -> None:
    page = map_of(WORKER).page
    page.locator("[data-id=pause]").click()
    page.locator("[data-id=keep]").click()
    assert not edge_server.desk.picture().paused
    page.locator("[data-id=pause]").click()
    look(page, "sure")
    page.locator("[data-id=sure]").click()
    expect(page.get_by_test_id("paused")).to_contain_text("All robots stopped by Li Wei")
    expect(page.locator("[data-robot=R1]")).to_have_attribute("data-state", "paused")
    expect(page.locator("[data-id=resume]")).to_have_count(0)
    other = map_of(SUPERVISOR).page
    expect(other.get_by_test_id("paused")).to_contain_text("Li Wei")
    look(other, "paused")
    other.locator("[data-id=resume]").click()
    other.locator("[data-id=sure]").click()
    expect(other.locator("[data-id=pause]")).to_be_visible()
    expect(page.locator("[data-id=pause]")).to_be_visible()
    assert not edge_server.desk.picture().paused


def test_a_stretch_that_is_touched_is_blocked_with_a_reason_and_freed_by_a_supervisor(
    map_of: Callable[[str], Tablet], look: Callable[[Page, str], None], edge_server: FleetEdge
) -> None:
    page = map_of(WORKER).page
    touch(page, edge_server, 12_500, 12_000)
    expect(page.get_by_test_id("aside")).to_contain_text("N33-N43")
    look(page, "stretch")
    page.locator("[data-reason=spill]").click()
    expect(page.get_by_test_id("aside")).to_contain_text("Said by Li Wei")
    expect(page.locator("[data-id=clear]")).to_have_count(0)
    other = map_of(SUPERVISOR).page
    other.locator("[data-block=N33-N43]").click()
    look(other, "blocked")
    other.locator("[data-id=clear]").click()
    expect(other.get_by_text("Robots may drive here")).to_be_visible()
    assert edge_server.desk.picture().blocked == ()


def touch(page: Page, edge: FleetEdge, x_mm: int, y_mm: int) -> None:
    """A finger on the map where this point of the floor is drawn."""
    nodes = edge.desk.map().nodes
    xs, ys = [node.x_mm for node in nodes], [node.y_mm for node in nodes]
    box = page.locator("canvas").bounding_box()
    assert box is not None
    margin = 44
    scale = min(
        (box["width"] - 2 * margin) / (max(xs) - min(xs)),
        (box["height"] - 2 * margin) / (max(ys) - min(ys)),
    )
    page.mouse.click(
        box["x"] + box["width"] / 2 + (x_mm - (max(xs) + min(xs)) / 2) * scale,
        box["y"] + box["height"] / 2 - (y_mm - (max(ys) + min(ys)) / 2) * scale,
    )


def test_what_was_is_watched_again_and_now_is_one_press_away(
    map_of: Callable[[str], Tablet], look: Callable[[Page, str], None], edge_server: FleetEdge
) -> None:
    page = map_of(WORKER).page
    page.locator("[data-id=past]").click()
    again = page.get_by_test_id("again")
    expect(page.get_by_text("What is shown is of")).to_be_visible()
    slider = again.locator("input")
    first = int(slider.get_attribute("min") or 0)
    assert int(slider.get_attribute("max") or 0) - first > 500_000
    before = slider.input_value()
    page.locator("[data-id=play]").click()
    expect(slider).not_to_have_value(before)
    look(page, "again")
    page.locator("[data-id=earlier]").click()
    expect(page.locator("[data-robot=R1]")).to_have_attribute("data-state", "driving")
    expect(page.locator("[data-id=pause]")).to_be_visible()
    page.locator("[data-id=now]").click()
    expect(again).to_have_count(0)


def test_a_site_without_robots_says_what_will_be_here(
    map_of: Callable[[str], Tablet], look: Callable[[Page, str], None], edge_server: FleetEdge
) -> None:
    edge_server.desk.robots = False
    page = map_of(WORKER).page
    expect(page.get_by_text("No robots here yet")).to_be_visible()
    look(page, "none")
    edge_server.desk.robots = True


def test_the_page_speaks_chinese_and_is_read_in_daylight(
    map_of: Callable[[str], Tablet], look: Callable[[Page, str], None]
) -> None:
    page = map_of(SUPERVISOR).page
    page.locator("[data-id=close_robots]").click()
    page.get_by_role("button", name="中文").click()
    page.get_by_role("button", name="浅色").click()
    page.locator("[data-id=robots]").click()
    expect(page.get_by_test_id("robots").get_by_text("停止所有机器人")).to_be_visible()
    look(page, "zh")
    page.locator("[data-id=close_robots]").click()
    page.get_by_role("button", name="English").click()


def test_robots_are_stopped_from_the_menu_too(
    map_of: Callable[[str], Tablet], edge_server: FleetEdge
) -> None:
    page = map_of(SUPERVISOR).page
    page.locator("[data-id=close_robots]").click()
    page.locator("[data-id=stop_robots]").click()
    assert not edge_server.desk.picture().paused
    page.locator("[data-id=stop_robots]").click()
    expect(page.get_by_test_id("robots_stopped")).to_be_visible()
    assert edge_server.desk.picture().paused_by == "Mia Supervisor"
    page.locator("[data-id=robots]").click()
    page.locator("[data-id=resume]").click()
    page.locator("[data-id=sure]").click()
    expect(page.locator("[data-id=pause]")).to_be_visible()


def test_silence_is_said_and_nothing_looks_alive(
    map_of: Callable[[str], Tablet], look: Callable[[Page, str], None], edge_server: FleetEdge
) -> None:
    page = map_of(WORKER).page
    page.clock.install()
    expect(page.locator("[data-robot=R1]")).to_have_attribute("data-state", "driving")
    edge_server.desk.is_silent = True
    expect(page.get_by_text("No robot is heard")).to_be_visible()
    look(page, "unheard")
    page.route("**/api/v1/robots/**", lambda route: route.abort())
    page.clock.fast_forward(15_000)
    expect(page.get_by_text("Robots may have moved since")).to_be_visible()
    page.locator("[data-id=pause]").click()
    page.locator("[data-id=sure]").click()
    expect(page.get_by_text("Press the red button on the robot")).to_be_visible()
    look(page, "no_line")
    page.unroute_all()
    edge_server.desk.is_silent = False
    expect(page.get_by_text("Robots may have moved since")).to_have_count(0)
