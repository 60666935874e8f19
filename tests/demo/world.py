"""Who and what takes part in the demo."""

from pathlib import Path

from tests.demo.board import Board
from tests.demo.book import Book
from tests.demo.headquarters import Headquarters
from tests.demo.line import Line
from tests.demo.orders import Share
from tests.demo.planning import Part
from tests.demo.programs import Program
from tests.demo.shapes import ImportReport
from tests.demo.worker import Worker


class Site:
    """One warehouse: its program, its line to headquarters, its people and its plan."""

    def __init__(self, code: str, name: str, time_zone: str, program: Program, line: Line) -> None:
        self.code = code
        self.name = name
        self.time_zone = time_zone
        self.program = program
        self.line = line
        self.board = Board(code)
        self.share = Share((), (), (), ())
        self.parts: list[Part] = []
        self.staff: list[Worker] = []
        self.taken: list[str] = []
        self.report: ImportReport | None = None
        self.visitor = Visitor()
        self.database = Path()

    @property
    def lead(self) -> Worker:
        """The shift lead is the last one hired."""
        return self._lead

    @lead.setter
    def lead(self, worker: Worker) -> None:
        self._lead = worker

    @property
    def spare_location(self) -> str:
        """A location nobody minds being renamed."""
        return self.board.places["storage"][-1]


class Visitor:
    """How the person who looks at the demo gets in."""

    def __init__(self) -> None:
        self.code = ""
        self.badge = ""
        self.pin = ""


class World:
    """The hub, the sites, and what was written down about them."""

    def __init__(self, folder: Path, hub: Program, hq: Headquarters, sites: list[Site]) -> None:
        self.folder = folder
        self.hub = hub
        self.hq = hq
        self.sites = sites
        self.book = Book()
        self.popular: list[str] = []
        self.hub_database = Path()
        self.hub_login = ("", "")
