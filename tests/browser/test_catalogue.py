"""Every answer that the edge can give to a tablet has words in the tablet's catalogue."""

import ast
import re

from models.warehouse.replies import Outcome
from tests.browser.servers import ROOT

KEY = re.compile(r"^[a-z]+\.[a-z_]+$")
CALLS = {"Refusal", "say", "ask", "not_allowed", "Undo", "_refused"}
# Answers to programs: no tablet sends these commands.
PROGRAMS = ("asn.taken", "order.taken")


def said() -> set[str]:
    """Keys named in the calls that make a reply."""
    found = set()
    files = [*(ROOT / "edge" / "floor").glob("*.py"), ROOT / "edge" / "store" / "ordered.py"]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and _name(node.func) in CALLS:
                found |= {
                    part.value
                    for argument in node.args
                    for part in ast.walk(argument)
                    if isinstance(part, ast.Constant)
                    and isinstance(part.value, str)
                    and KEY.match(part.value)
                    and not part.value.endswith("_")
                }
    return found


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def worded() -> set[str]:
    """Keys of the English catalogue; the page's own tests hold the others to it."""
    words = ROOT / "web" / "tablet" / "words"
    text = "".join((words / name).read_text() for name in ("said_en.ts", "told_en.ts"))
    return set(re.findall(r'^  "([a-z0-9_.]+)":', text, re.MULTILINE))


def test_each_key_the_edge_says_has_words() -> None:
    keys = said()
    assert len(keys) > 50
    assert {key for key in keys - worded() if not key.startswith(PROGRAMS)} == set()


def test_each_outcome_has_words_for_a_key_that_is_not_known_yet() -> None:
    assert {f"scan.{outcome.value}" for outcome in Outcome} - worded() == set()
