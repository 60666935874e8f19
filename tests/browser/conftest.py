"""Fixtures of the browser tests. Without a browser or without built pages they skip and say why."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.servers import ROOT, Chromium, EdgeServer, FixtureEdge
from tests.browser.site import Made, make_site
from tests.browser.tablet import Tablet

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser on PATH."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("no chromium on PATH (apt-get install chromium)")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """One driver for the tests of a file; its event loop must not outlive them."""
    with sync_playwright() as driver:
        yield driver


def need_pages(role: str) -> None:
    """Skips where the page was not built, or is the stub of a failed build."""
    index = ROOT / role / "pages" / "index.html"
    if not index.exists():
        pytest.skip(f"{role}/pages is not built (npm run build in web/)")
    if "holdfast-stub" in index.read_text():
        pytest.skip(f"{role}/pages is the stub of a failed build")


@pytest.fixture(scope="session")
def made_site(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A real site, to be copied."""
    return make_site(tmp_path_factory.mktemp("made") / "site")


@pytest.fixture
def edge_server(tmp_path: Path) -> Iterator[EdgeServer]:
    """A pretend edge that is serving; a file that needs a real one has a fixture of its own."""
    need_pages("edge")
    server = FixtureEdge(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def tablet(
    chromium_path: str, playwright: Playwright, tmp_path: Path, edge_server: EdgeServer
) -> Iterator[Tablet]:
    """A tablet whose browser can be closed, killed and opened again on the same profile."""
    tablet = Tablet(lambda: Chromium(chromium_path, tmp_path / "profile"), playwright, edge_server)
    yield tablet
    tablet.kill()


@pytest.fixture(scope="module")
def browser(chromium_path: str, playwright: Playwright) -> Iterator[Browser]:
    """One browser for the pages of a file; each page has cookies and storage of its own."""
    browser = playwright.chromium.launch(
        executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"]
    )
    yield browser
    browser.close()


@pytest.fixture
def hub_page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The HQ page over the pretend headquarters, with 500 rows."""
    need_pages("hub")
    server = FixtureEdge(tmp_path, role="hub", rows=500)
    server.start()
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page.goto(server.url)
    yield page
    page.close()
    server.stop()
