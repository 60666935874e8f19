"""Between the shelves: counted, moved, refilled; and whatever comes next."""

from tests.month.moves import Answer, Move, enter, press, scan
from tests.month.worker import Worker

LYING = (
    "SELECT i.code, o.code, i.tracking, sum(q.quantity) FROM quant q"
    " JOIN location l ON l.id=q.location_id JOIN item i ON i.id=q.item_id"
    " LEFT JOIN lot o ON o.id=q.lot_id WHERE l.code=? GROUP BY 1, 2 ORDER BY 1, 2"
)
PALLET = (
    "SELECT u.code FROM handling_unit u JOIN quant q ON q.unit_id=u.id"
    " JOIN location l ON l.id=u.location_id WHERE u.kind='pallet' AND l.kind='dock'"
    " AND q.status='available' ORDER BY u.id LIMIT 1"
)
FREE = (
    "SELECT l.code, i.code FROM quant q JOIN location l ON l.id=q.location_id"
    " JOIN item i ON i.id=q.item_id WHERE l.code LIKE 'A-%' AND q.reserved=0 AND q.unit_id=0"
    " AND q.status='available' AND i.tracking='none' ORDER BY q.quantity DESC, 1 LIMIT 20"
)


def where(worker: Worker) -> Move | None:
    """Whatever comes next."""
    if worker.hand.event == "no_work":
        return None
    return scan(worker.shelf()) if worker.maybe(0.05) else press("next")


def place(worker: Worker) -> Move | None:
    """Where a count is asked for."""
    worker.notes.pop("counted", None)
    if worker.hand.question.big is None or worker.hand.event in ("skipped", "other_person"):
        return None
    return press("next") if worker.maybe(0.6) else worker.to_place("")


def lines(worker: Worker) -> Move:
    """What lies there, kind by kind; one piece less where one is really missing."""
    at = str(worker.hand.question.ask.args["location"])
    if worker.hand.event == "quantity_changed":
        return press("skip")
    if worker.notes.get("counted") != at:
        worker.notes["counted"] = at
        worker.steps = _told(worker, at)
        if worker.steps:
            return worker.steps.pop(0)
    return press("done" if worker.hand.question.rows else "empty")


def _told(worker: Worker, at: str) -> list[Move]:
    missing = worker.world.miscounted.get(at, 0)
    moves: list[Move] = []
    for item, lot, tracking, quantity in worker.world.house.rows(LYING, at):
        found = quantity - missing if tracking == "none" else quantity
        missing = 0 if tracking == "none" else missing
        if found > 0:
            moves.append(scan(str(item)))
            moves += [scan(str(lot))] if lot else []
            moves += [enter(quantity=found)] if found > 1 else []
    return moves


def counted_lot(worker: Worker) -> Move:
    """Somebody was interrupted between item and lot."""
    worker.notes.pop("counted", None)
    return press("back")


def taken_from(worker: Worker) -> Move | None:
    """Something lies better elsewhere."""
    if worker.hand.event in ("line_done", "unit_done"):
        return None
    found = worker.world.house.rows(FREE)
    if not found:
        return None
    place, worker.notes["moving"] = worker.chance.choice(found)
    return scan(str(place))


def moved_goods(worker: Worker) -> Move:
    """That is to be moved."""
    if worker.hand.event in ("wrong_item", "quantity_changed", "scan_unit"):
        return press("back")
    return scan(worker.notes.get("moving", ""))


def moved_lot(worker: Worker) -> Move:
    """What is moved has none."""
    return press("back")


def moved_to(worker: Worker) -> Move:
    """A part of it, somewhere."""
    goods = worker.hand.question.goods
    if goods is not None and (goods.quantity or 0) > 4 and worker.maybe(0.5):
        return enter(quantity=2)
    return scan(worker.shelf())


def refill(worker: Worker) -> Move | None:
    """The next face that is low."""
    return None if worker.hand.event == "no_work" else press("next")


def bulk(worker: Worker) -> Move:
    """To the goods."""
    if worker.hand.question.big is None or worker.maybe(0.03):
        return press("skip")
    if worker.hand.event == "back":
        return press("empty")
    return worker.to_place("")


def face(worker: Worker) -> Move:
    """To the face; if it has no room for all, with a part."""
    goods = worker.hand.question.goods
    if worker.hand.event in ("location_full", "quantity_changed"):
        half = (goods.quantity or 0) // 2 if goods is not None else 0
        return enter(quantity=half) if half else press("back")
    return worker.to_place("")


def emptied(worker: Worker) -> Move | None:
    """A pallet that waits at the dock, with several kinds on it or with one."""
    pallet = worker.world.house.one(PALLET)
    if pallet is None or worker.hand.event in ("no_work", "all_done", "other_place"):
        return None
    return scan(str(pallet))


def line_of_content(worker: Worker) -> Move:
    """Line by line."""
    return press("other_place" if worker.hand.event in ("gone", "short_posted") else "next")


def lot_of_content(worker: Worker) -> Move:
    """Which of them it is stands on the goods."""
    rows = worker.hand.question.rows
    return scan(rows[0].code) if rows else press("back")


def place_of_content(worker: Worker) -> Move:
    """Where the site says; passed over where there is no room."""
    if worker.hand.event in ("location_full", "location_not_allowed", "wrong_location"):
        return press("skip")
    return worker.to_place(worker.shelf())


ANSWERS: dict[str, Answer] = {
    "content.source": emptied,
    "content.line": line_of_content,
    "content.lot": lot_of_content,
    "content.target": place_of_content,
    "work.where": where,
    "count.place": place,
    "count.goods": lines,
    "count.lot": counted_lot,
    "moving.source": taken_from,
    "moving.goods": moved_goods,
    "moving.lot": moved_lot,
    "moving.target": moved_to,
    "replenish.source": refill,
    "replenish.take": bulk,
    "replenish.face": face,
}
