"""The HQ page over a real hub and a real edge: every list, a decision, a site that falls silent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.company import ADMIN, PASSWORD, Branch, Company
from tests.browser.conftest import need_pages

ITEM, ASN, ORDER = "22423", "ASN-1042", "569239"
FLOOR = ("--zones", "A", "--aisles", "1", "--bays", "2", "--levels", "1")
FIGURES = 10
HERE_MS, SILENT_MS = 15_000, 60_000


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """A hub that is served."""
    need_pages("hub")
    company = Company(tmp_path)
    yield company
    company.close()


@pytest.fixture
def page(company: Company, browser: Browser) -> Iterator[Page]:
    """Its page."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page.set_default_timeout(HERE_MS)
    page.goto(company.url)
    yield page
    page.close()


def work(company: Company) -> Branch:
    """A site with stock, an order, something damaged, and an item edited on both sides."""
    company.add_item(ITEM, "Regency cakestand 3 tier")
    leeds = company.open_site("LEEDS", "Leeds", "Europe/London", *FLOOR)
    office = leeds.office
    office.until(f"/lookup/{ITEM}", kind="item")
    office.table("opening_stock", ["location,item,quantity", f"A-01-01-1,{ITEM},1200"])
    line = {"item": ITEM, "quantity": 6}
    office.command("take_order", order=ORDER, customer="C-1001", lines=[line])
    office.command("release_orders", orders=[ORDER])
    office.command("announce_asn", asn=ASN, supplier="KAISER", lines=[line])
    office.command("arrive_asn", asn=ASN, dock="DOCK-1")
    office.command("receive", asn=ASN, item=ITEM, quantity=2, condition="damaged")
    company.edit_apart(leeds, ITEM, {"min_quantity": 48}, {"min_quantity": 36})
    return leeds


def test_the_page_is_true_to_a_real_hub_and_a_site_that_falls_silent(
    company: Company, page: Page
) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    leeds = work(company)
    enter(page)
    row = page.locator("tr[data-site=LEEDS]")
    expect(row.locator("[data-link=live]")).to_be_visible(timeout=HERE_MS)
    # late, due, open, lines, shipped, exceptions, conflicts, quarantined, waiting, on hand
    figures = ["0", "0", "1", "1", "0", "1", "1", "0", "0", "1\u2009202"]
    expect(row.locator("td.number")).to_have_text(figures, timeout=HERE_MS)
    decide(page, company.url, leeds)
    leeds.program.stop()
    page.goto(f"{company.url}#/overview")
    expect(row.locator("[data-link=delayed]")).to_be_visible(timeout=HERE_MS)
    # Half a minute until it counts as silent: time for all that headquarters can do without it.
    look_around(page, company.url)
    add_a_site(page, company.url)
    expect(row.locator("[data-link=offline]")).to_be_visible(timeout=SILENT_MS)
    assert row.locator("td.stale").count() == FIGURES
    expect(row.locator("td.number").last).to_have_text("1\u2009202")
    expect(page.locator("[data-testid=cover]")).to_contain_text("0 of 2 sites fresh")
    assert errors == []


def enter(page: Page) -> None:
    """Logged in, on the overview."""
    page.locator("input[name=name]").fill(ADMIN)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("tr[data-site=LEEDS]")).to_be_visible()


def look_around(page: Page, url: str) -> None:
    """Each list has what the site told."""
    told = {
        f"stock?item={ITEM}": "1\u2009202",
        "orders": ORDER,
        "exceptions": "2 of 22423 came in damaged",
        "sites": "Leeds",
        "sites/LEEDS": "Computers",
    }
    for address, text in told.items():
        page.goto(f"{url}#/{address}")
        expect(page.get_by_role("main").get_by_text(text).first).to_be_visible()


def decide(page: Page, url: str, leeds: Branch) -> None:
    """The value that lost is taken instead, and reaches the site."""
    page.goto(f"{url}#/conflicts")
    conflict = page.locator("[data-conflict]")
    expect(conflict).to_contain_text("48")
    expect(conflict).to_contain_text("36")
    lost = int(conflict.locator(".lost .value").inner_text())
    conflict.get_by_role("button", name="Take this instead").click()
    expect(page.get_by_text("No conflicts")).to_be_visible()
    page.goto(f"{url}#/conflicts?all=1")
    expect(conflict).to_contain_text(f"Resolved by {ADMIN}")
    leeds.office.until(f"/items?search={ITEM}", min_quantity=lost)


def add_a_site(page: Page, url: str) -> None:
    """A one-time code is shown, and the site stands in the overview, never heard."""
    page.goto(f"{url}#/sites")
    page.get_by_role("button", name="Add a site").click()
    page.get_by_label("Site code").fill("GDN")
    page.get_by_label("Name").fill("Gdańsk")
    page.get_by_role("button", name="Make one-time code").click()
    expect(page.get_by_text("holdfast-edge init --hub")).to_be_visible()
    page.goto(f"{url}#/overview")
    expect(page.locator("tr[data-site=GDN] [data-link=never]")).to_be_visible()
