"""Out of the door: packed, staged, loaded, delivered."""

from tests.month.moves import Answer, Move, enter, press, scan
from tests.month.worker import Worker

STAGED = (
    "SELECT u.code FROM handling_unit u JOIN dn d ON d.id=u.dn_id WHERE u.kind='package'"
    " AND u.state IN ('packed','staged') AND u.shipment_id IS NULL AND d.state='staged'"
    " ORDER BY u.id LIMIT 1"
)


def order(worker: Worker) -> Move | None:
    """What was picked."""
    if not worker.hand.question.rows:
        return None
    return press("next") if worker.maybe(0.5) else worker.chosen()


def goods(worker: Worker) -> Move:
    """All at once, or row by row into one box after the other."""
    question = worker.hand.question
    rows = [row for row in question.rows if (row.done or 0) < (row.of or 0)]
    boxed = sum(row.done or 0 for row in question.rows)
    if not rows or (boxed and worker.maybe(0.1)):
        return press("close_box" if boxed else "other_order")
    if worker.maybe(0.5):
        return press("pack_all")
    if not boxed and worker.maybe(0.1):
        return scan(worker.world.label("BOX"))
    row = rows[0]
    if row.of == 1 or worker.maybe(0.3):
        return press(row.id)
    worker.steps = [enter(quantity=row.of)] if row.id == row.code and not row.done else []
    return press(row.id)


def lot(worker: Worker) -> Move:
    """One that is not in a box yet."""
    rows = [row for row in worker.hand.question.rows if (row.done or 0) < (row.of or 0)]
    return scan(rows[0].id) if rows else press("back")


def weight(worker: Worker) -> Move:
    """What the scales say; they are off at times, and some have none."""
    words = worker.hand.question.words
    expected = words.args.get("expected") if words is not None else None
    if isinstance(expected, int):
        return enter(weight_g=expected + 900 if worker.maybe(0.1) else expected)
    return press("no_weight") if worker.maybe(0.5) else enter(weight_g=700)


def package(worker: Worker) -> Move | None:
    """What is packed."""
    return worker.chosen()


def ready(worker: Worker) -> Move:
    """Where it will be fetched."""
    return worker.to_place("STAGE-1")


def shipment(worker: Worker) -> Move | None:
    """A vehicle that was planned, or one that simply stands there."""
    if worker.hand.event == "document_done" or worker.world.house.one(STAGED) is None:
        return None
    if worker.hand.question.rows and worker.maybe(0.8):
        return worker.chosen()
    return press("begin") if worker.maybe(0.5) else scan(worker.world.label("WB"))


def carrier(worker: Worker) -> Move:
    """Who comes."""
    row = worker.row()
    return press(row.id) if row is not None and worker.maybe(0.9) else press("without")


def driver(worker: Worker) -> Move:
    """Who drives."""
    return enter(text="Kim") if worker.maybe(0.8) else press("without")


def vehicle(worker: Worker) -> Move:
    """What with."""
    return enter(text="AB 123") if worker.maybe(0.8) else press("without")


def dock(worker: Worker) -> Move:
    """Where it stands."""
    return scan("DOCK-2") if worker.maybe(0.8) else press("without")


def load(worker: Worker) -> Move:
    """Box after box; then it leaves."""
    box = worker.world.house.one(STAGED)
    if box is not None and worker.hand.event != "wrong_unit":
        return scan(str(box))
    return press("depart" if worker.hand.question.primary is not None else "other_shipment")


def gone(worker: Worker) -> Move:
    """It drives off; the next one may come."""
    return press("other_shipment")


def unload(worker: Worker) -> Move:
    """Nothing comes down again."""
    return press("back")


def delivered(worker: Worker) -> Move | None:
    """The next order that has come to its customer."""
    arrived = worker.world.arrived
    return scan(arrived.pop()) if arrived else None


def taken(worker: Worker) -> Move:
    """All of it, or item by item."""
    rows = worker.hand.question.rows
    unsaid = [row for row in rows if row.done is None]
    if worker.maybe(0.6) and len(unsaid) == len(rows):
        return press("all_there")
    return press(unsaid[0].id) if unsaid and worker.maybe(0.8) else press("finish")


def how_many(worker: Worker) -> Move:
    """As many as were sent, or one less."""
    sent = worker.hand.question.value
    return enter(quantity=sent - 1 if sent and worker.maybe(0.1) else sent)


def spoilt(worker: Worker) -> Move:
    """Hardly ever."""
    return press("none_damaged") if worker.maybe(0.9) else enter(quantity=0)


def signed(worker: Worker) -> Move:
    """By whom."""
    return enter(text="Ada") if worker.maybe(0.7) else press("without")


ANSWERS: dict[str, Answer] = {
    "packing.order": order,
    "packing.goods": goods,
    "packing.lot": lot,
    "packing.weight": weight,
    "staging.unit": package,
    "staging.place": ready,
    "loading.shipment": shipment,
    "loading.carrier": carrier,
    "loading.driver": driver,
    "loading.vehicle": vehicle,
    "loading.dock": dock,
    "loading.unit": load,
    "loading.gone": gone,
    "loading.unload": unload,
    "delivery.order": delivered,
    "delivery.goods": taken,
    "delivery.amount": how_many,
    "delivery.damaged": spoilt,
    "delivery.signed": signed,
}
