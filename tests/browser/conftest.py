"""Fixtures of the browser tests. Without a browser or without built pages they skip and say why."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.servers import ROOT, Chromium, EdgeServer, FixtureEdge
from tests.browser.site import Made, make_site
from tests.browser.tablet import OwnTablet, Tablet

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


@pytest.fixture
def pictures(pytestconfig: pytest.Config) -> Path | None:
    """Where pictures are wanted, if they are."""
    folder = pytestconfig.option.pictures
    assert folder is None or isinstance(folder, Path)
    return folder


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


@pytest.fixture(scope="module")
def chromium(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One browser for the tests of a file."""
    chromium = Chromium(chromium_path, tmp_path_factory.mktemp("browser") / "profile")
    yield chromium
    chromium.kill()


@pytest.fixture(scope="module")
def browser(chromium: Chromium, playwright: Playwright) -> Browser:
    """The same, to be driven; each page has cookies and storage of its own."""
    return playwright.chromium.connect_over_cdp(chromium.endpoint)


@pytest.fixture
def tablet(chromium: Chromium, browser: Browser, edge_server: EdgeServer) -> Iterator[Tablet]:
    """A new tablet: nothing of the last test's is in it."""
    tablet = Tablet(chromium, browser, edge_server)
    yield tablet
    tablet.switch_off()


@pytest.fixture
def own_tablet(
    chromium_path: str, playwright: Playwright, tmp_path: Path, edge_server: EdgeServer
) -> Iterator[OwnTablet]:
    """A tablet whose browser can be closed, killed and opened again on the same profile."""
    profile = tmp_path / "profile"
    tablet = OwnTablet(lambda: Chromium(chromium_path, profile), playwright, edge_server)
    yield tablet
    tablet.kill()


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
