"""The office's page of how a site works: what is set there, the edge holds."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Route, expect

from tests.browser.conftest import need_pages
from tests.browser.programs import Calls
from tests.browser.servers import Chromium
from tests.browser.site import Made, RealEdge
from tests.browser.tablet import Tablet

ADMIN = "4719"
Read = Callable[[str], list[dict[str, Any]]]
Look = Callable[[str], None]


@pytest.fixture(scope="module")
def edge_server(made_site: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealEdge]:
    """A site that nobody has set up, with an administrator."""
    need_pages("edge")
    edge = RealEdge(made_site, tmp_path_factory.mktemp("setup") / "site")
    edge.start()
    with closing(Calls(f"http://127.0.0.1:{edge.port}", made_site.key)) as office:
        office.post("/people", {"name": "Admin", "badge": ADMIN, "pin": edge.pin, "role": "admin"})
        office.command("set_carrier", carrier="DHL", name="DHL Freight")
    edge.badge = ADMIN
    yield edge
    edge.stop()


@pytest.fixture(scope="module")
def tablet(chromium: Chromium, browser: Browser, edge_server: RealEdge) -> Iterator[Tablet]:
    """One tablet for all parts of the page."""
    tablet = Tablet(chromium, browser, edge_server)
    tablet.enrol()
    yield tablet
    tablet.switch_off()


@pytest.fixture
def room(tablet: Tablet) -> Locator:
    """The page as it opens."""
    tablet.page.reload()
    tablet.page.locator("header .person").click()
    tablet.page.locator("[data-id=office]").click()
    tablet.page.locator("[data-id=setup]").click()
    return tablet.page.get_by_test_id("setup")


@pytest.fixture
def read(edge_server: RealEdge, made_site: Made) -> Iterator[Read]:
    """What the edge holds in one of its lists."""
    headers = {"authorization": f"Bearer {made_site.key}"}
    with httpx.Client(base_url=f"{edge_server.url}api/v1", headers=headers, timeout=10) as client:
        yield lambda path: list(client.get(path).raise_for_status().json()["items"])


@pytest.fixture
def look(tablet: Tablet, pictures: Path | None) -> Look:
    """`look(name)`: pictures in both languages, lying and standing, if they are wanted."""

    def take(name: str) -> None:
        if pictures is None:
            return
        for width, height in ((1280, 800), (800, 1280)):
            tablet.page.set_viewport_size({"width": width, "height": height})
            tablet.page.wait_for_timeout(250)
            tablet.page.screenshot(path=pictures / f"setup_{name}_{width}.png")
        tablet.page.set_viewport_size({"width": 1280, "height": 800})

    return take


def test_rules_are_set_put_in_sequence_and_dropped(
    tablet: Tablet, room: Locator, read: Read, look: Look
) -> None:
    putaway = room.locator("[data-kind=putaway]")
    expect(putaway).to_contain_text("the location kept for the item")
    look("rules_none")
    room.locator("[data-id=add]").click()
    room.locator("[data-choice='strategy:any']").click()
    room.locator("[name=zone]").fill("BULK")
    look("rule_putaway")
    room.locator("[data-id=save]").click()
    expect(room.get_by_test_id("told_once")).to_contain_text("holds from now on")
    room.locator("[data-id=add]").click()
    room.locator("[data-choice='class_abc:A']").click()
    room.locator("[name=zone]").fill("PICK")
    room.locator("[data-id=save]").click()
    rows = putaway.locator("article")
    expect(rows.nth(1)).to_contain_text("Goods of class A go to an empty location in zone PICK")
    rows.nth(1).locator("[data-id=up]").click()
    expect(rows.nth(0)).to_contain_text("zone PICK")
    room.locator("[data-id=add]").click()
    room.locator("[data-choice='kind:cart']").click()
    room.locator("[name=slots]").fill("101")
    room.locator("[data-id=save]").click()
    expect(room.locator(".fault")).to_have_text("at most 100")
    look("rule_refused")
    room.locator("[name=slots]").fill("8")
    room.locator("[name=weight_g_max]").fill("120,5")
    room.locator("[data-id=save]").click()
    expect(room.locator("[data-kind=cart]")).to_contain_text("8 totes, 120.5 kg")
    look("rules")
    assert [(row["says"], row["when"]) for row in read("/rules")] == [
        ({"kind": "putaway", "strategy": "empty", "zone": "PICK"}, {"class_abc": "A"}),
        ({"kind": "putaway", "strategy": "any", "zone": "BULK"}, {}),
        ({"kind": "cart", "slots": 8, "weight_g_max": 120_500}, {}),
    ]
    rows.nth(1).locator("[data-id=edit]").click()
    room.locator("[data-id=drop]").click()
    room.locator("[data-id=drop]", has_text="Really").click()
    expect(rows).to_have_count(1)
    assert [row["kind"] for row in read("/rules")] == ["putaway", "cart"]
    assert tablet.errors == []


def test_a_rule_whose_answer_was_lost_is_saved_again_and_is_one_rule(
    tablet: Tablet, room: Locator, read: Read, look: Look
) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    before = len(read("/rules"))
    room.locator("[data-id=add]").click()
    room.locator("[data-choice='kind:count']").click()
    room.locator("[name=every_days]").fill("90")
    tablet.page.route("**/api/v1/commands", lose, times=1)
    room.locator("[data-id=save]").click()
    expect(room.get_by_role("alert")).to_contain_text("does not answer")
    look("rule_no_line")
    room.locator("[data-id=save]").click()
    expect(room.locator("[data-kind=count]")).to_contain_text("counted every 90 days")
    assert len(read("/rules")) == before + 1
    assert tablet.errors == []


def test_a_channel_is_set_locked_by_one_tap_and_dropped(
    tablet: Tablet, room: Locator, read: Read, look: Look
) -> None:
    room.locator("[data-id=channels]").click()
    expect(room).to_contain_text("Orders wait until somebody releases them")
    look("channels_none")
    room.locator("[data-id=add]").click()
    room.locator("[name=channel]").fill("EXPRESS")
    room.locator("[name=carrier]").select_option("DHL")
    room.locator("[name=lines_max]").fill("3")
    room.locator("[name=wip_max]").fill("40")
    room.locator("[name=cut_off]").fill("15:30")
    for place, wave in enumerate(("12:00", "08:00")):
        room.locator("[data-id=add_waves]").click()
        room.locator("[name=waves]").nth(place).fill(wave)
    look("channel_form")
    room.locator("[data-id=save]").click()
    row = room.locator("[data-row=EXPRESS]")
    expect(row).to_contain_text("Orders by DHL, of up to 3 lines")
    expect(row).to_contain_text("Waves at 08:00, 12:00 · cut-off 15:30")
    expect(row).to_contain_text("0 of 40")
    kept = {
        "channel": "EXPRESS", "orders": {"carrier": "DHL", "lines_max": 3}, "sequence": 100,
        "cut_off": "15:30", "process_minutes": 0, "wip_max": 40, "waves": ["08:00", "12:00"],
        "state": "open", "in_progress": 0, "waiting": 0,
    }  # fmt: skip
    assert read("/channels") == [kept]
    row.locator("[data-id=turn]").click()
    expect(row.locator("[data-state=locked]")).to_be_visible()
    expect(room.get_by_test_id("told_once")).to_contain_text("takes orders and releases none")
    look("channels")
    assert read("/channels") == [{**kept, "state": "locked"}]
    row.locator("[data-id=edit]").click()
    room.locator("[data-id=drop]").click()
    room.locator("[data-id=drop]", has_text="Really").click()
    expect(row).to_have_count(0)
    assert tablet.errors == []


def test_a_carton_is_set_as_the_edge_takes_it_and_others_come_from_a_file(
    tablet: Tablet, room: Locator, read: Read, look: Look, tmp_path: Path
) -> None:
    room.locator("[data-id=cartons]").click()
    expect(room).to_contain_text("No carton yet")
    look("cartons_none")
    room.locator("[data-id=add]").click()
    for name, typed in (("carton", "M"), ("length_mm", "40000"), ("width_mm", "300")):
        room.locator(f"[name={name}]").fill(typed)
    room.locator("[name=height_mm]").fill("200")
    room.locator("[name=weight_g_max]").fill("12.5")
    room.locator("[name=tare_g]").fill("320")
    room.locator("[data-id=save]").click()
    expect(room.locator(".fault")).to_have_text("at most 10000")
    look("carton_refused")
    assert read("/cartons") == []
    room.locator("[name=length_mm]").fill("400")
    room.locator("[data-id=save]").click()
    expect(room.locator("[data-row=M]")).to_contain_text("400 × 300 × 200 mm")
    look("cartons")
    assert read("/cartons") == [
        {"carton": "M", "length_mm": 400, "width_mm": 300, "height_mm": 200,
         "weight_g_max": 12_500, "tare_g": 320},
    ]  # fmt: skip
    table = tmp_path / "cartons.csv"
    room.locator("[data-id=import]").click()
    for length, found in ((20_000, "0 can be loaded, 1 cannot"), (600, "2 can be loaded")):
        rows = f"S,200,150,100\nXL,{length},400,300\n"
        table.write_text(f"carton,length_mm,width_mm,height_mm\n{rows}")
        room.locator("[name=file]").set_input_files([])
        room.locator("[name=file]").set_input_files(table)
        expect(room.get_by_test_id("found")).to_contain_text(found)
        look(f"cartons_import_{length}")
    room.locator("[data-id=load]").click()
    expect(room.locator("[data-row=S]")).to_contain_text("200 × 150 × 100 mm")
    assert tablet.errors == []


def test_a_field_is_called_as_its_label_and_keeps_its_kind(
    tablet: Tablet, room: Locator, read: Read, look: Look
) -> None:
    room.locator("[data-id=fields]").click()
    expect(room).to_contain_text("No field of your own")
    look("fields_none")
    room.locator("[data-id=add]").click()
    room.locator("[data-choice='kind:choice']").click()
    room.locator("[name=label_en]").fill("Country of origin")
    room.locator("[name=label_zh]").fill("原产地")
    expect(room.locator("[name=field]")).to_have_value("country_of_origin")
    room.locator("[data-id=save]").click()
    expect(room.locator(".fault")).to_contain_text("it needs one at least")
    look("field_refused")
    for place, choice in enumerate(("CN", "GB")):
        room.locator("[data-id=add_choices]").click()
        room.locator("[name=choices]").nth(place).fill(choice)
    room.locator("[data-choice=required]").click()
    room.locator("[data-id=save]").click()
    row = room.locator("[data-row='item:country_of_origin']")
    expect(row).to_contain_text("Choice: CN, GB · required")
    look("fields")
    assert read("/custom-fields") == [
        {"about": "item", "code": "country_of_origin", "kind": "choice", "decimals": 0,
         "choices": ["CN", "GB"], "required": True, "label_en": "Country of origin",
         "label_zh": "原产地", "sequence": 100},
    ]  # fmt: skip
    row.locator("[data-id=edit]").click()
    expect(room.locator("[name=field]")).to_be_disabled()
    expect(room.locator("[data-choice='kind:text']")).to_have_count(0)
    look("field_form")
    assert tablet.errors == []
