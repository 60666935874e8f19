"""The HQ page: freshness in words, unknown as a dash, 500 rows, conflicts side by side."""

from playwright.sync_api import Page, Route, expect


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


def test_an_order_that_cannot_be_read_says_so_and_is_asked_for_again(hub_page: Page) -> None:
    enter(hub_page)
    orders = hub_page.evaluate("fetch('/api/v1/orders?limit=1').then(answer => answer.json())")
    (order,) = orders["items"][:1]
    line = {"line": 1, "item": "22423", "ordered": 6, "picked": 0, "shipped": 0, "short": 0}
    freight = {
        "from_city": "Bonn", "to_city": "Rome", "weight_g": 12_500, "volume_mm3": 40_000_000,
        "lines_without_weight": 0, "lines_without_size": 1,
        "quotes": [{"carrier": "SLOW", "cost": "18.75", "currency": "EUR"},
                   {"carrier": "FAST", "cost": "50.00", "currency": None}],
    }  # fmt: skip
    detail = {"order": order, "lines": [line], "custom": [], "attachments": [], "freight": freight}
    silent = [True]

    def answer(route: Route) -> None:
        if silent:
            route.abort()
        else:
            route.fulfill(json={"items": [detail]})

    hub_page.route(f"**/api/v1/orders/{order['order']}?*", answer)
    hub_page.get_by_role("link", name="Orders", exact=True).click()
    hub_page.get_by_placeholder("Filter").fill(order["order"])
    hub_page.get_by_role("row").filter(has_text=order["order"]).first.click()
    panel = hub_page.get_by_test_id("order")
    expect(panel.get_by_role("alert")).to_contain_text("the hub does not answer")
    with hub_page.expect_request(f"**/api/v1/orders/{order['order']}?*"):
        panel.get_by_role("button", name="Load again").click()
    silent.clear()
    expect(panel.get_by_role("alert")).to_have_count(0)
    expect(panel.get_by_role("table")).to_contain_text("22423")
    expect(panel.get_by_test_id("freight")).to_contain_text("18.75 EUR")
    expect(panel).to_contain_text("12.5 kg, 0.040 m³")
    expect(panel).to_contain_text("1 line without weight or size")
