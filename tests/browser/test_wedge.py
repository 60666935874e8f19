"""Scans reach the dialogue wherever the focus is; hands make none; suffixes press nothing."""

import pytest
from playwright.sync_api import expect

from tests.browser.tablet import Tablet


def at_a_location(tablet: Tablet) -> str:
    """The pick dialogue, asking to go somewhere."""
    tablet.enrol()
    tablet.page.locator("[data-activity=pick]").click()
    tablet.wait_ask("ask.go_to")
    return tablet.page.locator("[data-testid=big]").inner_text()


@pytest.mark.parametrize("suffix", ["Enter", "Tab", "GS"])
def test_a_scan_is_decoded_with_each_suffix(tablet: Tablet, suffix: str) -> None:
    tablet.scan(at_a_location(tablet), suffix)
    tablet.wait_ask("ask.take_from")
    assert tablet.errors == []


def test_the_suffix_presses_no_focused_button(tablet: Tablet) -> None:
    at_a_location(tablet)
    tablet.page.locator("button[data-id=short]").focus()
    tablet.scan("NOT-HERE-1")
    expect(tablet.page.locator("[data-testid=block]")).to_contain_text("NOT-HERE-1")
    assert tablet.ask() == "ask.go_to"


def test_typing_by_hand_is_no_scan(tablet: Tablet) -> None:
    location = at_a_location(tablet)
    tablet.page.keyboard.type(location, delay=80)
    tablet.page.wait_for_timeout(200)
    assert tablet.ask() == "ask.go_to"
    assert tablet.answers() == 0


def test_a_scan_into_a_focused_field_leaves_the_field_as_it_was(tablet: Tablet) -> None:
    location = at_a_location(tablet)
    tablet.page.locator("button[data-id=type]").click()
    field = tablet.page.locator("#typed-code")
    field.fill("AB")
    tablet.scan(location)
    tablet.wait_ask("ask.take_from")
    if field.count():
        expect(field).to_have_value("AB")


def test_a_code_typed_by_hand_takes_the_same_road(tablet: Tablet) -> None:
    location = at_a_location(tablet)
    tablet.page.locator("button[data-id=type]").click()
    tablet.page.locator("#typed-code").fill(location)
    tablet.page.get_by_role("button", name="Use code").click()
    tablet.wait_ask("ask.take_from")


def test_a_wrong_scan_blocks_until_the_next_valid_one(tablet: Tablet) -> None:
    location = at_a_location(tablet)
    tablet.scan("A-99-99-9")
    expect(tablet.page.locator("[data-testid=block]")).to_contain_text(f"Go to {location}")
    tablet.scan(location)
    expect(tablet.page.locator("[data-testid=block]")).to_have_count(0)
    tablet.wait_ask("ask.take_from")


def test_any_page_says_what_a_code_is(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.scan("5010000224235")
    expect(tablet.page.locator("[data-testid=lookup]")).to_contain_text("Regency cakestand")
    tablet.scan("ASN-1042")
    tablet.wait_ask("ask.scan_item")
