"""Headquarters sends goods from one site to another and sees both halves; real programs all."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.company import ADMIN, PASSWORD, Branch, Company, Picker
from tests.browser.conftest import need_pages

ITEM = "22423"
FLOOR = ("--zones", "A", "--aisles", "1", "--bays", "2", "--levels", "1")
HERE_MS = 20_000
LIST = "**/api/v1/transfers?*"


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """A hub and two sites, the first with stock."""
    need_pages("hub")
    company = Company(tmp_path)
    company.add_item(ITEM, "Regency cakestand 3 tier")
    for code, name in (("LEEDS", "Leeds"), ("YORK", "York")):
        branch = company.open_site(code, name, "Europe/London", *FLOOR)
        branch.office.until(f"/lookup/{ITEM}", kind="item")
    leeds = company.branches[0]
    leeds.office.table("opening_stock", ["location,item,quantity", f"A-01-01-1,{ITEM},100"])
    yield company
    company.close()


@pytest.fixture
def page(company: Company, browser: Browser) -> Iterator[Page]:
    """Its page, logged in."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page.set_default_timeout(HERE_MS)
    page.goto(company.url)
    page.locator("input[name=name]").fill(ADMIN)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("tr[data-site=LEEDS]")).to_be_visible()
    yield page
    page.close()


def test_goods_go_from_site_to_site_and_what_is_missing_is_closed(
    company: Company, page: Page
) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    leeds, york = company.branches
    number = make(page, company.url, leeds)
    send(leeds, number)
    page.goto(f"{company.url}#/transfers?view=transit")
    expect(page.get_by_role("main").get_by_text(ITEM).first).to_be_visible()
    shoot(page, "transit")
    york.office.until("/asns", asn=number, expected=25)
    york.office.command("receive", asn=number, item=ITEM, quantity=24)
    york.office.command("close_receipt", asn=number, confirm=True)
    york.office.until("/exceptions", kind="transfer_differs")  # it knows what was sent
    page.goto(f"{company.url}#/transfers?view=all")
    row = page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("received")
    row.click()
    panel = page.get_by_test_id("transfer")
    expect(panel).to_contain_text("1 did not arrive as sent")
    untold(page, panel)
    refused(page, panel)
    shoot(page, "transfer")
    page.get_by_role("button", name=f"Write off 1 × {ITEM} as lost").click()
    expect(page.get_by_test_id("transfer")).not_to_contain_text("did not arrive as sent")
    close(page, company.url, york)
    assert errors == []


def told_otherwise(page: Page, **lines: int) -> None:
    """From now on the list says this of every line."""

    def answer(route: Route) -> None:
        page_of = route.fetch().json()
        for row in page_of["items"]:
            for line in row["lines"]:
                line.update(lines)
        route.fulfill(json=page_of)

    page.unroute_all(behavior="ignoreErrors")
    page.route(LIST, answer)
    page.reload()
    page.get_by_role("row").filter(has_text="T-").click()


def untold(page: Page, panel: Locator) -> None:
    """Nothing is written off before the destination has heard what was sent."""
    told_otherwise(page, shipped_there=0)
    expect(panel).to_contain_text(f"York has not heard yet what was sent of {ITEM}.")
    expect(panel.get_by_role("button", name="Write off")).to_have_count(0)
    shoot(page, "untold")


def refused(page: Page, panel: Locator) -> None:
    """What the site refuses is said in its place, with the reason, and may be asked again."""
    told_otherwise(page, in_transit=5)
    panel.get_by_role("button", name=f"Write off 5 × {ITEM} as lost").click()
    reason = f"York refused: only 1 of {ITEM} are missing there from"
    expect(panel.get_by_role("alert")).to_contain_text(reason)
    expect(panel.get_by_role("button", name=f"Write off 5 × {ITEM} as lost")).to_be_visible()
    shoot(page, "refused")
    page.unroute_all(behavior="ignoreErrors")
    page.reload()
    page.get_by_role("row").filter(has_text="T-").click()


def make(page: Page, url: str, leeds: Branch) -> str:
    """By the form; the site that sends makes it, or says why not. Its number."""
    page.goto(f"{url}#/transfers")
    expect(page.get_by_text("No transfers here")).to_be_visible()
    page.get_by_role("button", name="New transfer").click()
    page.locator("select[name=from]").select_option("LEEDS")
    page.locator("select[name=to]").select_option("YORK")
    page.get_by_label("Item", exact=True).fill("NOSUCH")
    page.get_by_label("Units", exact=True).fill("25")
    page.get_by_role("button", name="Send to the site").click()
    refusal = "Leeds refused: no line could be taken (NOSUCH: unknown item)"
    expect(page.get_by_role("alert").filter(has_text=refusal)).to_be_visible()
    page.get_by_label("Item", exact=True).fill(ITEM)
    page.get_by_label("Units", exact=True).fill("25")
    shoot(page, "form")
    page.get_by_role("button", name="Send to the site").click()
    on_its_way = re.compile("Sent to Leeds|Leeds has done it")  # a site may answer at once
    expect(page.get_by_role("status").filter(has_text=on_its_way)).to_be_visible()
    leeds.office.until("/orders", state="confirmed")
    expect(page.get_by_role("status").filter(has_text="Leeds has done it.")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("planned")).to_be_visible()
    (order,) = msgspec.convert(leeds.office.get("/orders")["items"], list[dict[str, object]])
    return str(order["order"])


def send(leeds: Branch, number: str) -> None:
    """Released, picked, packed and shipped like any order."""
    leeds.office.command("release_orders", orders=[number])
    picker = Picker(leeds, Company.device_code(leeds), "Li Wei", "B-1001", "4711")
    for task in picker.claim():
        picker.pick(task)
    leeds.office.command("pack", order=number)
    leeds.office.command("ship", order=number)


def close(page: Page, url: str, york: Branch) -> None:
    """The exception is closed from headquarters, by the site."""
    page.goto(f"{url}#/exceptions")
    page.get_by_text(f"1 of {ITEM}").first.click()
    page.get_by_label("How it was settled").fill("found on the lorry")
    shoot(page, "exception")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("No exceptions")).to_be_visible()
    page.goto(f"{url}#/exceptions?state=closed")
    expect(page.get_by_text("found on the lorry").first).to_be_visible()
    assert york.office.get("/exceptions")["items"] == []


def shoot(page: Page, name: str) -> None:
    """For people: pictures where HOLDFAST_SHOTS says."""
    folder = os.environ.get("HOLDFAST_SHOTS")
    if folder:
        page.wait_for_timeout(500)
        page.screenshot(path=Path(folder) / f"transfers_{name}.png")
