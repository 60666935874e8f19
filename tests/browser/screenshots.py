"""Takes the README's pictures of both pages, over the pretend data of web/dev.

python -m tests.browser.screenshots [--out docs/pictures]
"""

import shutil
import sys
import tempfile
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.servers import ROOT, FixtureEdge
from tests.browser.tablet import WAIT_MS

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]


def tablet_picture(page: Page, file: Path) -> None:
    """In the middle of a pick: where to go, what to take, what came before."""
    page.locator("[data-activity=pick]").click()
    page.locator("[data-testid=big]").wait_for(timeout=WAIT_MS)
    for _ in range(2):
        page.locator("button.primary").click()
        page.locator("[data-ask='ask.take_from']").wait_for(timeout=WAIT_MS)
        page.locator("button.primary").click()
        page.locator("[data-ask='ask.go_to']").wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(500)
    page.screenshot(path=file)


def hq_picture(page: Page, file: Path) -> None:
    """The overview, with sites of every freshness."""
    page.locator("tr[data-site]").first.wait_for(timeout=WAIT_MS)
    page.locator("section li").first.wait_for(timeout=WAIT_MS)
    page.screenshot(path=file)


def take(browser: Browser, role: str, size: tuple[int, int], file: Path) -> None:
    """One page over its own pretend server."""
    with tempfile.TemporaryDirectory() as folder:
        server = FixtureEdge(Path(folder), role=role, rows=17, extra=("--open",))
        server.start()
        try:
            page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
            page.goto(server.url)
            (tablet_picture if role == "edge" else hq_picture)(page, file)
            page.close()
        finally:
            server.stop()
    print(file)


@click.command(help=__doc__)
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "docs" / "pictures")
def main(out: Path) -> None:
    """Both pages."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        click.echo("no chromium on PATH (apt-get install chromium)", err=True)
        sys.exit(1)
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        take(browser, "edge", (1280, 800), out / "tablet.png")
        take(browser, "hub", (1440, 900), out / "hq.png")
        browser.close()


if __name__ == "__main__":
    main()
