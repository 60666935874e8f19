"""A dialogue as data: its steps, what each step takes, and where each event leads.

The diagrams in docs/dialogues.md and the coverage of a run are made from these tables.
"""

from collections.abc import Mapping

import msgspec

from models.warehouse.replies import Level, Outcome

KINDS = frozenset(
    (
        "asn",
        "carrier",
        "count",
        "expiry",
        "item",
        "kit",
        "location",
        "lot",
        "order",
        "quantity",
        "reason",
        "return",
        "serial",
        "text",
        "transfer",
        "unit",
        "weight",
    )
)
"""What a person can give at a step: kinds of scanned codes, and what is typed or chosen."""

EVERYWHERE = frozenset(
    (
        Outcome.UNKNOWN_CODE,
        Outcome.WRONG_KIND,
        Outcome.AMBIGUOUS,
        Outcome.BAD_CHECK_DIGIT,
        Outcome.BAD_GS1,
        Outcome.STALE_STEP,
        Outcome.RESUMED,
        Outcome.UNDONE,
    )
)
"""Answers that any stage may give. Wrong scans stay where they are, and a turn taken back leads to
where it began, so none of them is drawn."""

_LEVELS = {
    Outcome.NEW_UNIT: Level.WARN,
    Outcome.OTHER_LOCATION: Level.WARN,
    Outcome.REPLACE_UNIT: Level.WARN,
    Outcome.REPLACE_LOT: Level.WARN,
    Outcome.PARTIAL: Level.WARN,
    Outcome.ZERO_CHECK: Level.WARN,
    Outcome.TAKE_OVER: Level.WARN,
    Outcome.OVER_RECEIPT: Level.WARN,
    Outcome.WRONG_WEIGHT: Level.WARN,
    Outcome.ACCEPTED: Level.OK,
    Outcome.ALREADY_DONE: Level.INFO,
    Outcome.NO_WORK: Level.INFO,
    Outcome.RESUMED: Level.INFO,
    Outcome.REPLAYED: Level.INFO,
    Outcome.UNDONE: Level.OK,
    Outcome.LINE_DONE: Level.OK,
    Outcome.UNIT_DONE: Level.OK,
    Outcome.DOCUMENT_DONE: Level.OK,
    Outcome.BATCH_DONE: Level.OK,
    Outcome.SHORT_POSTED: Level.OK,
}


class DialogueError(Exception):
    """A table that contradicts itself, or an event that its step does not foresee."""


class Edge(msgspec.Struct, frozen=True):
    """An event at a step and the step it leads to. The outcome is the event's own if it names one.

    `target` is a step of the same dialogue, or `dialogue.step` of another.
    """

    event: str
    target: str

    @property
    def outcome(self) -> Outcome:
        """What the reply says came of it."""
        return _OUTCOMES.get(self.event, Outcome.ACCEPTED)

    @property
    def level(self) -> Level:
        """How loud: questions warn, refusals block."""
        return _LEVELS.get(self.outcome, Level.BLOCK)


class Stage(msgspec.Struct, frozen=True):
    """A step of a dialogue: kinds it takes, options it offers as buttons, and its edges."""

    name: str
    takes: tuple[str, ...]
    options: tuple[str, ...]
    edges: Mapping[str, Edge]


class Dialogue(msgspec.Struct, frozen=True):
    """One activity. The first stage is where it begins."""

    name: str
    stages: Mapping[str, Stage]

    @property
    def first(self) -> str:
        """Where it begins."""
        return next(iter(self.stages))

    def edge(self, stage: str, event: str) -> Edge:
        """Raises DialogueError for an event the stage does not foresee."""
        known = self.stages[stage].edges.get(event)
        if known is None:
            raise DialogueError(f"{self.name}.{stage} does not foresee {event}")
        return known

    def after_refusal(self, stage: str, event: str) -> str:
        """Where a refusal leads: mostly nowhere."""
        known = self.stages[stage].edges.get(event)
        return stage if known is None else known.target

    def foresees(self, stage: str, event: str) -> bool:
        """Whether the event is drawn, or one of those that may come of any scan."""
        return event in self.stages[stage].edges or _OUTCOMES.get(event) in EVERYWHERE

    @property
    def edges(self) -> frozenset[tuple[str, str, str]]:
        """(dialogue, stage, event) of every edge drawn."""
        return frozenset(
            (self.name, stage.name, event)
            for stage in self.stages.values()
            for event in stage.edges
        )


def read(name: str, table: str) -> Dialogue:
    """A dialogue from its table. Raises DialogueError.

    A line without indent opens a stage, `stage: kinds | options`; the indented lines below it are
    its edges, `event target`, where the target `=` is the stage itself.
    """
    stages: dict[str, Stage] = {}
    edges: dict[str, Edge] = {}
    here = ""
    for line in filter(str.strip, table.splitlines()):
        if not line.startswith(" "):
            here, _, rest = line.partition(":")
            takes, _, options = rest.partition("|")
            edges = {}
            stages[here] = Stage(here, tuple(takes.split()), tuple(options.split()), edges)
            continue
        event, target = line.split()
        if not here or event in edges:
            raise DialogueError(f"{name}: {line.strip()}")
        edges[event] = Edge(event, here if target == "=" else target)
    _demand_sound(name, stages)
    return Dialogue(name, stages)


def _demand_sound(name: str, stages: dict[str, Stage]) -> None:
    for stage in stages.values():
        unknown = set(stage.takes) - KINDS
        if unknown:
            raise DialogueError(f"{name}.{stage.name} takes {sorted(unknown)}")
        for edge in stage.edges.values():
            if "." not in edge.target and edge.target not in stages:
                raise DialogueError(f"{name}.{stage.name}: {edge.event} leads nowhere")
    reached = {next(iter(stages))}
    for _ in stages:
        reached |= {
            edge.target for each in reached & stages.keys() for edge in stages[each].edges.values()
        }
    lost = stages.keys() - reached
    if lost:
        raise DialogueError(f"{name}: nothing leads to {sorted(lost)}")


_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
