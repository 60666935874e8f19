"""A person's whole day on one tablet, by the wedge of a scanner: from dock door to dock door."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import need_pages
from tests.browser.programs import EDGE, Calls, Program, told
from tests.browser.site import Made, RealEdge, ean13
from tests.browser.tablet import WAIT_MS, Tablet

MILK, TIN, BAG = "22500", "22423", "22424"
LABEL = f"]C1010{ean13(f'5010000{MILK}')}1727113010L7"
FLOOR = ("--zones", "A", "--aisles", "1", "--bays", "6", "--levels", "1")
ORDERS = {"570001": {TIN: 2}, "570002": {TIN: 3, BAG: 1}, "570003": {BAG: 4}}
STOCKED, SHORT = 20, 1
SETTLE_MS = 400


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A site with two kinds of goods, three orders, and a delivery of a third kind on its way."""
    folder = tmp_path_factory.mktemp("day") / "made"
    site = told(EDGE, "init", "--data", str(folder), "--warehouse", "LEEDS", *FLOOR)
    made = Made(folder, str(site["key"]), "4711", "2580")
    program = Program(EDGE, folder)
    program.start()
    try:
        with closing(Calls(program.address, made.key)) as office:
            prepared(office, made)
    finally:
        program.stop()
    return made


def prepared(office: Calls, made: Made) -> None:
    """What the office has done before the person comes."""
    office.post("/people", {"name": "Li Wei", "badge": made.badge, "pin": made.pin})
    names = {MILK: "Oat milk 1 l", TIN: "Regency cakestand 3 tier", BAG: "Lunch bag red retrospot"}
    rows = [
        f"{item},{name},{ean13(f'5010000{item}')},{'lot' if item == MILK else 'none'}"
        for item, name in names.items()
    ]
    office.table("items", ["code,description,barcode,tracking", *rows])
    office.command("edit_item", item=MILK, fields={"shelf_life_days": 30})
    stock = [f"A-01-0{bay}-1,{item},{STOCKED}" for bay, item in ((1, TIN), (2, BAG))]
    office.table("opening_stock", ["location,item,quantity", *stock])
    goods = [{"item": MILK, "quantity": 12}, {"item": TIN, "quantity": 6}]
    office.command("announce_asn", asn="ASN-7", supplier="KAISER", lines=goods)
    for order, wanted in ORDERS.items():
        lines = [{"item": item, "quantity": quantity} for item, quantity in wanted.items()]
        office.command("take_order", order=order, customer="C-1001", lines=lines)
    office.command("release_orders", orders=[*ORDERS])


@pytest.fixture
def edge_server(morning: Made, tmp_path: Path) -> Iterator[RealEdge]:
    """The program on a copy of it."""
    need_pages("edge")
    edge = RealEdge(morning, tmp_path / "site")
    edge.start()
    yield edge
    edge.stop()


class Person:
    """Reads the screen and answers it; each step waits for its answer."""

    def __init__(self, tablet: Tablet, folder: Path, pictures: Path | None) -> None:
        self.tablet, self._folder, self._pictures = tablet, folder, pictures
        self._taken = 0

    @property
    def _ask(self) -> Locator:
        return self.tablet.page.locator("[data-testid=ask]")

    @property
    def stage(self) -> str:
        """Where the dialogue stands."""
        return self._ask.get_attribute("data-stage") or ""

    @property
    def big(self) -> str:
        """The one big thing on the screen."""
        return self.tablet.page.locator("[data-testid=big]").inner_text().strip()

    def begin(self, dialogue: str, first: str) -> None:
        """From home into an activity."""
        page = self.tablet.page
        page.locator("header .home").click()
        page.locator(f"[data-led={dialogue}]").click()
        expect(page.locator(f"[data-testid=ask][data-stage={first}]")).to_be_visible(
            timeout=WAIT_MS
        )
        self.picture(dialogue)

    def scan(self, *codes: str) -> None:
        """Code after code."""
        for code in codes:
            self._turn(partial(self.tablet.scan, code))

    def press(self, *options: str) -> None:
        """Button after button."""
        for option in options:
            self._turn(self.tablet.page.locator(f"[data-id='{option}']").click)

    def key(self, number: int) -> None:
        """A number on the keys of the screen."""
        for digit in str(number):
            self._ask.get_by_role("button", name=digit, exact=True).click()
        self.press("@enter")

    def leave(self) -> None:
        """Done with it."""
        self.tablet.page.locator("[data-id=leave]").click()
        expect(self.tablet.page.locator("[data-led=work]")).to_be_visible(timeout=WAIT_MS)

    def picture(self, name: str) -> None:
        """Of the screen as it stands, where pictures are wanted."""
        if self._pictures is None:
            return
        self._taken += 1
        self._pictures.mkdir(parents=True, exist_ok=True)
        self.tablet.page.wait_for_timeout(SETTLE_MS)
        self.tablet.page.screenshot(path=self._pictures / f"{self._taken:02} {name}.png")

    def labels(self) -> list[str]:
        """What the printer has put on the boxes."""
        return [str(row[0]) for row in self.rows(
            "SELECT code FROM handling_unit WHERE kind='package' ORDER BY id"
        )]  # fmt: skip

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Straight from the file, past the program."""
        file = self._folder / "edge.db"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            return opened.execute(statement).fetchall()

    def _turn(self, act: Callable[[], None]) -> None:
        before = self._ask.get_attribute("data-turn") or ""
        act()
        expect(self._ask).not_to_have_attribute("data-turn", before, timeout=WAIT_MS)


@pytest.fixture
def person(tablet: Tablet, tmp_path: Path, pictures: Path | None, edge_server: RealEdge) -> Person:
    """Enrolled, logged in, at home."""
    tablet.enrol()
    return Person(tablet, tmp_path / "site", pictures)


def receives(person: Person) -> None:
    """Twelve of a lot by one label, six counted by hand; then the delivery is closed."""
    person.begin("receiving", "document")
    person.scan("ASN-7", "DOCK-1", LABEL)
    person.picture("a lot with its date")
    person.key(12)
    person.press("post")
    person.scan(*[TIN] * 6)
    person.picture("counted piece by piece")
    person.press("post")
    person.picture("all lines in")
    person.press("close")
    person.leave()


def puts_away(person: Person) -> None:
    """Each to the place the site proposes."""
    person.begin("putaway", "source")
    for item in (MILK, TIN):
        person.scan(item)
        person.picture(f"where {item} goes")
        person.scan(person.big)
    person.leave()


def picks(person: Person) -> None:
    """Three orders at once on a cart; of one item a piece is not there."""
    person.begin("picking", "order")
    person.press("cluster")
    for tote in ("TOTE-1", "TOTE-2", "TOTE-3"):
        person.picture(f"a tote for the cart {tote}")
        person.scan(tote, tote)
    is_short = False
    while person.stage != "order":
        if person.stage == "location":
            person.picture("where to go")
            person.scan(person.big)
        elif person.stage == "put":
            person.picture("which tote")
            person.scan(person.big)
        elif person.big == "4" and not is_short:
            is_short = True
            person.press("short")
            person.picture("why less")
            person.key(4 - SHORT)
            person.press("not_found")
        else:
            person.picture("what to take")
            item = "".join(person.tablet.page.locator(".goods .mono").inner_text().split())
            person.scan(*[item] * int(person.big))
    assert is_short
    person.leave()


def packs(person: Person) -> None:
    """A box for each: one piece by piece and weighed, two at once."""
    person.begin("packing", "order")
    person.scan("TOTE-1", TIN, TIN)
    person.picture("into the box")
    person.press("close_box")
    person.picture("on the scales")
    person.key(900)
    for tote in ("TOTE-2", "TOTE-3"):
        person.scan(tote)
        person.press("pack_all", "no_weight")
    person.picture("nothing left to pack")
    person.leave()


def ships(person: Person) -> None:
    """Set ready box by box, then loaded, then gone."""
    boxes = person.labels()
    assert len(boxes) == len(ORDERS)
    person.begin("staging", "unit")
    for box in boxes:
        person.scan(box, "STAGE-1")
    person.picture("all set ready")
    person.leave()
    person.begin("loading", "shipment")
    person.press("begin", *["without"] * 4)
    person.scan(*boxes)
    person.picture("all boxes on the vehicle")
    person.press("depart")
    person.picture("gone")
    person.leave()


def counts(person: Person) -> None:
    """A location that nobody asked for, so it is scanned twice."""
    person.begin("count", "place")
    person.scan("A-01-02-1", "A-01-02-1", BAG)
    person.picture("counted blind")
    person.key(STOCKED - 5 + SHORT)
    person.press("done")
    person.picture("the book was right")
    person.leave()


def test_a_whole_day_on_one_tablet(person: Person, edge_server: RealEdge) -> None:
    for activity in (receives, puts_away, picks, packs, ships, counts):
        activity(person)
    assert person.tablet.errors == []
    states = dict(person.rows("SELECT number, state FROM dn"))
    assert states.pop("570003-B1") in ("confirmed", "allocated")
    assert states == dict.fromkeys(ORDERS, "shipped")
    lying = person.rows(
        "SELECT i.code, o.code, sum(q.quantity) FROM quant q JOIN item i ON i.id=q.item_id"
        " LEFT JOIN lot o ON o.id=q.lot_id GROUP BY 1, 2 ORDER BY 1"
    )
    assert lying == [
        (TIN, None, STOCKED + 6 - 5),
        (BAG, None, STOCKED - 5 + SHORT),
        (MILK, "L7", 12),
    ]
    assert person.rows("SELECT state, count(*) FROM count GROUP BY 1") == [("posted", 1)]
    edge_server.stop()
    assert told(EDGE, "check", "--data", str(edge_server.folder))["ok"] is True
