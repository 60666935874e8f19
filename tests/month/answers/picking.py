"""Picking: an order or a cart, in totes; short at times, passed over at times."""

from tests.month.moves import Answer, Move, enter, press, scan
from tests.month.worker import Worker

SHORT, SKIP = 0.02, 0.03


def order(worker: Worker) -> Move | None:
    """A cart where there is more than one order; else the next one, or one from the list."""
    question = worker.hand.question
    if not question.rows:
        return None
    if any(button.id == "cluster" for button in question.sides) and worker.maybe(0.6):
        return press("cluster")
    return press("next") if worker.maybe(0.6) else worker.chosen()


def tote(worker: Worker) -> Move:
    """A fresh one; the second scan says that it is meant."""
    return scan(worker.world.label("TOTE"))


def location(worker: Worker) -> Move:
    """Go there."""
    if worker.hand.question.big is None:
        return press("back")
    if worker.maybe(SKIP):
        return press("skip")
    if worker.maybe(SHORT / 4):
        return press("short")
    return worker.to_place("")


def goods(worker: Worker) -> Move:
    """Scanned piece by piece where they are few, else by the button or by number."""
    question = worker.hand.question
    if question.goods is None or question.big is None:
        return press("back")
    if worker.maybe(SHORT):
        return press("short")
    left = int(question.big.text)
    if worker.hand.event in ("back", "over_pick"):
        return press("all")
    if left <= 3 or worker.maybe(0.2):
        return scan(question.goods.item)
    return press("all") if worker.maybe(0.7) else enter(quantity=left)


def lot(worker: Worker) -> Move:
    """The one allocated."""
    big = worker.hand.question.big
    return scan(big.text) if big is not None and big.text else press("back")


def put(worker: Worker) -> Move:
    """Into the order's tote; after an interruption into a new one."""
    if worker.hand.question.goods is None:
        return press("back")
    return worker.to_place(worker.world.label("TOTE"))


def reason(worker: Worker) -> Move:
    """One is missing, or all."""
    question = worker.hand.question
    if question.goods is None:
        return press("back")
    of = question.goods.quantity or 0
    if of > 1 and question.value == 0 and worker.maybe(0.7):
        return enter(quantity=of - 1)
    if question.value == 0:
        return press("not_found")
    return press(worker.chance.choice(("not_found", "damaged", "partial")))


def empty(worker: Worker) -> Move:
    """A look into the location."""
    return press("yes" if worker.maybe(0.8) else "no")


def zone(worker: Worker) -> Move | None:
    """One that has work."""
    return worker.chosen()


def in_zone(worker: Worker) -> Move | None:
    """The next, or what stands here already."""
    question = worker.hand.question
    if not question.rows or worker.hand.event == "no_work":
        return None
    if any(button.id == "cluster" for button in question.sides) and worker.maybe(0.4):
        return press("cluster")
    return press("next") if worker.maybe(0.6) else worker.chosen()


def hand_over(worker: Worker) -> Move:
    """Where the tote goes on from."""
    return worker.to_place("PACK-1")


_TAKING: dict[str, Answer] = {
    "tote": tote,
    "location": location,
    "goods": goods,
    "lot": lot,
    "put": put,
    "fresh": tote,
    "reason": reason,
    "empty": empty,
}
ANSWERS: dict[str, Answer] = {
    "picking.order": order,
    "zone.zone": zone,
    "zone.work": in_zone,
    "zone.hand": hand_over,
    **{f"picking.{stage}": answer for stage, answer in _TAKING.items()},
    **{f"zone.{stage}": answer for stage, answer in _TAKING.items()},
}
