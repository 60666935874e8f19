"""The office on an administrator's tablet, room by room; a supervisor sees fewer, others none."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from edge.admin.moving_in import move_in_folder
from edge.intake.greaterwms.run import Wish
from node.clock import wall_clock_ms
from tests.browser.conftest import need_pages
from tests.browser.programs import Calls
from tests.browser.servers import Chromium
from tests.browser.site import Made, RealEdge
from tests.browser.tablet import WAIT_MS, Tablet
from tests.edge.greaterwms.other import make

BADGES = {"worker": "4711", "supervisor": "4712", "admin": "4719"}
Enter = Callable[[str], Locator]


@pytest.fixture(scope="module")
def edge_server(made_site: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealEdge]:
    """The program on a site that was moved in from an old system, with one of each role."""
    need_pages("edge")
    folder = tmp_path_factory.mktemp("office")
    edge = RealEdge(made_site, folder / "site")
    old = make(folder / "old.db")
    move_in_folder(edge.folder, Wish(old, write=True), wall_clock_ms, lambda *_: None)
    edge.start()
    with closing(Calls(f"http://127.0.0.1:{edge.port}", made_site.key)) as office:
        for role in ("admin", "supervisor"):
            person: dict[str, object] = {"name": role.title(), "badge": BADGES[role], "role": role}
            office.post("/people", {**person, "pin": edge.pin})
        office.command("set_carrier", carrier="DHL", name="DHL Freight", cut_off="16:30")
    yield edge
    edge.stop()


@pytest.fixture(scope="module")
def tablet(chromium: Chromium, browser: Browser, edge_server: RealEdge) -> Iterator[Tablet]:
    """One tablet for all rooms: an administrator is logged in."""
    tablet = Tablet(chromium, browser, edge_server)
    edge_server.badge = BADGES["admin"]
    tablet.enrol()
    yield tablet
    tablet.switch_off()


@pytest.fixture
def enter(tablet: Tablet) -> Enter:
    """`enter(room)`, from wherever the tablet is."""

    def into(room: str) -> Locator:
        tablet.page.reload()
        tablet.page.locator("header .person").click()
        tablet.page.locator("[data-id=office]").click()
        tablet.page.locator(f"[data-id={room}]").click()
        return tablet.page.get_by_test_id(room)

    return into


@pytest.fixture
def look(tablet: Tablet, pictures: Path | None) -> Callable[[str], None]:
    """`look(name)`: pictures in both languages, lying and standing, if they are wanted."""

    def take(name: str) -> None:
        if pictures is None:
            return
        for width, height in ((1280, 800), (800, 1280)):
            tablet.page.set_viewport_size({"width": width, "height": height})
            tablet.page.wait_for_timeout(250)
            tablet.page.screenshot(path=pictures / f"{name}_{width}.png")
        tablet.page.set_viewport_size({"width": 1280, "height": 800})

    return take


def test_everybody_finds_the_rooms_they_may_enter(
    chromium: Chromium, browser: Browser, edge_server: RealEdge
) -> None:
    tablet = Tablet(chromium, browser, edge_server)
    found: dict[str, list[str | None]] = {}
    for role, badge in BADGES.items():
        edge_server.badge = badge
        if found:
            tablet.page.get_by_role("button", name="Log out").click()
            tablet.login()
        else:
            tablet.enrol()
        tablet.page.locator("header .person").click()
        expect(tablet.page.locator("[data-id=print]")).to_be_visible()
        found[role] = rooms(tablet.page)
    tablet.switch_off()
    assert found == {
        "worker": [],
        "supervisor": ["people", "trail", "replenish", "freight", "setup", "history", "outside"],
        "admin": [
            "people",
            "devices",
            "keys",
            "trail",
            "replenish",
            "freight",
            "setup",
            "history",
            "outside",
        ],
    }


def rooms(page: Page) -> list[str | None]:
    """What the office offers, where there is one."""
    with page.expect_response("**/api/v1/session"):
        page.locator("header .home").click()
        page.locator("header .person").click()
    page.wait_for_timeout(100)
    if page.locator("[data-id=office]").count() == 0:
        return []
    page.locator("[data-id=office]").click()
    expect(page.locator("[data-testid=office] .way").first).to_be_visible()
    ways = page.locator("[data-testid=office] .way").all()
    offered = [each.get_attribute("data-id") for each in ways]
    page.locator("[data-id=close_office]").click()
    return offered


def test_a_device_is_enrolled_by_a_code_of_the_page_and_revoked(
    tablet: Tablet,
    enter: Enter,
    look: Callable[[str], None],
    chromium: Chromium,
    browser: Browser,
    edge_server: RealEdge,
) -> None:
    room = enter("devices")
    room.locator("[data-id=new_code]").click()
    code = room.get_by_test_id("code").inner_text()
    look("device_code")
    other = Tablet(chromium, browser, edge_server)
    page = other.open(f"#{code}")
    page.get_by_label("Name of this tablet").fill("Scanner 9")
    page.get_by_role("button", name="Enrol").click()
    expect(page.locator("input[name=badge]")).to_be_visible(timeout=WAIT_MS)
    expect(room.get_by_test_id("told_once")).to_contain_text("Scanner 9 is enrolled")
    look("devices")
    row = room.locator("[data-device='Scanner 9']")
    row.locator("[data-id=revoke]").click()
    row.locator("[data-id=revoke]", has_text="Really revoke Scanner 9?").click()
    expect(row).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Name of this tablet")).to_be_visible(timeout=WAIT_MS)
    other.switch_off()
    assert tablet.errors == []


def test_a_key_is_shown_once_and_opens_what_was_left_to_it(
    tablet: Tablet, enter: Enter, look: Callable[[str], None], edge_server: RealEdge
) -> None:
    room = enter("keys")
    room.locator("[data-id=new_key]").click()
    room.locator("[name=name]").fill("Scoreboard")
    room.locator("[data-role=viewer]").click()
    room.locator("[data-may=see_items]").click()
    look("key_form")
    room.locator("[data-id=make_key]").click()
    token = room.get_by_test_id("key").inner_text()
    look("key_made")
    room.locator("[data-id=kept]").click()
    row = room.locator("[data-key=Scoreboard]")
    expect(row).to_contain_text("Viewer")
    assert token not in room.inner_text()
    look("keys")
    with closing(Calls(f"http://127.0.0.1:{edge_server.port}", token)) as board:
        board.get("/orders")
        with pytest.raises(AssertionError, match="403"):
            board.get("/items")
        row.locator("[data-id=revoke]").click()
        row.locator("[data-id=revoke]", has_text="Really revoke").click()
        expect(row).to_have_count(0)
        with pytest.raises(AssertionError, match="401"):
            board.get("/orders")
    assert tablet.errors == []


def test_the_trail_is_read_by_act_person_and_day_and_says_that_it_holds(
    tablet: Tablet, enter: Enter, look: Callable[[str], None]
) -> None:
    room = enter("trail")
    expect(room.get_by_test_id("chain")).to_contain_text("Unbroken")
    rows = room.locator("[data-act]")
    expect(room.locator("[data-act=login]").first).to_be_visible()
    look("trail")
    room.locator("[name=act]").select_option("person_added")
    expect(room.locator("[data-act=login]")).to_have_count(0)
    expect(room.locator("[data-act=person_added]").first).to_contain_text("Supervisor")
    room.locator("[name=person]").select_option(label="Admin")
    expect(rows).to_have_count(0)
    room.locator("[name=act]").select_option("login")
    expect(room.locator("[data-act=login]").first).to_be_visible()
    room.locator("[name=to]").fill("2020-01-01")
    room.locator("[name=to]").blur()
    expect(room.get_by_text("Nothing like that")).to_be_visible()
    look("trail_none")
    room.locator("[name=person]").select_option("")
    room.locator("[data-id=log]").click()
    expect(room.locator("article").first).to_be_visible()
    look("trail_log")
    assert tablet.errors == []


def test_carriers_and_tariffs_are_set_dropped_and_imported(
    tablet: Tablet, enter: Enter, look: Callable[[str], None], tmp_path: Path
) -> None:
    room = enter("freight")
    expect(room.locator("[data-row=DHL]")).to_contain_text("comes by 16:30")
    room.locator("[data-id=tariffs]").click()
    room.locator("[data-id=add]").click()
    room.locator("[name=carrier]").select_option("DHL")
    room.locator("[name=from_city]").fill("Leeds")
    room.locator("[name=to_city]").fill("Rotterdam")
    room.locator("[name=weight_fee]").fill("0,25")
    room.locator("[name=currency]").fill("eur")
    look("tariff_form")
    room.locator("[data-id=save]").click()
    row = room.locator("article", has_text="Leeds → Rotterdam")
    expect(row).to_contain_text("0.25 EUR")
    table = tmp_path / "tariffs.csv"
    table.write_text(
        "carrier,from_city,to_city,weight_fee,volume_fee,minimum,currency\n"
        "DHL,Leeds,Paris,0.4,90,12,EUR\nDHL,Leeds,Rome,cheap,1,1,EUR\n"
    )
    room.locator("[data-id=import]").click()
    room.locator("[name=file]").set_input_files(table)
    expect(room.get_by_test_id("found")).to_contain_text("2 rows: 1 can be loaded, 1 cannot")
    expect(room.locator("li", has_text="cheap")).to_contain_text("not an amount of money")
    look("tariff_import")
    room.locator("[data-id=load]").click()
    expect(room.get_by_test_id("told_once")).to_contain_text("1 row loaded")
    expect(room.locator("article", has_text="Leeds → Paris")).to_contain_text("12.00 EUR")
    look("tariffs")
    row.locator("[data-id=edit]").click()
    room.locator("[data-id=drop]").click()
    room.locator("[data-id=drop]", has_text="Really").click()
    expect(row).to_have_count(0)
    assert tablet.errors == []


def test_what_was_moved_in_is_found_by_document_and_shown_as_it_was(
    tablet: Tablet, enter: Enter, look: Callable[[str], None]
) -> None:
    room = enter("history")
    expect(room.get_by_text("moved in 20")).to_be_visible()
    expect(room.locator("article").first).to_be_visible()
    room.locator("[name=table]").select_option("dnlist")
    order = room.locator("article .title .mono").first
    expect(room.locator("article .title").first).to_contain_text("Order")
    number = order.inner_text()
    look("history")
    room.locator("[name=number]").fill(number)
    room.locator("[name=number]").press("Enter")
    room.locator("[name=number]").blur()
    lines = room.locator("article")
    expect(lines.first).to_contain_text(number)
    lines.first.locator("button").click()
    expect(lines.first.locator("dl")).to_contain_text("dn_status")
    look("history_row")
    room.locator("[data-id=close_history]").click()
    expect(tablet.page.get_by_test_id("office")).to_be_visible()
    assert tablet.errors == []
