"""Every screen in both languages and sizes: no raw keys, no target too small, nothing too wide."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tablet import Tablet

TARGET_PX_MIN = 64
SIZES = ((1280, 800), (800, 1280), (390, 844))
SMALL = f"""() => [...document.querySelectorAll('button, input, select, a')]
  .filter((one) => one.offsetParent !== null)
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && Math.min(box.height, box.width) < {TARGET_PX_MIN} - 0.5)
  .map(([html, box]) => `${{html}} ${{Math.round(box.width)}}x${{Math.round(box.height)}}`)"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
KEYS = "ask|do|say|scan|home|link|menu|pick|pack|ship|receive|putaway|led|turn|count|receiving"
RAW = rf"() => document.body.innerText.match(/\b({KEYS})\.[a-z_]+\b/g) ?? []"


def inspect(page: Page) -> dict[str, object]:
    """What is wrong with the screen as it stands."""
    return {"small": page.evaluate(SMALL), "wide": page.evaluate(WIDE), "raw": page.evaluate(RAW)}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_screen_fits_and_speaks(tablet: Tablet, language: str) -> None:
    tablet.enrol()
    tablet.page.evaluate(f"localStorage.setItem('holdfast.language', '{language}')")
    for width, height in SIZES:
        tablet.page.set_viewport_size({"width": width, "height": height})
        tablet.page.reload()
        expect(tablet.page.locator("[data-activity=pick]")).to_be_visible()
        go_through(tablet.page, width)
    assert tablet.errors == []


def go_through(page: Page, width: int) -> None:
    """From home through each activity to the menu, and home again."""
    right = {"small": [], "wide": 0, "raw": []}
    assert inspect(page) == right, width
    for activity in ("receive", "putaway", "pick", "pack", "ship"):
        page.locator(f"[data-activity={activity}]").click()
        page.wait_for_timeout(300)
        assert inspect(page) == right, f"{activity}, {width}"
        row = page.locator("[data-row]").first
        if row.count():
            row.click()
            page.wait_for_timeout(150)
            assert inspect(page) == right, f"{activity}, chosen, {width}"
        page.locator("header .home").click()
    page.locator("header .person").click()
    assert inspect(page) == right, f"menu, {width}"
    page.locator("header .home").click()


def test_a_wrong_pin_is_answered_and_can_be_tried_again(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.page.locator("header .person").click()
    tablet.page.get_by_role("button", name="Log out").click()
    expect(tablet.page.locator("input[name=badge]")).to_be_visible()
    tablet.scan("4711")
    for digit in "9999":
        tablet.page.get_by_role("button", name=digit, exact=True).click()
    tablet.page.get_by_role("button", name="Log in").click()
    expect(tablet.page.get_by_role("alert")).to_contain_text("do not match")
    tablet.login()


def test_a_used_enrolment_code_is_refused_in_words(tablet: Tablet) -> None:
    page = tablet.open("#used")
    page.get_by_label("Name of this tablet").fill("Tablet 7")
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_role("alert")).to_contain_text("not valid any more")
