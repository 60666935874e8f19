"""Every answer that the edge can give to a tablet has words in the tablet's catalogue."""

import ast
import re

import pytest

from models.warehouse.dialogues.all import DIALOGUES
from models.warehouse.dialogues.table import KINDS
from models.warehouse.people.permissions import Permission
from models.warehouse.people.roles import FOR_KEYS
from models.warehouse.replies import Outcome
from tests.browser.servers import ROOT

KEY = re.compile(r"^[a-z]+\.[a-z_]+$")
ANSWERS = {"Refusal", "say", "Say", "ask", "on", "told", "Undo", "_refused", "_told"}
CALLS = {*ANSWERS, "Line", "not_allowed"}
# Options of every stage that the page words itself: the buttons stand beside the edge's.
WAYS = {"undo", "leave"}
# Answers to programs: no tablet sends these commands.
PROGRAMS = (
    *("asn.taken", "order.taken", "order.confirmed", "field.values_set", "partner.unknown"),
    *("tariff.", "driver.", "asset.", "site.address_set"),
)


def said() -> set[str]:
    """Keys named in the calls that make a reply."""
    found = set()
    files = [*(ROOT / "edge" / "floor").rglob("*.py"), ROOT / "edge" / "store" / "ordered.py"]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and _name(node.func) in CALLS:
                found |= {
                    part.value
                    for argument in [*node.args, *(each.value for each in node.keywords)]
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


def worded(language: str) -> set[str]:
    """Keys of one language, all its files together."""
    words = ROOT / "web" / "tablet" / "words"
    files = [words / f"{language}.ts", *words.glob(f"*_{language}.ts")]
    text = "".join(file.read_text() for file in files)
    return set(re.findall(r'^  "([a-z0-9_.]+)":', text, re.MULTILINE))


def options() -> set[str]:
    """Every button of every dialogue."""
    stages = (stage for dialogue in DIALOGUES for stage in dialogue.stages.values())
    return {option for stage in stages for option in stage.options}


@pytest.fixture(params=["en", "zh"])
def words(request: pytest.FixtureRequest) -> set[str]:
    """What the catalogue of a language has."""
    return worded(request.param)


def test_each_key_the_edge_says_has_words(words: set[str]) -> None:
    keys = said()
    assert len(keys) > 50
    assert {key for key in keys - words if not key.startswith(PROGRAMS)} == set()


def test_each_outcome_has_words_for_a_key_that_is_not_known_yet(words: set[str]) -> None:
    assert {f"scan.{outcome.value}" for outcome in Outcome} - words == set()


def test_each_dialogue_has_a_title_and_words_for_its_buttons(words: set[str]) -> None:
    titles = {f"{dialogue.name}.title" for dialogue in DIALOGUES}
    buttons = {f"do.{option}" for option in options() | WAYS}
    assert (titles | buttons) - words == set()


def test_each_kind_of_scan_has_words_for_what_is_none_of_it(words: set[str]) -> None:
    assert {f"scan.{kind}_expected" for kind in KINDS} - words == set()


def test_home_offers_each_dialogue() -> None:
    listed = (ROOT / "web" / "tablet" / "led" / "list.ts").read_text()
    assert set(re.findall(r'name: "([a-z_]+)"', listed)) == {each.name for each in DIALOGUES}


def kept() -> set[str]:
    """Kinds of acts that the audit trail of a site keeps."""
    text = "".join(file.read_text() for file in (ROOT / "edge").rglob("*.py"))
    of_robots = set(re.findall(r'\bsay\(\s*request,\s*"([a-z_]+)"', text))
    acts = set(re.findall(r'\bAct\(\s*"([a-z_]+)"', text))
    return acts | of_robots | {"login_refused", "locked_out"}


def test_what_the_office_names_has_words(words: set[str]) -> None:
    acts = kept()
    assert len(acts) > 15
    named = {f"act_{act}" for act in acts}
    named |= {f"may_{permission.value}" for permission in Permission}
    named |= {f"role_{role.value}" for role in FOR_KEYS}
    assert named - words == set()


def test_the_trail_can_be_asked_for_every_act() -> None:
    listed = (ROOT / "web" / "tablet" / "office" / "trail.svelte.ts").read_text()
    asked = re.search(r"ACTS = \[(.*?)\]", listed, re.DOTALL)
    assert asked is not None
    assert set(re.findall(r'"([a-z_]+)"', asked[1])) == kept()


def raised() -> set[str]:
    """Kinds of exceptions that a site raises."""
    text = "".join(file.read_text() for file in (ROOT / "edge" / "floor").rglob("*.py"))
    return set(re.findall(r'raise_exception\(\s*"([a-z_]+[a-z])"', text)) | {
        "received_damaged", "received_hold", "transfer_differs",
    }  # fmt: skip


def test_each_kind_of_exception_has_words_on_the_tablet(words: set[str]) -> None:
    kinds = raised()
    assert len(kinds) > 10
    assert {f"trouble.{kind}" for kind in kinds} - words == set()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_kind_of_exception_has_words_at_headquarters(language: str) -> None:
    text = (ROOT / "web" / "hq" / "words" / f"{language}.ts").read_text()
    known = set(re.findall(r'^  "([a-z0-9_.]+)":', text, re.MULTILINE))
    wanted = {f"{group}.{kind}" for kind in raised() for group in ("kind", "happened")}
    assert wanted - known == set()
