"""A person at a scanner: gives turns, reads answers, and notes every edge walked."""

from models.warehouse.dialogues.all import DIALOGUES
from models.warehouse.dialogues.question import Question, Turn
from models.warehouse.replies import Reply
from tests.edge.site import TestSite

EdgeName = tuple[str, str, str]
TABLES = {table.name: table for table in DIALOGUES}


class Talking:
    """`walked` gathers (dialogue, stage, event) of the turns; `strays` those no table foresees.
    How a turn gets to the site is for those that inherit it."""

    def __init__(self) -> None:
        self.walked: set[EdgeName] = set()
        self.strays: set[EdgeName] = set()
        self.at: Turn | None = None

    def say(self, type: str, **fields: object) -> Reply:
        """Give a turn to the site."""
        raise NotImplementedError

    def open(self, dialogue: str | None) -> Reply:
        """Begin or go on."""
        return self.give("open_dialogue", dialogue=dialogue)

    def scan(self, code: str) -> Reply:
        """Scan a code."""
        return self.give("scan", code=code)

    def enter(self, **value: object) -> Reply:
        """Type a quantity, a date, a weight or a text."""
        return self.give("enter", **value)

    def choose(self, option: str) -> Reply:
        """Press a button or a line of the list."""
        return self.give("choose", option=option)

    @property
    def question(self) -> Question:
        """What is asked now."""
        assert self.at is not None
        return self.at.question

    def entry(self) -> str:
        """Which pad is shown."""
        return self.question.entry

    def give(self, type: str, **fields: object) -> Reply:
        """Any turn; the edge it walked is noted."""
        before = self.at
        reply = self.say(type, **fields)
        self.at = after = reply.turn
        if after is not None and type == "open_dialogue":
            first = TABLES[after.dialogue].first
            if after.event in TABLES[after.dialogue].stages[first].edges:
                self.walked.add((after.dialogue, first, after.event))
        elif before is not None and after is not None and self._leads(before, after):
            is_undo = type == "choose" and fields.get("option") == "undo"
            self._note(before.dialogue, before.stage, after.event, may_stray=is_undo)
        return reply

    @staticmethod
    def _leads(before: Turn, after: Turn) -> bool:
        """Within a dialogue, or from one into another."""
        edges = TABLES[before.dialogue].stages[before.stage].edges
        return after.dialogue == before.dialogue or after.event in edges

    def _note(self, dialogue: str, stage: str, event: str, *, may_stray: bool) -> None:
        """Taking back may be refused for any reason, anywhere; that is no edge of the stage."""
        table = TABLES[dialogue]
        if may_stray:
            return
        if event in table.stages[stage].edges:
            self.walked.add((dialogue, stage, event))
        elif not table.foresees(stage, event):
            self.strays.add((dialogue, stage, event))


class Talker(Talking):
    """Someone whose turns go straight to the recorder."""

    def __init__(self, site: TestSite, person: int = 1) -> None:
        super().__init__()
        self.site = site
        self.person = person
        self.may_supervise = False

    def say(self, type: str, **fields: object) -> Reply:
        """A turn in a transaction of its own."""
        command = self.site.command(type, **fields)
        return self.site.send(command, self.person, may_supervise=self.may_supervise).reply()
