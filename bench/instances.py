"""Order picking instances of the literature, in the text format they are passed round in."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_PAIR = re.compile(r"([A-Z_]+) : (.*)")
_WORDS = re.compile(r"([A-Z_]+) (\S+)")
_END = "EOF"


class BadInstance(ValueError):
    """A file that is not whole; the message names the line."""


class Instance(msgspec.Struct, frozen=True):
    """One block. `places`: (x of the aisle, distance from the front) of each article; `orders`:
    (article, quantity) of each line. `capacity`: of a cart, in quantity times weight."""

    capacity: float
    depth: float
    depot_x: float
    places: dict[int, tuple[float, float]]
    weights: dict[int, float]
    orders: list[list[tuple[int, int]]]
    apart: float = 0.0


class _List(msgspec.Struct):
    """What stands under a line such as `NUM_SKUS : 7`."""

    section: str
    title: str
    line: int
    count: int
    rows: list[dict[str, str]]


def read_instance(path: Path) -> Instance:
    """Raises BadInstance where the file ends too early, a list is shorter than it says, or a line
    is not understood."""
    head: dict[str, str] = {}
    lists: list[_List] = []
    section, last = "", 0
    for last, line in _lines(path):
        pair = _PAIR.fullmatch(line)
        if line == _END:
            return _made(path, head, lists)
        if line.endswith("_SECTION"):
            section = line
        elif pair is not None and not section:
            head[pair[1]] = pair[2].strip()
        elif pair is not None:
            lists.append(_List(section, pair[1], last, int(pair[2]), []))
        elif lists and (words := dict(_WORDS.findall(line))):
            lists[-1].rows.append(words)
        else:
            raise BadInstance(f"{path.name}, line {last}: not understood: {line[:40]}")
    raise BadInstance(f"{path.name}, line {last}: the file ends in {section or 'its head'}")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="latin-1").splitlines(), start=1):
        if text := line.strip():
            yield number, text


def _rows(path: Path, lists: list[_List], section: str) -> list[list[dict[str, str]]]:
    """The lists of a section, each as long as it says."""
    found = [each for each in lists if each.section == section and each.title != "NUM_ORDERS"]
    for each in found:
        if len(each.rows) != each.count:
            raise BadInstance(
                f"{path.name}, line {each.line}: {each.count} announced, {len(each.rows)} there"
            )
    return [each.rows for each in found]


def _made(path: Path, head: dict[str, str], lists: list[_List]) -> Instance:
    bottom, top = (float(head[f"DISTANCE_{end}_TO_CELL"]) for end in ("BOTTOM", "TOP"))
    cell, pitch = (float(head[f"DISTANCE_{kind}_TO_{kind}"]) for kind in ("CELL", "AISLE"))
    (articles,) = _rows(path, lists, "ARTICLE_SECTION")
    (places,) = _rows(path, lists, "SKU_SECTION")
    orders = _rows(path, lists, "ORDER_SECTION")
    return Instance(
        capacity=float(head.get("PICKER_CAPACITY", "inf")),
        depth=bottom + cell * (int(head["NUM_CELLS"]) - 1) + top,
        depot_x=pitch * int(head["DEPOT_AISLE"]),
        places={
            int(row["ID"]): (pitch * int(row["AISLE"]), bottom + cell * int(row["CELL"]))
            for row in places
        },
        weights={int(row["ID"]): float(row.get("WEIGHT", 1)) for row in articles},
        orders=[[(int(row["ID"]), int(row["QUANTITY"])) for row in rows] for rows in orders],
        apart=2 * float(head.get("DISTANCE_TOP_OR_BOTTOM_TO_DEPOT", 0)),
    )
