"""A person at a scanner: gives turns, reads answers, and notes every edge walked."""

from edge.floor.dialogues.scripts import SCRIPTS
from models.warehouse.dialogues.question import Question, Turn
from models.warehouse.replies import Reply
from tests.edge.site import TestSite

EdgeName = tuple[str, str, str]


class Talker:
    """`walked` gathers (dialogue, stage, event) of the turns; `strays` those no table foresees."""

    def __init__(self, site: TestSite, person: int = 1) -> None:
        self.site = site
        self.person = person
        self.walked: set[EdgeName] = set()
        self.strays: set[EdgeName] = set()
        self.at: Turn | None = None

    def open(self, dialogue: str) -> Reply:
        """Begin or go on."""
        return self._give("open_dialogue", dialogue=dialogue)

    def scan(self, code: str) -> Reply:
        """Scan a code."""
        return self._give("scan", code=code)

    def enter(self, **value: object) -> Reply:
        """Type a quantity, a date, a weight or a text."""
        return self._give("enter", **value)

    def choose(self, option: str) -> Reply:
        """Press a button or a line of the list."""
        return self._give("choose", option=option)

    @property
    def question(self) -> Question:
        """What is asked now."""
        assert self.at is not None
        return self.at.question

    def entry(self) -> str:
        """Which pad is shown."""
        return self.question.entry

    def _give(self, type: str, **fields: object) -> Reply:
        before = self.at
        reply = self.site.send(self.site.command(type, **fields), self.person).reply()
        self.at = reply.turn
        goes_on = type != "open_dialogue" and self._leads(before, reply.turn)
        if before is not None and reply.turn is not None and goes_on:
            self._note(before.dialogue, before.stage, reply.turn.event)
        elif type == "open_dialogue" and reply.turn is not None:
            script = SCRIPTS[reply.turn.dialogue]
            if script.begin is not None:
                self._note(reply.turn.dialogue, script.table.first, reply.turn.event)
        return reply

    @staticmethod
    def _leads(before: Turn | None, after: Turn | None) -> bool:
        """Within a dialogue, or from one into another."""
        if before is None or after is None:
            return False
        edges = SCRIPTS[before.dialogue].table.stages[before.stage].edges
        return after.dialogue == before.dialogue or after.event in edges

    def _note(self, dialogue: str, stage: str, event: str) -> None:
        if event in SCRIPTS[dialogue].table.stages[stage].edges:
            self.walked.add((dialogue, stage, event))
        elif not SCRIPTS[dialogue].table.foresees(stage, event):
            self.strays.add((dialogue, stage, event))
