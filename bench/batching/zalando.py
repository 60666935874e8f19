"""Joint selection, allocation and batching as Zalando published it, with a checker of its own."""

import json
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np

from bench.instances import SHARED
from models.picking.joint.problem import Bounds, Joint
from models.picking.joint.search import Picked, pick_jointly

FOLDER = SHARED / "batching" / "zalando-small-0"
GREEDY = 8_720
BATCHES = 3
ROWS = 50


class Item(msgspec.Struct, frozen=True):
    """One piece that lies somewhere."""

    id: str
    row: int
    aisle: int
    article: str
    zone: str


class Article(msgspec.Struct, frozen=True):
    """What pieces are of."""

    id: str
    volume: float


class Order(msgspec.Struct, frozen=True):
    """Articles, each a position."""

    id: str
    positions: list[str]


class Instance(msgspec.Struct, frozen=True):
    """As it lies in the folder."""

    articles: dict[str, float]
    orders: list[Order]
    items: list[Item]
    items_min: int
    orders_max: int
    volume_max: float


def is_there() -> bool:
    """Whether the instance lies beside the project."""
    return (FOLDER / "parameters.json").exists()


def read(folder: Path = FOLDER) -> Instance:
    """The four files."""
    parameters = json.loads((folder / "parameters.json").read_bytes())
    articles = msgspec.json.decode((folder / "articles.json").read_bytes(), type=list[Article])
    return Instance(
        {each.id: each.volume for each in articles},
        msgspec.json.decode((folder / "orders.json").read_bytes(), type=list[Order]),
        msgspec.json.decode((folder / "warehouse_items.json").read_bytes(), type=list[Item]),
        parameters["min_number_requested_items"],
        parameters["max_orders_per_batch"],
        parameters["max_container_volume"],
    )


def measure(seed: int, seconds_max: float) -> dict[str, float]:
    """What is found in so many seconds, reading not counted, and whether it is feasible."""
    instance = read()
    end = time.perf_counter() + seconds_max
    joint = joint_of(instance)
    chance = np.random.default_rng(seed)
    picked = pick_jointly(joint, BATCHES, chance, lambda: time.perf_counter() > end, 10**9)
    length, faults = check(instance, picked)
    straight = sum(straight_length(instance, stops) for lists in picked.lists for stops in lists)
    return {
        "zalando_small_0": length,
        "zalando_small_0_straight_in_aisles": straight,
        "zalando_small_0_over_greedy": length / GREEDY,
        "zalando_small_0_faults": float(faults),
        "zalando_small_0_rounds": float(picked.rounds),
    }


def joint_of(instance: Instance) -> Joint:
    """The same for our search."""
    names = sorted({item.zone for item in instance.items})
    number = {name: at for at, name in enumerate(names)}
    of_article: dict[str, list[int]] = {}
    for at, item in enumerate(instance.items):
        of_article.setdefault(item.article, []).append(at)
    return Joint(
        [number[item.zone] for item in instance.items],
        [_lengths([item for item in instance.items if item.zone == name]) for name in names],
        [instance.articles[item.article] for item in instance.items],
        [[of_article[article] for article in order.positions] for order in instance.orders],
        Bounds(instance.items_min, instance.orders_max, instance.volume_max),
    )


def _lengths(items: list[Item]) -> np.ndarray:
    rows = np.array([0, *(item.row for item in items)])
    aisles = np.array([0, *(item.aisle for item in items)])
    along = np.abs(rows)[:, None] + np.abs(rows)[None, :]
    around = np.minimum(along, 2 * ROWS - along)
    is_same = (rows[:, None] * rows[None, :]) > 0
    across = np.abs(aisles[:, None] - aisles[None, :])
    found: np.ndarray = (across + np.where(is_same, around, along)).astype(np.float64)
    return found


def check(instance: Instance, picked: Picked) -> tuple[float, int]:
    """Length of all walks by the publisher's rule, and how many of their bounds are broken."""
    items, faults, length = instance.items, 0, 0
    ordered = [number for batch in picked.orders for number in batch]
    taken = [at for batch in picked.orders for places in batch.values() for at in places]
    walked = [at for lists in picked.lists for stops in lists for at in stops]
    faults += len(ordered) != len(set(ordered))
    faults += len(walked) != len(set(walked))
    faults += sum(len(instance.orders[n].positions) for n in ordered) < instance.items_min
    faults += sorted(taken) != sorted(walked)
    for orders, lists in zip(picked.orders, picked.lists, strict=True):
        faults += len(orders) > instance.orders_max
        faults += sorted(at for places in orders.values() for at in places) != sorted(
            at for stops in lists for at in stops
        )
        for number, places in orders.items():
            wanted = Counter(instance.orders[number].positions)
            faults += wanted != Counter(items[at].article for at in places)
        for stops in lists:
            faults += len({items[at].zone for at in stops}) != 1
            volume = sum(instance.articles[items[at].article] for at in stops)
            faults += volume > instance.volume_max
            spots = [(0, 0), *((items[at].row, items[at].aisle) for at in stops), (0, 0)]
            length += sum(_walk(*one, *other) for one, other in pairwise(spots))
    return float(length), faults


def straight_length(instance: Instance, stops: list[int]) -> float:
    """Of one walk by the publisher's later rule: within an aisle one goes straight."""
    spots = [(0, 0), *((instance.items[at].row, instance.items[at].aisle) for at in stops), (0, 0)]
    return float(
        sum(
            abs(row - other_row)
            if aisle == other_aisle
            else _walk(row, aisle, other_row, other_aisle)
            for (row, aisle), (other_row, other_aisle) in pairwise(spots)
        )
    )


def _walk(row: int, aisle: int, other_row: int, other_aisle: int) -> int:
    along = abs(row) + abs(other_row)
    if row * other_row > 0:
        along = min(along, 2 * ROWS - along)
    return abs(aisle - other_aisle) + along
