"""A person at work: reads what is asked, answers it, and has whims."""

import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping

from models.warehouse.dialogues.question import Row
from models.warehouse.replies import Level, Outcome
from tests.month.handheld import Handheld
from tests.month.moves import Answer, Move, press, scan
from tests.month.world import Load, World

TURNS_MAX = 400
STUCK_MAX = 20
TRAIL_MAX = STUCK_MAX + 4
WHIM, LOSS, REST, UNDO = 0.04, 0.02, 0.01, 0.02
REST_S = (60, 2_400)
SHELVES = [f"{zone}-0{aisle}-0{bay}-{level}" for zone in "AB" for aisle in (1, 2)
           for bay in range(1, 9) for level in (1, 2)]  # fmt: skip


class Worker:
    """`load` is what the person carries in; `steps` what is settled already to come next."""

    def __init__(
        self,
        hand: Handheld,
        world: World,
        chance: random.Random,
        answers: Mapping[str, Answer],
        whim: Callable[["Worker"], Move],
    ) -> None:
        self.hand, self.world, self.chance = hand, world, chance
        self._answers, self._whim = answers, whim
        self.load: Load | None = None
        self.steps: list[Move] = []
        self.gave_up: list[str] = []
        self.trail: deque[str] = deque(maxlen=TRAIL_MAX)
        self.notes: dict[str, str] = {}
        self._before = ""
        self._same = 0
        self._strayed = False

    def work(self, dialogue: str) -> Iterator[None]:
        """Until nothing is left to do there; each turn may be followed by somebody else's."""
        self.hand.open(dialogue)
        for _ in range(TURNS_MAX):
            yield
            if self.hand.at is None:
                return
            move = self._next()
            if move is None or self._is_stuck():
                break
            self._give(move)
        if self.hand.at is not None:
            self.hand.choose("leave")
        self.load = None
        self.steps.clear()

    def maybe(self, share: float) -> bool:
        """Chance of this person."""
        return self.chance.random() < share

    def row(self) -> Row | None:
        """A line of the list that can be chosen."""
        rows = [row for row in self.hand.question.rows if row.choosable]
        return self.chance.choice(rows) if rows else None

    def chosen(self) -> Move | None:
        """A line, by finger or by its label."""
        row = self.row()
        if row is None:
            return None
        return scan(row.code) if self.maybe(0.3) and row.id == row.code else press(row.id)

    def shelf(self) -> str:
        """Somewhere in the racks."""
        return self.chance.choice(SHELVES)

    def to_place(self, otherwise: str) -> Move:
        """To the place shown, or to another where none is."""
        big = self.hand.question.big
        return scan(big.text if big is not None and big.text else otherwise)

    # -- one turn ---------------------------------------------------------------------------------

    def _next(self) -> Move | None:
        assert self.hand.at is not None
        if self.hand.at.asked and not self._strayed and not self.maybe(0.1):
            return press("confirm")
        self._strayed = self.maybe(WHIM)
        if self._strayed:
            self.steps.clear()
            return self._whim(self)
        if self.steps:
            return self.steps.pop(0)
        answer = self._answers.get(self.hand.stands)
        return answer(self) if answer is not None else self._any()

    def _give(self, move: Move) -> None:
        hand, stood = self.hand, self.hand.stands
        hand.losing = self.maybe(LOSS)
        hand.give(move.type, **move.fields)
        hand.losing = False
        said = hand.told.say.key if hand.told is not None else ""
        self.trail.append(f"{stood} {move.type} {[*move.fields.values()]} {said}")
        self._lay_down(stood)
        if hand.told is not None and hand.told.undo is not None and self.maybe(UNDO):
            hand.choose("undo")
        if self.maybe(REST):
            hand.house.pass_s(self.chance.randint(*REST_S))
            hand.open(None)

    def _lay_down(self, stood: str) -> None:
        """What is booked is out of one's hands."""
        if self.hand.told is None or self.hand.told.outcome is not Outcome.LINE_DONE:
            return
        if stood in ("receiving.amount", "receiving.cross"):
            self.load = None
        if stood == "returning.reason" and self.world.parcels:
            self.world.parcels.pop(0)

    def _any(self) -> Move | None:
        """A question that no answer is known for: the button that stands out, the first line."""
        question = self.hand.question
        if question.primary is not None:
            return press(question.primary.id)
        return self.chosen()

    def _is_stuck(self) -> bool:
        at = self.hand.at
        shown = f"{self.hand.stands} {at.question if at else ''}"
        said = self.hand.told.level if self.hand.told is not None else Level.OK
        is_on = said is Level.OK or shown != self._before
        self._same = 0 if is_on else self._same + 1
        self._before = shown
        if self._same > STUCK_MAX:
            self.gave_up.append(" / ".join(self.trail))
            self._same = 0
            return True
        return False
