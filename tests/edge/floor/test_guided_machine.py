"""The same small warehouse, and now it also counts, has rules, and is led by dialogues with scans
of anything: no turn ends in an exception, and the books stay right."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from edge.floor.dialogues.scripts import SCRIPTS
from models.warehouse.dialogues.question import Turn
from tests.edge.floor.test_machine import ITEMS, LOCATIONS, LOTS, QUANTITIES, Floor

PEOPLE = st.sampled_from([1, 2])
CODES = st.one_of(
    ITEMS, LOCATIONS, LOTS,
    st.sampled_from(["U1", "U2", "T-NEW", "C1", "nothing", "5000159407236", "(01)05000159407236"]),
)  # fmt: skip
RULES = (
    {"kind": "removal", "sort": ["lifo"]},
    {"kind": "removal", "sort": ["partial_first", "nearest"]},
    {"kind": "removal", "sort": ["fewest_units"]},
    {"kind": "putaway", "strategy": "empty"},
    {"kind": "putaway", "strategy": "near_pick_face"},
    {"kind": "count", "after_picks": 2, "when_empty": True},
    {"kind": "receipt", "over_percent": 20, "over_percent_max": 50, "inspect_percent": 30},
)


class Guided(Floor):
    """Two people, each where the dialogue left them. `steps`: of all examples so far."""

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.turns: dict[int, Turn | None] = {}

    # -- counts and rules -------------------------------------------------------------------------

    @rule(location=LOCATIONS, item=st.none() | ITEMS)
    def request_count(self, location: str, item: str | None) -> None:
        self.twice("request_count", location=location, item=item)

    @rule(
        location=LOCATIONS, item=ITEMS, quantity=st.integers(0, 12), lot=LOTS, person=PEOPLE,
        only=st.booleans(),
    )  # fmt: skip
    def count_location(
        self, location: str, item: str, quantity: int, lot: str, person: int, only: bool
    ) -> None:
        line: dict[str, Any] = {"item": item, "quantity": quantity}
        if item == "MILK":
            line["lot"] = lot
        fields = {"item": item} if only else {}
        self.site.send(
            self.site.command("count_location", location=location, lines=[line], **fields), person
        )

    @precondition(lambda self: self.site.count('"count"'))
    @rule(data=st.data(), take=st.sampled_from(["post", "recount", "cancel"]))
    def review(self, data: st.DataObject, take: str) -> None:
        count = data.draw(st.sampled_from(self.site.ids_of("count")))
        self.twice("review_count", count=count, take=take, reason="because")

    @rule(says=st.sampled_from(RULES), item=st.none() | ITEMS)
    def set_rule(self, says: dict[str, object], item: str | None) -> None:
        self.twice("set_rule", says=says, **({"when": {"item": item}} if item else {}))

    @precondition(lambda self: self.site.count("rule"))
    @rule(data=st.data())
    def drop_rule(self, data: st.DataObject) -> None:
        self.twice("drop_rule", rule=data.draw(st.sampled_from(self.site.ids_of("rule"))))

    # -- dialogues --------------------------------------------------------------------------------

    def turn(self, person: int, type: str, **fields: object) -> None:
        """One turn of a person."""
        reply = self.site.send(self.site.command(type, **fields), person).reply()
        self.turns[person] = reply.turn

    @rule(person=PEOPLE, dialogue=st.sampled_from([*SCRIPTS]))
    def open_dialogue(self, person: int, dialogue: str) -> None:
        self.turn(person, "open_dialogue", dialogue=dialogue)

    @precondition(lambda self: any(self.turns.values()))
    @rule(person=PEOPLE, code=CODES, again=st.booleans())
    def scan(self, person: int, code: str, again: bool) -> None:
        for _ in range(1 + again):
            self.turn(person, "scan", code=code)

    @precondition(lambda self: any(self.turns.values()))
    @rule(person=PEOPLE, data=st.data())
    def scan_what_is_asked(self, person: int, data: st.DataObject) -> None:
        at = self.turns.get(person)
        if at is None:
            return
        question = at.question
        wanted = [row.code for row in question.rows] + [*self.asns[-2:], *self.orders[-2:]]
        wanted += [question.big.text] if question.big is not None else []
        wanted += [question.goods.item] if question.goods is not None else []
        wanted = [code for code in wanted if code]
        if wanted:
            self.turn(person, "scan", code=data.draw(st.sampled_from(wanted)))

    @precondition(lambda self: any(self.turns.values()))
    @rule(person=PEOPLE, quantity=QUANTITIES, text=st.sampled_from(["L1", "2026-06-01", "x"]))
    def enter(self, person: int, quantity: int, text: str) -> None:
        at = self.turns.get(person)
        if at is not None and at.question.entry in ("text", "date"):
            self.turn(person, "enter", text=text)
        else:
            self.turn(person, "enter", quantity=quantity)

    @precondition(lambda self: any(self.turns.values()))
    @rule(person=PEOPLE, data=st.data())
    def press(self, person: int, data: st.DataObject) -> None:
        at = self.turns.get(person)
        if at is None:
            return
        question = at.question
        options = [button.id for button in (question.primary, *question.sides) if button]
        options += [row.id for row in question.rows if row.choosable] + ["confirm"]
        self.turn(person, "choose", option=data.draw(st.sampled_from(options)))

    @invariant()
    def step_is_done(self) -> None:
        """A long run counts its steps."""
        type(self).steps += 1


Guided.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
test_a_guided_floor_keeps_the_books_right = Guided.TestCase
