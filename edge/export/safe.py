"""Text that a spreadsheet would run is made text again (facts: formula injection)."""

import re

_RUN = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")


def safe_text(text: str) -> str:
    """With an apostrophe before what a spreadsheet might take for a formula. The importer takes
    one such apostrophe away again, so texts that begin with one get another."""
    return f"'{text}" if _RUN.match(text) else text
