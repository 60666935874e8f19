"""The robots of a site on the HQ page, over a real hub and a real edge: seen, stopped by word."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.company import ADMIN, PASSWORD, Company
from tests.browser.conftest import need_pages
from tests.browser.fleet import FleetEdge
from tests.browser.site import Made

FLOOR = ("--zones", "A", "--aisles", "1", "--bays", "2", "--levels", "1")
HERE_MS = 20_000


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    need_pages("hub")
    company = Company(tmp_path)
    yield company
    company.close()


@pytest.fixture
def leeds(company: Company) -> Iterator[FleetEdge]:
    """A site with robots, on the line."""
    branch = company.open_site("LEEDS", "Leeds", "Europe/London", *FLOOR)
    branch.program.stop()
    folder = branch.program.folder
    edge = FleetEdge(Made(folder, "", "", ""), folder)
    edge.start()
    yield edge
    edge.stop()


@pytest.fixture
def page(company: Company, browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page.set_default_timeout(HERE_MS)
    page.goto(company.url)
    page.locator("input[name=name]").fill(ADMIN)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    yield page
    page.close()


@pytest.fixture
def look(page: Page, pictures: Path | None) -> Callable[[str], None]:
    def take(name: str) -> None:
        if pictures is not None:
            page.wait_for_timeout(500)
            page.screenshot(path=pictures / f"{name}.png")

    return take


def test_robots_are_seen_at_headquarters_and_stopped_by_its_word(
    company: Company, page: Page, look: Callable[[str], None], leeds: FleetEdge
) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    expect(page.locator("tr[data-site=LEEDS]")).to_be_visible()
    page.goto(f"{company.url}#/robots")
    expect(page.locator("[data-robot]")).to_have_count(5, timeout=HERE_MS)
    expect(page.locator("[data-robot=R4]")).to_contain_text("no line under the sensors")
    expect(page.locator("canvas")).to_be_visible()
    page.locator("[data-robot=R1]").click()
    look("hq_robots")
    page.locator("[data-id=stop]").click()
    page.locator("[data-id=sure]").click()
    expect(page.get_by_test_id("stop")).to_contain_text(
        "All robots stopped by anna", timeout=HERE_MS
    )
    assert leeds.desk.picture().paused
    page.get_by_role("button", name="中文").click()
    look("hq_robots_zh")
    page.get_by_role("button", name="深色").click()
    look("hq_robots_dark")
    assert errors == []
