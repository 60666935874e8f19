"""A real site with a walk to pick: made once by the program, copied for each test."""

import shutil
from contextlib import closing
from pathlib import Path

import msgspec

from edge.admin.asking import Office
from edge.config import read
from edge.opening import open_folder
from node.clock import wall_clock_ms
from tests.browser.programs import EDGE, Calls, Program, told
from tests.demo.replica import Movement, read_replica

LINES = 24
GOODS = (
    "Regency cakestand 3 tier",
    "White hanging heart T-light holder",
    "Party bunting",
    "Biscuit tin 50's Christmas",
    "Bread bin diner style red",
    "Lunch bag red retrospot",
)
ORDER = "569239"
FLOOR = ("--zones", "A", "--aisles", "2", "--bays", "20", "--levels", "1")


class Made(msgspec.Struct, frozen=True):
    """A site's folder and who gets in."""

    folder: Path
    key: str
    badge: str
    pin: str


def make_site(folder: Path) -> Made:
    """A site of its own, where one order of 24 lines is released, each at its own location."""
    site = told(EDGE, "init", "--data", str(folder), "--warehouse", "LEEDS", *FLOOR)
    made = Made(folder, str(site["key"]), "4711", "2580")
    program = Program(EDGE, folder)
    program.start()
    try:
        with closing(Calls(program.address, made.key)) as office:
            _fill(office, made)
    finally:
        program.stop()
    return made


def _fill(office: Calls, made: Made) -> None:
    office.post("/people", {"name": "Li Wei", "badge": made.badge, "pin": made.pin})
    items, stock, lines = ["code,description,barcode"], ["location,item,quantity"], []
    for n in range(LINES):
        item = f"{22423 + n}"
        items.append(f"{item},{GOODS[n % len(GOODS)]},{ean13(f'5010000{item}')}")
        stock.append(f"A-{n // 12 + 1:02}-{n % 12 + 1:02}-1,{item},40")
        lines.append({"item": item, "quantity": 2 if n % 6 == 5 else 1})
    office.table("items", items)
    office.table("opening_stock", stock)
    office.command("take_order", order=ORDER, customer="C-1001", lines=lines)
    office.command("release_orders", orders=[ORDER])


def ean13(digits: str) -> str:
    """Twelve digits and their check digit."""
    odd, even = (sum(int(digit) for digit in digits[start:12:2]) for start in (0, 1))
    return f"{digits[:12]}{-(odd + 3 * even) % 10}"


class RealEdge:
    """The edge itself on a copy of a made site; what is in its database outlives a kill."""

    def __init__(self, made: Made, folder: Path) -> None:
        shutil.copytree(made.folder, folder)
        self.badge, self.pin = made.badge, made.pin
        self._program = Program(EDGE, folder)
        self.url = f"http://localhost:{self._program.port}/"

    @property
    def folder(self) -> Path:
        """Where its data lie."""
        return self._program.folder

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._program.port

    @property
    def enrolment_code(self) -> str:
        """A fresh one-time code, as `holdfast-edge enrol-device` prints it."""
        return Office(read(self._program.folder, environment={}), wall_clock_ms).enrolment_code()

    def start(self) -> None:
        """Serve on the port of before."""
        self._program.start()

    def stop(self) -> None:
        """The plug is pulled."""
        self._program.stop()

    def lock(self) -> None:
        """While it is stopped: whoever is logged in was away too long and needs the PIN again."""
        opened = open_folder(self._program.folder, wall_clock_ms)
        opened.store.connection.execute("UPDATE session SET seen_at_ms = 0")
        opened.close()

    def recorded(self, kind: str = "pick") -> list[str]:
        """The command of each movement of a kind, oldest first; twice if it took effect twice."""
        replica = read_replica(self._program.folder / "edge.db")
        assert replica.unreadable == 0
        command = {place: key for key, places in replica.keys.items() for place in places}
        moved = [one for one in replica.movements if one.kind == kind]
        return [command[one.place] for one in sorted(moved, key=_written)]


def _written(movement: Movement) -> tuple[int, int]:
    return movement.place.seq, movement.part
