"""docs/EVENTS.md names every fact as the code does."""

import re
from pathlib import Path

from edge.feed.facts import TYPES

EVENTS = Path(__file__).resolve().parents[3] / "docs" / "EVENTS.md"


def test_the_page_of_events_names_every_fact_in_its_own_words() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", EVENTS.read_text(), re.MULTILINE)
    said = {name: " ".join((kind.__doc__ or "").split()) for name, kind in TYPES.items()}
    assert dict(rows) == said
