"""At the dock: what stands on the lorry is carried in load by load; what waits is put away."""

from tests.month.moves import Answer, Move, enter, press, scan
from tests.month.worker import Worker
from tests.month.world import Load

WALK_IN = "WALK-IN"


def document(worker: Worker) -> Move | None:
    """A delivery that still has something on its lorry, or one that was never announced."""
    world, worker.load = worker.world, None
    for row in worker.hand.question.rows:
        if world.lorries.get(row.code):
            return scan(row.code) if worker.maybe(0.5) else press(row.id)
    return press("blind") if world.walk_ins else None


def supplier(worker: Worker) -> Move:
    """Some say who they are."""
    return enter(text=WALK_IN) if worker.maybe(0.7) else press("unknown")


def goods(worker: Worker) -> Move | None:
    """The next load; once the lorry is empty, the delivery is closed."""
    hand, world = worker.hand, worker.world
    wants_dock = hand.question.ask.key == "ask.scan_dock_or_goods" and hand.event == "found"
    if wants_dock and worker.maybe(0.7):
        return scan("DOCK-1")
    if worker.load is None:
        left = _lorry(worker)
        if not left:
            return press("close")
        worker.load = left.pop(world.chance.randrange(len(left)))
    worker.notes.pop("pallet", None)
    return scan(worker.load.label or worker.load.item)


def _lorry(worker: Worker) -> list[Load]:
    asn = str(worker.hand.question.title.args.get("asn", ""))
    return worker.world.lorries.get(asn, worker.world.walk_ins)


def lot(worker: Worker) -> Move:
    """As it stands on the goods."""
    wanted = worker.load.lot if worker.load is not None else ""
    if not wanted:
        return press("back")
    return scan(wanted) if worker.maybe(0.6) else enter(text=wanted)


def expiry(worker: Worker) -> Move:
    """As it stands on the goods."""
    return enter(expiry=worker.load.expiry) if worker.load is not None else press("back")


def amount(worker: Worker) -> Move:
    """How many there are, in which state, on which pallet."""
    load, question = worker.load, worker.hand.question
    if load is None or question.goods is None or question.goods.item != load.item:
        return press("back")
    if load.damaged and any(button.id == "damaged" for button in question.sides):
        return press("damaged")
    if not load.damaged and any(button.id == "good" for button in question.sides):
        return press("good")
    is_on = question.title.args.get("unit") == load.pallet or worker.hand.event == "unit_set"
    if load.pallet and not is_on and worker.notes.get("pallet") != load.pallet:
        return scan(load.pallet)
    if is_on:
        worker.notes["pallet"] = load.pallet
    if question.value != load.quantity:
        return enter(quantity=load.quantity)
    return press("post")


def cross(worker: Worker) -> Move:
    """Mostly to the order that waits."""
    return press("to_packing" if worker.maybe(0.8) else "to_stock")


def source(worker: Worker) -> Move | None:
    """Whatever waits."""
    if not worker.hand.question.rows:
        return None
    return press("next") if worker.maybe(0.6) else worker.chosen()


def target(worker: Worker) -> Move:
    """Where the site says; elsewhere where there is no room, and sometimes only a part of it."""
    question = worker.hand.question
    if worker.hand.event in ("location_full", "location_not_allowed"):
        return press("skip") if worker.maybe(0.3) else scan(worker.shelf())
    if worker.maybe(0.03):
        return press("skip")
    pieces = question.goods.quantity if question.goods is not None else None
    if pieces is not None and pieces > 1 and worker.maybe(0.05):
        return enter(quantity=pieces // 2)
    if worker.maybe(0.05):
        return scan(worker.shelf())
    return worker.to_place(worker.shelf())


def inspected(worker: Worker) -> Move | None:
    """Whatever waits to be looked at."""
    row = worker.row()
    return press(row.id) if row is not None else None


def verdict(worker: Worker) -> Move:
    """Nine of ten are good."""
    if worker.hand.question.value > 1 and worker.maybe(0.2):
        return enter(quantity=1)
    return press("good" if worker.maybe(0.9) else "damaged")


def returned(worker: Worker) -> Move | None:
    """The next parcel that came back."""
    parcels = worker.world.parcels
    return scan(parcels[0].order) if parcels else None


def in_parcel(worker: Worker) -> Move:
    """What is in it; then that was all."""
    parcels = worker.world.parcels
    order = worker.hand.question.title.args.get("order")
    if parcels and parcels[0].order == order:
        return scan(parcels[0].item)
    return press("close")


def returned_lot(worker: Worker) -> Move:
    """As it stands on the goods."""
    parcels = worker.world.parcels
    return enter(text=parcels[0].lot) if parcels and parcels[0].lot else press("back")


def disposition(worker: Worker) -> Move:
    """Where it goes."""
    parcels = worker.world.parcels
    if parcels and worker.hand.question.value != parcels[0].quantity:
        return enter(quantity=parcels[0].quantity)
    return press(worker.chance.choice(("restock", "restock", "inspect", "scrap", "supplier")))


def reason(worker: Worker) -> Move:
    """Why it came."""
    if worker.maybe(0.2):
        return enter(text="smells of smoke")
    return press(worker.chance.choice(("unwanted", "faulty", "wrong_goods", "transport")))


ANSWERS: dict[str, Answer] = {
    "receiving.document": document,
    "receiving.supplier": supplier,
    "receiving.goods": goods,
    "receiving.lot": lot,
    "receiving.expiry": expiry,
    "receiving.amount": amount,
    "receiving.cross": cross,
    "putaway.source": source,
    "putaway.target": target,
    "inspect.goods": inspected,
    "inspect.amount": verdict,
    "returning.order": returned,
    "returning.goods": in_parcel,
    "returning.lot": returned_lot,
    "returning.amount": disposition,
    "returning.reason": reason,
}
