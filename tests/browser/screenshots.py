"""Takes the README's pictures of both pages from real servers in the middle of a made-up morning.

python -m tests.browser.screenshots [--out docs/pictures]
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.company import ADMIN, PASSWORD, Company
from tests.browser.fleet import FleetEdge
from tests.browser.morning import BADGE, PIN, Morning
from tests.browser.servers import ROOT
from tests.browser.site import make_site
from tests.browser.tablet import WAIT_MS

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
TABLET: ViewportSize = {"width": 1280, "height": 800}
DESK: ViewportSize = {"width": 1440, "height": 900}
PICKED = 5
SILENT_MS = 60_000
SETTLE_MS = 600


def tablet_pictures(browser: Browser, morning: Morning, out: Path) -> None:
    """In the middle of a walk: where to go, what to take, what came before."""
    page = browser.new_page(viewport=TABLET, locale="en-GB")
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{morning.floor_url}#{morning.tablet_code()}")
    log_in(page, BADGE, PIN)
    walk(page)
    taken(page, out / "tablet.png")
    page.locator("header .person").click()
    page.get_by_role("button", name="中文").click()
    page.locator("header .home").click()
    walk(page)
    taken(page, out / "tablet-zh.png")
    page.close()


def log_in(page: Page, badge: str, pin: str) -> None:
    """A new tablet, and its first person."""
    page.get_by_label("Name of this tablet").fill("Tablet 7")
    page.get_by_role("button", name="Enrol").click()
    page.locator("input[name=badge]").fill(badge)
    for digit in pin:
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="Log in").click()


def robots_picture(browser: Browser, folder: Path, out: Path) -> None:
    """The floor of robots as a tablet shows it."""
    made = make_site(folder)
    edge = FleetEdge(made, folder)
    edge.start()
    page = browser.new_page(viewport=TABLET, locale="en-GB")
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{edge.url}#{edge.enrolment_code}")
    log_in(page, made.badge, made.pin)
    page.locator("[data-activity=pick]").wait_for()
    page.locator("header .person").click()
    page.locator("[data-id=robots]").click()
    page.locator("[data-robot=R1]").wait_for()
    taken(page, out / "robots.png")
    page.close()
    edge.stop()


def walk(page: Page) -> None:
    """A few picks on, asked to go to the next location."""
    page.locator("[data-activity=pick]").click()
    for _ in range(PICKED):
        page.locator("[data-ask='ask.go_to']").wait_for()
        page.locator("button.primary").click()
        page.locator("[data-ask='ask.take_from']").wait_for()
        page.locator("button.primary").click()
    page.locator("[data-ask='ask.go_to']").wait_for()


def hq_pictures(browser: Browser, company: Company, silent: str, out: Path) -> None:
    """The overview, once the site whose line is down counts as offline."""
    page = browser.new_page(viewport=DESK, locale="en-GB", color_scheme="light")
    page.set_default_timeout(WAIT_MS)
    page.goto(company.url)
    page.locator("input[name=name]").fill(ADMIN)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.locator(f"tr[data-site={silent}] [data-link=offline]").wait_for(timeout=SILENT_MS)
    page.locator("section li").first.wait_for()
    taken(page, out / "hq.png")
    page.get_by_role("button", name="中文").click()
    taken(page, out / "hq-zh.png")
    page.close()


def taken(page: Page, file: Path) -> None:
    """A picture of what stands still."""
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=file)
    print(file)


@contextmanager
def running() -> Iterator[Morning]:
    """The programs, in a folder that goes with them."""
    with (
        tempfile.TemporaryDirectory(prefix="holdfast-pictures-") as folder,
        closing(Morning(Path(folder))) as morning,
    ):
        yield morning


@click.command(help=__doc__)
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "docs" / "pictures")
def main(out: Path) -> None:
    """Both pages, in both languages, and the robots."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        click.echo("no chromium on PATH (apt-get install chromium)", err=True)
        sys.exit(1)
    out.mkdir(parents=True, exist_ok=True)
    with (
        running() as morning,
        tempfile.TemporaryDirectory(prefix="holdfast-pictures-") as folder,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        robots_picture(browser, Path(folder) / "site", out)
        silent = morning.cut_off()
        tablet_pictures(browser, morning, out)
        hq_pictures(browser, morning.company, silent, out)
        browser.close()


if __name__ == "__main__":
    main()
