"""Writes docs/dialogues.md from the dialogue tables, so that diagrams cannot drift from them."""

from models.warehouse.dialogues.all import DIALOGUES
from models.warehouse.dialogues.table import EVERYWHERE, Dialogue

HEAD = """# Dialogues

Made from `models/warehouse/dialogues/` by `tests/warehouse/dialogues_page.py`; rewritten by
`pytest tests/warehouse --update-golden`.

A dialogue leads a person through an activity, one turn (a scan, an entry, a button) at a time. Each
arrow is what came of a turn. Every stage also answers {everywhere} without moving on, `undo` takes
the last turn back and `leave` ends the dialogue.
"""


def page() -> str:
    """The whole page."""
    everywhere = ", ".join(f"`{outcome.value}`" for outcome in sorted(EVERYWHERE, key=_value))
    head = HEAD.replace("{everywhere}", everywhere)
    return "\n".join([head, *(_section(dialogue) for dialogue in DIALOGUES)])


def _value(outcome: object) -> str:
    return str(outcome)


def _section(dialogue: Dialogue) -> str:
    takes = "\n".join(
        f"| `{stage.name}` | {', '.join(stage.takes)} | {', '.join(stage.options)} |"
        for stage in dialogue.stages.values()
    )
    arrows = "\n".join(
        f"    {stage.name} --> {edge.target.replace('.', '_')}: {edge.event}"
        for stage in dialogue.stages.values()
        for edge in stage.edges.values()
    )
    title = dialogue.name.replace("_", " ").capitalize()
    return (
        f"## {title}\n\n| stage | takes | buttons |\n|---|---|---|\n{takes}\n\n```mermaid\n"
        f"stateDiagram-v2\n    [*] --> {dialogue.first}\n{arrows}\n```\n"
    )
