"""Catch weight: what is asked of a person who handles goods sold by weight, and how weights go
along with movements that nobody weighs."""

from edge.floor.draft import Context, Decision, Refusal
from edge.floor.finding import ask
from edge.floor.reader import Item, SiteReader
from models.warehouse.catalogue import MOVEMENT
from models.warehouse.catch import Held, is_plausible, taken
from models.warehouse.replies import Outcome, Step
from models.warehouse.stock import AVAILABLE, StockKey
from sync.core.catalogue import Value
from sync.core.change import Append, Change

NOTHING = Held(0, 0)
Book = dict[StockKey, Held]
"""What lies where, as far as the movements of one decision have touched it."""


def demand_weight(
    item: Item, quantity: int, weight_g: int | None, now: Context, *, confirmed: bool
) -> int | None:
    """The weight that counts: None for goods that are not sold by weight. Raises Refusal without
    one, and asks for one that these pieces hardly have."""
    if not item.catch_weight:
        return None
    if weight_g is None:
        raise Refusal(Outcome.WEIGHT_REQUIRED, "weight.required", Step.ENTER_WEIGHT, item=item.code)
    if weight_g <= 0:
        raise Refusal(Outcome.ZERO_QUANTITY, "weight.not_positive", Step.ENTER_WEIGHT)
    percent = now.site.settings.catch_tolerance_percent
    if not is_plausible(weight_g, item.weight_g, quantity, percent):
        ask(
            confirmed,
            Outcome.WRONG_WEIGHT,
            "weight.implausible",
            item=item.code,
            weighed=weight_g,
            expected=(item.weight_g or 0) * quantity,
        )
    return weight_g


def with_weights(decision: Decision, site: SiteReader, now: Context) -> Decision:
    """Every movement of goods sold by weight says what it carries."""
    for changes in decision.changes.values():
        moved = [
            at
            for at, change in enumerate(changes)
            if isinstance(change, Append) and change.table is MOVEMENT and _weighed(change, site)
        ]
        if moved:
            changes[:] = _weighing(changes, frozenset(moved), site, now)
    return decision


def _weighed(change: Append, site: SiteReader) -> bool:
    item_id = change.values["item_id"]
    assert isinstance(item_id, int)
    item = site.item(item_id)
    return item is not None and bool(item.catch_weight)


def _weighing(
    changes: list[Change], moved: frozenset[int], site: SiteReader, now: Context
) -> list[Change]:
    """In their sequence: what one movement brings, the next may take."""
    book: Book = {}
    found: list[Change] = []
    for at, change in enumerate(changes):
        if at in moved:
            assert isinstance(change, Append)
            found += _movement(change, book, site, now)
        else:
            found.append(change)
    return found


def _movement(change: Append, book: Book, site: SiteReader, now: Context) -> list[Change]:
    values = change.values
    source, target = _end(values, "from"), _end(values, "to")
    quantity, weighed_g = values["quantity"], values["weight_g"]
    assert isinstance(quantity, int)
    assert weighed_g is None or isinstance(weighed_g, int)
    before: list[Change] = []
    if source.location_id in now.site.places.virtual:
        item = site.item(source.item_id)
        assert item is not None
        carried = weighed_g if weighed_g is not None else (item.weight_g or 0) * quantity
    else:
        held = _held(source, book, site)
        carried, found_g = taken(held, quantity, weighed_g)
        if found_g:
            before = _weighed_anew(values, found_g, now)
        left = held.weight_g + found_g - carried
        book[source] = Held(held.quantity - quantity, left)
        assert left >= 0
    if target.location_id not in now.site.places.virtual:
        there = _held(target, book, site)
        book[target] = Held(there.quantity + quantity, there.weight_g + carried)
    return [*before, Append(change.table, {**values, "weight_g": carried})]


def _held(key: StockKey, book: Book, site: SiteReader) -> Held:
    return book[key] if key in book else site.held(key) or NOTHING


def _weighed_anew(values: dict[str, Value], found_g: int, now: Context) -> list[Change]:
    """The book is put right where the goods lie: a piece comes and goes, its weight does not."""
    places = now.site.places
    here = {name: values[f"from_{name}"] for name in ("location", "unit", "status")}
    of_nothing: dict[str, Value] = dict.fromkeys(
        ("document_id", "line_id", "task_id", "entered_quantity", "uom")
    )
    common = {**values, **of_nothing, "kind": "weigh", "quantity": 1, "reason": "weighed"}
    outside: dict[str, Value] = {"unit": 0, "status": AVAILABLE}
    came = {
        **common,
        **{f"from_{name}": value for name, value in {**outside, "location": places.found}.items()},
        **{f"to_{name}": value for name, value in here.items()},
        "weight_g": max(0, found_g),
    }
    went = {
        **common,
        **{f"from_{name}": value for name, value in here.items()},
        **{f"to_{name}": value for name, value in {**outside, "location": places.loss}.items()},
        "weight_g": max(0, -found_g),
    }
    return [Append(MOVEMENT, came), Append(MOVEMENT, went)]


def _end(values: dict[str, Value], end: str) -> StockKey:
    ids = [values[name] for name in ("item_id", f"{end}_location", f"{end}_unit", "lot_id")]
    item, location, unit, lot = (int(each or 0) for each in ids)
    owner, status = values["owner_id"], values[f"{end}_status"]
    assert isinstance(owner, int)
    return StockKey(item, location, unit, lot, owner, str(status))
