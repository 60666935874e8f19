"""What a site foresees after some months of orders, on its tablet and at headquarters."""

import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from edge.admin.making import Made
from edge.foresight.child import answer
from edge.foresight.foreseeing import Foreseeing
from edge.foresight.models import Means, Models, packaged
from edge.foresight.proposing import Policy
from edge.foresight.shelf import Shelf
from models.demand.features import SCHEMA
from models.demand.forecaster import forecast
from node.clock import wall_clock_ms
from tests.browser.company import ADMIN, PASSWORD, Branch, Company
from tests.browser.conftest import need_pages
from tests.browser.servers import Chromium
from tests.browser.tablet import Tablet
from tests.edge.serving import Clock, Served
from tests.foresight import made
from tests.foresight.here import Here
from tests.foresight.offering import Offering

FLOOR = ("--zones", "A", "--aisles", "1", "--bays", "24", "--levels", "1")
BADGE, PIN = "4712", "2580"
DAYS, DAY_S = 98, 86_400
HERE_MS = 20_000
GOODS = {
    "22423": ("Regency cakestand 3 tier", 4, 44),
    "85123A": ("White hanging heart T-light holder", 12, 900),
    "47566": ("Party bunting", 1, 18),
    "21212": ("Pack of 72 retrospot cake cases", 0, 75),
}
"""What is asked for on a day, and about how much is left of it; the first lies furthest away."""


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
        for number, (code, (_, per_day, here)) in enumerate(GOODS.items()):
            place = f"A-01-{24 - 6 * number:02}-1"
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
    """TSB forecasts, the model of the package runs beside it."""
    numbers, at = iter(range(10_000)), served.edge.services
    means = Means(partial(forecast, run=None), SCHEMA, packaged())
    models = Models(at, Shelf(served.folder), Here(answer), means)
    night = Foreseeing(at, models, Policy(), lambda: f"foreseen-{next(numbers):06}")
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
    page.locator("[data-id=slotting]").click()
    page.locator("[data-row='22423']").click()
    expect(page.get_by_test_id("replenish")).to_contain_text("Changing places saves")
    look(page, "replenish_places", *TABLET)
    page.locator("[data-id=work]").click()
    expect(page.locator("svg[role=img]").first).to_be_visible()
    look(page, "replenish_work", *TABLET)
    taken = leeds.office.get("/foresight/proposals", state="accepted")["items"]
    assert isinstance(taken, list)
    assert [(row["item"], row["accepted"]) for row in taken] == [("22423", 96)]
    assert tablet.errors == []
    tablet.switch_off()


@pytest.fixture
def office(company: Company, leeds: Branch, browser: Browser) -> Iterator[Page]:
    """A page of headquarters that is logged in and hears of the site."""
    errors: list[str] = []
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(HERE_MS)
    page.goto(company.url)
    page.locator("input[name=name]").fill(ADMIN)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(f"tr[data-site={leeds.code}]")).to_be_visible()
    yield page
    assert errors == []
    page.close()


def test_headquarters_sees_the_same_picture(
    company: Company, office: Page, look: Callable[..., None]
) -> None:
    page = office
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


def test_headquarters_sees_which_site_runs_which_model_and_ends_an_offer(
    company: Company, office: Page, look: Callable[..., None]
) -> None:
    model = company.office.post(
        "/models", Offering(made.card(site="LEEDS"), made.ONNX, made.WEIGHTS).body()
    )
    page = office
    page.goto(f"{company.url}#/models")

    leeds = page.locator("tbody", has_text="LEEDS")
    expect(leeds.locator("[data-model=tsb]")).to_have_attribute("data-standing", "active")
    waiting = leeds.locator("[data-standing=shadow]")
    expect(waiting).to_contain_text("came with the program")
    expect(waiting).to_contain_text("fewer than 50 items")
    published = page.locator(f"[data-published='{model['model']}']")
    expect(published).to_contain_text("LEEDS")
    look(page, "hq_models", (1440, 900))
    page.get_by_role("button", name="中文").click()
    look(page, "hq_models_zh", (1440, 900))
    page.get_by_role("button", name="EN").click()
    published.get_by_role("button").click()
    expect(published.get_by_role("button")).to_have_count(0)
    expect(published).to_contain_text("retired")
