"""A tablet as a worker uses it: scans by wedge, presses, and reads what stands on the screen."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.browser.servers import Chromium, EdgeServer, Event

SCANNER_GAP_S = 0.004
KEYS: dict[str, Event] = {
    "Enter": {"key": "Enter", "code": "Enter", "text": "\r"},
    "Tab": {"key": "Tab", "code": "Tab"},
    "GS": {"key": "]", "code": "BracketRight", "modifiers": 2},
}
WAIT_MS = 15_000


class Tablet:
    """One device in a browser that others share: its cookies and its storage are its own."""

    def __init__(self, chromium: Chromium, browser: Browser, edge: EdgeServer) -> None:
        self._chromium: Chromium | None = chromium
        self._context: BrowserContext | None = None
        self._browser, self._edge = browser, edge
        self.errors: list[str] = []
        self.page: Page

    def open(self, fragment: str = "") -> Page:
        """The page opens."""
        if self._context is None:
            self._context = self._browser.new_context()
        return self._show(self._context, fragment)

    def switch_off(self) -> None:
        """It is gone, with all that it kept."""
        if self._context is not None:
            self._context.close()
        self._context = None

    def _show(self, context: BrowserContext, fragment: str) -> Page:
        self.page = context.pages[0] if context.pages else context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.page.set_viewport_size({"width": 1280, "height": 800})
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(self._edge.url + fragment)
        return self.page

    def enrol(self) -> None:
        """From a new device to the home screen."""
        page = self.open(f"#{self._edge.enrolment_code}")
        page.get_by_label("Name of this tablet").fill("Tablet 7")
        page.get_by_role("button", name="Enrol").click()
        self.login()

    def login(self) -> None:
        """Badge by scan, PIN by the keys on the screen."""
        expect(self.page.locator("input[name=badge]")).to_be_visible(timeout=WAIT_MS)
        self.scan(self._edge.badge)
        expect(self.page.locator("input[name=badge]")).to_have_value(self._edge.badge)
        for digit in self._edge.pin:
            self.page.get_by_role("button", name=digit, exact=True).click()
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.locator("[data-activity=pick]")).to_be_visible(timeout=WAIT_MS)

    def unlock(self, pin: str) -> None:
        """The PIN alone, by the keys on the screen."""
        expect(self.page.locator("input[name=pin]")).to_be_visible(timeout=WAIT_MS)
        expect(self.page.locator("input[name=badge]")).to_have_count(0)
        for digit in pin:
            self.page.get_by_role("button", name=digit, exact=True).click()
        self.page.get_by_role("button", name="Go on").click()

    def scan(self, code: str, suffix: str = "Enter") -> None:
        """As a wedge scanner types it. The keys carry the scanner's own times and are handed over
        all at once, so that a busy test machine does not turn a scanner into a slow hand."""
        assert self._chromium is not None
        start_s = time.time()
        events: list[Event] = []
        for n, key in enumerate([*code, suffix]):
            told = KEYS.get(key, {"key": key, "text": key})
            event: Event = {"type": "keyDown", **told}
            events.append({**event, "timestamp": start_s + n * SCANNER_GAP_S})
        self._chromium.press(self._edge.url, events)

    def answers(self) -> int:
        """How many answers were given so far."""
        last = self.page.locator("[data-testid=last]")
        return int(last.get_attribute("data-count") or 0) if last.count() else 0

    def ask(self) -> str:
        """What the screen asks now."""
        return self.page.locator("[data-testid=ask]").get_attribute("data-ask") or ""

    def wait_ask(self, key: str) -> None:
        """Until the screen asks this."""
        expect(self.page.locator(f"[data-testid=ask][data-ask='{key}']")).to_be_visible(
            timeout=WAIT_MS
        )

    def wait_queued(self, count: int) -> None:
        """Until the strip tells this many waiting."""
        expect(self.page.locator(f"[data-testid=link][data-queued='{count}']")).to_be_visible(
            timeout=WAIT_MS * 3
        )

    def wait_online(self, online: bool) -> None:
        """Until the strip tells the line so."""
        expect(
            self.page.locator(f"[data-testid=link][data-online='{str(online).lower()}']")
        ).to_be_visible(timeout=WAIT_MS)

    def pick_one(self) -> None:
        """Walk, scan the location, scan each piece."""
        if self.ask() == "ask.go_to":
            self.scan(self.page.locator("[data-testid=big]").inner_text())
        self.wait_ask("ask.take_from")
        pieces = int(re.sub(r"\D", "", self.page.locator("[data-testid=big]").inner_text()))
        item = "".join(self.page.locator(".goods .mono").inner_text().split())
        for _ in range(pieces):
            before = self.answers()
            self.scan(item)
            counted = self.page.locator(f"[data-testid=last][data-count='{before + 1}']")
            expect(counted).to_be_visible(timeout=WAIT_MS)


class OwnTablet(Tablet):
    """A device with a browser of its own, which can be ended, killed, and started on the same
    profile."""

    def __init__(
        self, launch: Callable[[], Chromium], driver: Playwright, edge: EdgeServer
    ) -> None:
        self._launch, self._driver = launch, driver
        chromium = launch()
        super().__init__(chromium, driver.chromium.connect_over_cdp(chromium.endpoint), edge)

    def open(self, fragment: str = "") -> Page:
        """The browser starts, if it does not run, and opens the page."""
        if self._chromium is None:
            self._chromium = self._launch()
            self._browser = self._driver.chromium.connect_over_cdp(self._chromium.endpoint)
        return self._show(self._browser.contexts[0], fragment)

    def close(self) -> None:
        """The browser ends in order, its cookies are written."""
        assert self._chromium is not None
        self._browser.new_browser_cdp_session().send("Browser.close")
        self._chromium.wait()
        self._chromium = None

    def kill(self) -> None:
        """The browser ends at once."""
        if self._chromium is not None:
            self._chromium.kill()
        self._chromium = None
