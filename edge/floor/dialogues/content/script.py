"""Putting away a content, turn by turn."""

from edge.floor.dialogues.content.asking import ASKERS
from edge.floor.dialogues.content.context import Emptying
from edge.floor.dialogues.content.judging import on_line, on_lot, on_source, on_target
from edge.floor.dialogues.talk import Script
from models.warehouse.dialogues.content import CONTENT

SCRIPT = Script(
    CONTENT,
    Emptying(),
    {"source": on_source, "line": on_line, "lot": on_lot, "target": on_target},
    ASKERS,
)
