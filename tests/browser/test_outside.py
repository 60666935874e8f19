"""Other programs on the tablet of whoever looks after them: what was not delivered goes again."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import need_pages
from tests.browser.programs import Calls
from tests.browser.site import Made, RealEdge
from tests.browser.tablet import Tablet

SUE = "4712"
URL = "https://erp.example/holdfast/in"


@pytest.fixture
def edge_server(made_site: Made, tmp_path: Path) -> Iterator[RealEdge]:
    """The program on a site of its own, with one subscription."""
    need_pages("edge")
    edge = RealEdge(made_site, tmp_path / "site")
    edge.start()
    with closing(Calls(f"http://127.0.0.1:{edge.port}", made_site.key)) as office:
        office.post("/people", {"name": "Sue", "badge": SUE, "pin": edge.pin, "role": "supervisor"})
        office.post("/webhooks", {"url": URL, "kinds": ["shipped"]})
        edge.badge = SUE
    yield edge
    edge.stop()


class Trouble:
    """Adds two dead letters to what the edge says, and hears what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def list(self, route: Route) -> None:
        answer = route.fetch()
        page = answer.json()
        for hook in page["items"]:
            hook.update(dead_letters=2, error="answered 503", tries=7, dropped=4)
        route.fulfill(response=answer, json=page)

    def letters(self, route: Route) -> None:
        items = [
            {"id": f"00000000000A{number}", "fact": f"f-{number}", "kind": "shipped",
             "tried_at": "2026-11-22T12:00:00.000+00:00", "error": "answered 503",
             "again": False, "body": "{}"}
            for number in (1, 2)
        ]  # fmt: skip
        route.fulfill(json={"items": items, "next_cursor": None, "as_of": ""})

    def resend(self, route: Route) -> None:
        self.asked.append(json.loads(route.request.post_data or "null"))
        route.fulfill(json={"letters": 1})

    def plugins(self, route: Route) -> None:
        items = [
            {"name": "heavy-low", "version": "1.0.0", "gives": ["heavy-low", "shelf"], "off": "",
             "calls": 120, "slow": 2, "longest_ms": 7.5},
            {"name": "tower", "version": "0.3.1", "gives": [], "off":
             "loading: ModuleNotFoundError: No module named 'numpy'", "calls": 0, "slow": 0,
             "longest_ms": 0},
        ]  # fmt: skip
        route.fulfill(json={"items": items, "exporters": [], "as_of": ""})


def test_a_supervisor_sees_other_programs_and_sends_again(
    tablet: Tablet, pictures: Path | None
) -> None:
    tablet.enrol()
    page, trouble = tablet.page, Trouble()
    page.locator("header .person").click()
    page.locator("[data-id=office]").click()
    page.locator("[data-id=outside]").click()
    shown = page.get_by_test_id("outside")
    expect(shown.get_by_text(URL)).to_be_visible()
    expect(shown.get_by_text("None is installed.")).to_be_visible()
    page.route("**/api/v1/webhooks", trouble.list)
    page.route("**/api/v1/webhooks/*/letters?*", trouble.letters)
    page.route("**/api/v1/webhooks/*/letters/resend", trouble.resend)
    page.route("**/api/v1/plugins", trouble.plugins)
    shown.get_by_role("button", name="2 not delivered").click()
    shown.get_by_role("button", name="Send again", exact=True).first.click()
    shown.get_by_role("button", name="Send all again").click()
    expect(shown.get_by_text("Switched off: loading: ModuleNotFoundError")).to_be_visible()
    assert trouble.asked == [{"letter": "00000000000A1"}, {}]
    if pictures is not None:
        take(tablet, pictures)
    shown.locator("[data-id=close_outside]").click()
    expect(shown).to_have_count(0)
    assert tablet.errors == []


def take(tablet: Tablet, folder: Path) -> None:
    """Both languages, lying and standing."""
    page = tablet.page
    for language, name in (("en", "English"), ("zh", "中文")):
        page.locator("[data-id=close_outside]").click()
        page.locator("[data-id=close_office]").click()
        page.get_by_role("button", name=name).click()
        page.locator("[data-id=office]").click()
        page.locator("[data-id=outside]").click()
        page.locator("[data-testid=outside] [aria-expanded]").first.click()
        for width, height in ((1280, 800), (800, 1280)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(200)
            page.screenshot(path=folder / f"outside_{language}_{width}.png")
    page.set_viewport_size({"width": 1280, "height": 800})
