"""What will be printed is seen first: a label as its printer has it, a list with all its pages."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import need_pages
from tests.browser.programs import Calls
from tests.browser.site import ORDER, Made, RealEdge
from tests.browser.tablet import Tablet

LARGE = {"address": "10.255.255.1:9100", "name": "Dock 1", "width_mm": 105, "height_mm": 148}
SMALL = {"address": "10.255.255.1:9100", "name": "Shelf", "width_mm": 40, "height_mm": 20}
SUE = "4712"
NATURAL = "img => [img.complete, img.naturalWidth > img.naturalHeight]"


@pytest.fixture
def edge_server(made_site: Made, tmp_path: Path) -> Iterator[RealEdge]:
    """The program on a site of its own, with a printer of large labels and one of small ones."""
    need_pages("edge")
    edge = RealEdge(made_site, tmp_path / "site")
    edge.start()
    address = f"http://127.0.0.1:{edge.port}"
    with closing(Calls(address, made_site.key)) as office:
        office.post("/people", {"name": "Sue", "badge": SUE, "pin": edge.pin, "role": "supervisor"})
        edge.badge = SUE
    for code, printer in (("DOCK", LARGE), ("SHELF", SMALL)):
        headers = {"authorization": f"Bearer {made_site.key}"}
        put = httpx.put(f"{address}/api/v1/printers/{code}", json=printer, headers=headers)
        assert put.is_success, put.text
    yield edge
    edge.stop()


def test_a_label_and_a_list_are_seen_before_they_are_printed(
    tablet: Tablet, pictures: Path | None
) -> None:
    tablet.enrol()
    page = tablet.page
    shown = look_up(tablet, "A-01-01-1")
    expect(shown.get_by_test_id("preview")).to_be_visible()
    assert shown.get_by_test_id("preview").evaluate(NATURAL) == [True, True]
    expect(shown.locator("figcaption")).to_contain_text("mm")
    look(tablet, pictures, "label")
    shown.get_by_role("button", name="SHELF").click()
    expect(shown.get_by_role("alert")).to_contain_text("larger than what SHELF holds")
    expect(shown.locator("[data-id=print_now]")).to_be_disabled()
    look(tablet, pictures, "label_too_large")
    shown.get_by_role("button", name="DOCK").click()
    expect(shown.locator("[data-id=print_now]")).to_be_enabled()
    shown.locator("[data-id=print_now]").click()
    expect(shown.locator("[data-state]")).to_contain_text("A-01-01-1")
    look(tablet, pictures, "jobs")
    shown.get_by_role("tab", name="Printers").click()
    look(tablet, pictures, "printers")
    shown.locator("[data-id=close_printing]").click()
    shown = look_up(tablet, ORDER)
    expect(shown.get_by_test_id("preview")).to_be_visible()
    assert shown.get_by_test_id("preview").evaluate(NATURAL) == [True, False]
    look(tablet, pictures, "list")
    shown.locator("[data-id=large]").click()
    look(tablet, pictures, "list_large")
    shown.locator("[data-id=delivery_note]").click()
    expect(shown.locator("[data-id=delivery_note]")).to_have_attribute("aria-pressed", "true")
    pdf = shown.locator("[data-id=pdf]").get_attribute("href")
    assert pdf is not None and "delivery_note" in pdf and "format=pdf" in pdf
    assert page.request.get(page.url.partition("#")[0].rstrip("/") + pdf).ok
    assert tablet.errors == []


def look_up(tablet: Tablet, code: str) -> Locator:
    """From home to the printing page of a thing."""
    page = tablet.page
    if page.get_by_test_id("lookup").count():
        page.get_by_test_id("lookup").get_by_role("button", name="Close").click()
    tablet.scan(code)
    page.get_by_test_id("lookup").locator("[data-id=print]").click()
    return page.get_by_test_id("printing")


def look(tablet: Tablet, folder: Path | None, name: str) -> None:
    """Lying and standing, if pictures are wanted."""
    if folder is None:
        return
    for width, height in ((1280, 800), (800, 1280)):
        tablet.page.set_viewport_size({"width": width, "height": height})
        tablet.page.wait_for_timeout(250)
        tablet.page.screenshot(path=folder / f"print_{name}_{width}.png")
    tablet.page.set_viewport_size({"width": 1280, "height": 800})
