"""Writes docs/states.md from the state tables, so that the diagrams cannot drift from the code."""

from models.warehouse.states import DOCUMENTS, Transitions

TITLES = {
    "asn": "ASN: goods that come in",
    "dn": "DN: an order that goes out",
    "transfer": "Transfer between two warehouses",
    "task": "Task: putaway or pick",
    "count": "Cycle count",
    "handling_unit": "Handling unit",
    "shipment": "Shipment",
    "kit_order": "Kit order: to make kits, or to take them apart",
}

HEAD = """# States

Made from `models/warehouse/states.py` by `tests/warehouse/states_page.py`; rewritten by
`pytest tests/warehouse --update-golden`.

Each arrow is an event. States are listed by rank: replicas keep the higher rank, so a late message
never moves a document back. Any event not drawn is refused.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(transitions) for transitions in DOCUMENTS)])


def _section(transitions: Transitions) -> str:
    arrows = "\n".join(
        f"    {source} --> {target}: {event}"
        for (source, event), target in transitions.moves.items()
    )
    targets = set(transitions.moves.values())
    sources = {source for source, _ in transitions.moves}
    first = next(state for state in transitions.order if state in sources)
    ends = "\n".join(
        f"    {state} --> [*]"
        for state in transitions.order
        if state in targets and state not in sources
    )
    ranks = " < ".join(f"`{state}`" for state in transitions.order)
    return (
        f"## {TITLES[transitions.name]}\n\nRanks: {ranks}\n\n```mermaid\nstateDiagram-v2\n"
        f"    [*] --> {first}\n{arrows}\n{ends}\n```\n"
    )
