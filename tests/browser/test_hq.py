"""The HQ page: freshness in words, unknown as a dash, 500 rows, conflicts side by side."""

from playwright.sync_api import Page, expect


def enter(page: Page) -> None:
    """Logged in, on the overview."""
    page.locator("input[name=name]").fill("anna")
    page.locator("input[name=password]").fill("1234")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("tr[data-site=LEJ]")).to_be_visible()


def test_each_freshness_is_shown_in_words_and_stale_figures_are_hatched(hub_page: Page) -> None:
    enter(hub_page)
    states = {"LEJ": "live", "RTM": "delayed", "SZX": "stale", "ORD": "offline", "GDN": "never"}
    for site, state in states.items():
        expect(hub_page.locator(f"tr[data-site={site}] [data-link]")).to_have_attribute(
            "data-link", state
        )
    assert hub_page.locator("tr[data-site=SZX] td.stale").count() == 10
    assert hub_page.locator("tr[data-site=LEJ] td.stale").count() == 0
    unknown = hub_page.locator("tr[data-site=GDN] td.number").all_inner_texts()
    # What the hub counts itself it knows also of a site that was never heard.
    assert (unknown.count("–"), unknown.count("0")) == (8, 2)
    expect(hub_page.locator("[data-testid=cover]")).to_contain_text("3 of 6 sites fresh")


def test_five_hundred_rows_scroll_and_filter(hub_page: Page) -> None:
    enter(hub_page)
    hub_page.get_by_role("link", name="Orders", exact=True).click()
    expect(hub_page.get_by_text("500 rows")).to_be_visible()
    assert hub_page.locator(".body .row").count() < 80
    hub_page.locator(".frame").evaluate("frame => frame.scrollTop = frame.scrollHeight")
    expect(hub_page.get_by_text("569738")).to_be_visible()
    hub_page.get_by_placeholder("Filter").fill("569700")
    expect(hub_page.get_by_text("1 row", exact=True)).to_be_visible()


def test_a_conflict_shows_both_edits_and_can_be_resolved(hub_page: Page) -> None:
    enter(hub_page)
    hub_page.goto(hub_page.url.split("#")[0] + "#/conflicts")
    conflict = hub_page.locator("[data-conflict='1']")
    expect(conflict).to_contain_text("Anna Berg, Hamburg")
    expect(conflict).to_contain_text("Li Wei, Shenzhen")
    conflict.get_by_role("button", name="Take this instead").click()
    expect(conflict).to_contain_text("Resolved")
