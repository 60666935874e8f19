"""What a site foresees after some months of orders, on its tablet and at headquarters."""

import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from edge.admin.making import Made
from edge.foresight.foreseeing import Foreseeing
from edge.foresight.proposing import Policy
from models.demand.forecast import Forecast
from models.demand.forecaster import forecast
from models.demand.history import DemandHistory
from node.clock import wall_clock_ms
from tests.browser.company import ADMIN, PASSWORD, Branch, Company
from tests.browser.conftest import need_pages
from tests.browser.servers import Chromium
from tests.browser.tablet import Tablet
from tests.edge.serving import Clock, Served

FLOOR = ("--zones", "A", "--aisles", "1", "--bays", "4", "--levels", "1")
BADGE, PIN = "4712", "2580"
DAYS, DAY_S = 98, 86_400
HERE_MS = 20_000
GOODS = {
    "22423": ("Regency cakestand 3 tier", 4, 44),
    "85123A": ("White hanging heart T-light holder", 12, 900),
    "47566": ("Party bunting", 1, 18),
    "21212": ("Pack of 72 retrospot cake cases", 0, 75),
}
"""What is asked for on a day, and about how much is left of it."""


class Local:
    """The site's own method; no model is judged."""

    async def tend(self, history: DemandHistory) -> None:
        """Nothing to do."""

    def active_forecaster(self) -> Callable[[DemandHistory], Forecast]:
        """TSB."""
        return partial(forecast, run=None)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    need_pages("hub")
    need_pages("edge")
    company = Company(tmp_path_factory.mktemp("company"))
    yield company
    company.close()


@pytest.fixture(scope="module")
def leeds(company: Company) -> Branch:
    """A site with a past, whose last night is foreseen."""
    branch = company.open_site("LEEDS", "Leeds", "UTC", *FLOOR)
    person: dict[str, object] = {"name": "Mia", "badge": BADGE, "pin": PIN, "role": "supervisor"}
    branch.office.post("/people", person)
    rows = [f"{code},{name}" for code, (name, _, _) in GOODS.items()]
    branch.office.table("items", ["code,description", *rows])
    branch.program.stop()
    _live(branch)
    branch.program.start()
    return branch


def _live(branch: Branch) -> None:
    """Months pass at the site, off the line."""
    clock, chance = Clock(wall_clock_ms() - DAYS * DAY_S * 1_000), random.Random(11)
    folder = branch.program.folder
    made = Made(
        folder=str(folder), company="HOLD", warehouse=branch.code, number=1, hub=None,
        badge=BADGE, pin=PIN, key=branch.key, locations=len(GOODS),
    )  # fmt: skip
    with Served((folder, made), folder, clock, **{"link.hub": ""}) as served:
        for bay, (code, (_, per_day, here)) in enumerate(GOODS.items(), start=1):
            place = f"A-01-{bay:02}-1"
            served.command(
                "adjust", f"stock-{code}", item=code, location=place, reason="found",
                quantity=here + DAYS * per_day,
            )  # fmt: skip
        for day in range(DAYS):
            lines = [
                {"item": code, "quantity": asked}
                for code, (_, per_day, _) in GOODS.items()
                if (asked := sum(chance.random() < 0.5 for _ in range(2 * per_day)))
            ]
            served.command(
                "take_order", f"order-{day:03}", order=f"O-{day}", customer="C", lines=lines
            )
            clock.forward(DAY_S)
        _foresee(served)


def _foresee(served: Served) -> None:
    numbers = iter(range(10_000))
    night = Foreseeing(
        served.edge.services, Local(), Policy(), lambda: f"foreseen-{next(numbers):06}"
    )
    with served.client.portal() as portal:
        assert portal.call(night.look)


class OnSite:
    """How a tablet gets in at a branch."""

    def __init__(self, branch: Branch) -> None:
        self.url = f"http://localhost:{branch.program.port}/"
        self.badge, self.pin = BADGE, PIN
        self._branch = branch

    @property
    def enrolment_code(self) -> str:
        return Company.device_code(self._branch)

    def start(self) -> None:
        """It is served again."""
        self._branch.program.start()

    def stop(self) -> None:
        """Gone."""
        self._branch.program.stop()

    def recorded(self) -> list[str]:
        """Nobody scans here."""
        return []


@pytest.fixture
def look(pictures: Path | None) -> Callable[..., None]:
    """`look(page, name, sizes)`, if pictures are wanted."""

    def take(page: Page, name: str, *sizes: tuple[int, int]) -> None:
        for width, height in sizes if pictures is not None else ():
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(400)
            page.screenshot(path=f"{pictures}/{name}_{width}.png", full_page=True)

    return take


TABLET = (800, 1280), (1280, 800)


def test_the_office_sees_why_something_is_to_be_ordered_and_takes_it(
    leeds: Branch, chromium: Chromium, browser: Browser, look: Callable[..., None]
) -> None:
    tablet = Tablet(chromium, browser, OnSite(leeds))
    tablet.enrol()
    page = tablet.page
    page.locator("header .person").click()
    page.locator("[data-id=office]").click()
    page.locator("[data-id=replenish]").click()

    expect(page.locator("[data-row]")).to_have_count(2, timeout=HERE_MS)
    look(page, "replenish_list", *TABLET)
    page.locator("[data-row='22423']").click()
    expect(page.locator("svg[role=img] .band")).to_be_visible()
    expect(page.locator("svg[role=img] .bar").first).to_be_visible()
    expect(page.get_by_test_id("replenish")).to_contain_text("Regency cakestand 3 tier")
    look(page, "replenish_why", *TABLET)
    page.locator("input[name=amount]").fill("96")
    page.locator("[data-id=accept]").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.locator("[data-id=dead_stock]").click()
    expect(page.locator("[data-row='21212']")).to_be_visible()
    page.locator("[data-row='21212']").click()
    look(page, "replenish_dead", *TABLET)
    page.locator("[data-id=work]").click()
    expect(page.locator("svg[role=img]").first).to_be_visible()
    look(page, "replenish_work", *TABLET)
    taken = leeds.office.get("/foresight/proposals", state="accepted")["items"]
    assert isinstance(taken, list)
    assert [(row["item"], row["accepted"]) for row in taken] == [("22423", 96)]
    assert tablet.errors == []
    tablet.switch_off()


def test_headquarters_sees_the_same_picture(
    company: Company, leeds: Branch, browser: Browser, look: Callable[..., None]
) -> None:
    errors: list[str] = []
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(HERE_MS)
    page.goto(company.url)
    page.locator("input[name=name]").fill(ADMIN)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("tr[data-site=LEEDS]")).to_be_visible()
    page.goto(f"{company.url}#/planning")

    page.get_by_text("Party bunting").first.click()
    panel = page.get_by_test_id("proposal")
    expect(panel.locator("svg .band")).to_be_visible()
    look(page, "hq_planning", (1440, 900))
    page.get_by_role("button", name="中文").click()
    look(page, "hq_planning_zh", (1440, 900))
    page.goto(f"{company.url}#/planning?view=work")
    expect(page.locator("[data-site=LEEDS] svg").first).to_be_visible()
    look(page, "hq_work_zh", (1440, 900))
    assert errors == []
    page.close()
