"""Who and what takes part in the demo."""

import random
from pathlib import Path
from typing import TYPE_CHECKING

from tests.demo.board import Board
from tests.demo.book import Book
from tests.demo.calling import Calls
from tests.demo.headquarters import Headquarters
from tests.demo.line import Line
from tests.demo.orders import Refused, Share
from tests.demo.planning import Part
from tests.demo.programs import Program, free_port
from tests.demo.worker import Worker

if TYPE_CHECKING:
    from tests.demo.robots import Robots

HUB, EDGE = "holdfast-hub", "holdfast-edge"


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
        self.refused: list[Refused] = []
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
    def taken(self) -> list[str]:
        """Numbers of the orders it took, those cancelled later included."""
        return [order.number for order in self.share.orders]

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

    def __init__(self, folder: Path, *, usual_ports: bool) -> None:
        self.folder = folder
        self.usual_ports = usual_ports
        self.hub = Program("hub", HUB, folder / "hub", 0, folder / "logs/hub.log")
        self.hq = Headquarters(Calls(0), random.Random(0))
        self.sites: list[Site] = []
        self.book = Book()
        self.popular: list[str] = []
        self.hub_database = folder / "hub/hub.db"
        self.hub_login = ("", "")
        self.robots: list[Robots] = []

    def port(self, usual: int) -> int:
        """The usual port where it is free; where several demos may run at once, any."""
        return free_port(usual if self.usual_ports else 0)
