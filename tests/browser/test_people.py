"""An administrator sees who works here and as what, adds somebody and changes what they may."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import need_pages
from tests.browser.programs import Calls
from tests.browser.site import Made, RealEdge
from tests.browser.tablet import Tablet


@pytest.fixture
def edge_server(made_site: Made, tmp_path: Path) -> Iterator[RealEdge]:
    """The program on a site of its own, with two people beside the administrator."""
    need_pages("edge")
    edge = RealEdge(made_site, tmp_path / "site")
    edge.start()
    with closing(Calls(f"http://127.0.0.1:{edge.port}", made_site.key)) as office:
        office.post("/people", {"name": "Ines", "role": "inbound"})
        office.post("/people", {"name": "王伟", "role": "stock_control", "language": "zh-Hans"})
        ada: dict[str, object] = {"name": "Ada", "badge": "4719", "pin": edge.pin, "role": "admin"}
        edge.badge = str(office.post("/people", ada)["badge"])
    yield edge
    edge.stop()


def test_people_are_listed_added_changed_and_blocked(tablet: Tablet, pictures: Path | None) -> None:
    tablet.enrol()
    page = tablet.page
    page.locator("header .person").click()
    page.locator("[data-id=office]").click()
    page.locator("[data-id=people]").click()
    shown = page.get_by_test_id("people")
    expect(shown.get_by_text("Stock control")).to_be_visible()
    shown.locator("[data-id=add_person]").click()
    shown.locator("[name=name]").fill("Zoe")
    shown.locator("[data-role=outbound]").click()
    if pictures is not None:
        take(tablet, pictures, "person")
    shown.get_by_role("button", name="Save").click()
    expect(shown.get_by_test_id("told_once")).to_contain_text("Zoe: badge")
    row = shown.locator("article", has_text="Zoe")
    expect(row).to_contain_text("Outbound")
    row.get_by_role("button", name="Change").click()
    shown.locator("[data-role=supervisor]").click()
    shown.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Supervisor")
    row.get_by_role("button", name="Change").click()
    shown.get_by_role("button", name="Block", exact=True).click()
    shown.get_by_role("button", name="Really block Zoe?").click()
    expect(row).to_contain_text("Blocked")
    if pictures is not None:
        take(tablet, pictures, "people")
    shown.locator("[data-id=close_people]").click()
    expect(shown).to_have_count(0)
    assert tablet.errors == []


def take(tablet: Tablet, folder: Path, name: str) -> None:
    """Lying and standing."""
    for width, height in ((1280, 800), (800, 1280)):
        tablet.page.set_viewport_size({"width": width, "height": height})
        tablet.page.wait_for_timeout(200)
        tablet.page.screenshot(path=folder / f"{name}_{width}.png")
    tablet.page.set_viewport_size({"width": 1280, "height": 800})
