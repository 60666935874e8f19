"""Kits are made of their parts and taken apart; what went wrong is closed by a supervisor."""

from tests.month.moves import Answer, Move, enter, press, scan
from tests.month.worker import Worker


def order(worker: Worker) -> Move | None:
    """The next one."""
    return press("next") if worker.hand.question.rows else None


def place(worker: Worker) -> Move:
    """To the parts."""
    return press("skip") if worker.hand.question.big is None else worker.to_place("")


def goods(worker: Worker) -> Move:
    """All that is wanted."""
    question = worker.hand.question
    if question.goods is None:
        return press("back")
    return scan(question.goods.item) if worker.maybe(0.2) else press("all")


def reason(worker: Worker) -> Move:
    """Not all are there."""
    return press("not_found")


def how_many(worker: Worker) -> Move:
    """One at a time, or all at once."""
    return enter(quantity=1) if worker.maybe(0.4) else press("all")


def back(worker: Worker) -> Move:
    """No kit here has a number of its own."""
    return press("back")


def target(worker: Worker) -> Move:
    """Where there is room."""
    return scan(worker.shelf())


def part(worker: Worker) -> Move:
    """Most are as good as new."""
    return press("good" if worker.maybe(0.9) else "damaged")


def trouble(worker: Worker) -> Move | None:
    """The next line, while there is patience."""
    return None if worker.hand.event == "line_done" and worker.maybe(0.5) else worker.chosen()


def settled(worker: Worker) -> Move:
    """With a note, at times."""
    if worker.hand.event != "noted" and worker.maybe(0.5):
        return enter(text="looked into")
    return press("settled")


_COLLECTING: dict[str, Answer] = {
    "order": order,
    "place": place,
    "goods": goods,
    "reason": reason,
    "build": how_many,
    "apart": how_many,
    "serial": back,
    "target": target,
    "parts": part,
}
ANSWERS: dict[str, Answer] = {
    "exceptions.list": trouble,
    "exceptions.one": settled,
    **{f"kit.{stage}": answer for stage, answer in _COLLECTING.items()},
    **{f"dekit.{stage}": answer for stage, answer in _COLLECTING.items()},
}
