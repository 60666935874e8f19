"""Vehicle routing instances of the literature, and made-up ones where their files are not there."""

import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.instances import SHARED
from models.transport.problem import Fleet, MilkRun, Stop

FOLDER = SHARED / "vrp"
TENTHS = 10
Number = tuple[float, ...]


def solomon(path: Path) -> MilkRun:
    """Hours and capacity; lengths cut off after one decimal as the literature does, in tenths."""
    return _read(path, lambda length: math.floor(TENTHS * length), TENTHS)


def uchoa(path: Path) -> MilkRun:
    """Capacity alone, as many vehicles as stops; lengths rounded to whole numbers."""
    return _read(path, lambda length: math.floor(length + 0.5), 1)


def _read(path: Path, rounded: Callable[[float], int], scale: int) -> MilkRun:
    head, sections = _sections(path.read_text(encoding="ascii"))
    points = [(row[1], row[2]) for row in sections["NODE_COORD_SECTION"]]
    load = [int(row[1]) for row in sections["DEMAND_SECTION"]]
    hours = [(int(row[1]), int(row[2])) for row in sections.get("TIME_WINDOW_SECTION", ())]
    hours = hours or [(0, 2**30)] * len(points)
    assert int(head["DIMENSION"]) == len(points) == len(load) == len(hours)
    lengths = [[rounded(math.dist(one, other)) for other in points] for one in points]
    service = scale * int(head.get("SERVICE_TIME", 0))
    stops = [
        Stop(str(number), load[number], 0, scale * opens, scale * closes, service)
        for number, (opens, closes) in enumerate(hours)
        if number
    ]
    vehicles = int(head.get("VEHICLES", len(stops)))
    opens, closes = hours[0]
    fleet = Fleet(vehicles, int(head["CAPACITY"]), scale * opens, scale * closes)
    return MilkRun(stops, fleet, lengths, lengths)


def _sections(text: str) -> tuple[dict[str, str], dict[str, list[Number]]]:
    head: dict[str, str] = {}
    sections: dict[str, list[Number]] = {}
    rows: list[Number] = []
    for line in text.splitlines():
        if pair := re.fullmatch(r"(\w+)\s*:\s*(.*?)\s*", line):
            head[pair[1]] = pair[2]
        elif re.fullmatch(r"[A-Z_]+_SECTION\s*", line):
            rows = sections.setdefault(line.strip(), [])
        elif line.strip() not in ("", "EOF"):
            rows.append(tuple(float(word) for word in line.split()))
    return head, sections


def generated(chance: np.random.Generator, stops: int) -> MilkRun:
    """Half of the stops have hours, a third also gives goods back."""
    points = chance.integers(0, 1000, (stops + 1, 2)).tolist()
    lengths = [[round(math.dist(one, other)) for other in points] for one in points]
    made = []
    for number in range(1, stops + 1):
        opens = int(chance.integers(0, 6000)) if chance.random() < 0.5 else 0
        closes = opens + 2500 if opens else 2**30
        collect = int(chance.integers(1, 20)) if chance.random() < 1 / 3 else 0
        made.append(Stop(str(number), int(chance.integers(1, 30)), collect, opens, closes, 50))
    return MilkRun(made, Fleet(stops, 200), lengths, lengths)
