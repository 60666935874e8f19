"""The page of dialogues that the edge leads, over made-up turns: whatever a question holds, it
fits, speaks, and sends what was keyed in.
"""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.tablet import WAIT_MS, Tablet
from tests.browser.test_screens import inspect

SIZES = ((1024, 768), (800, 1280), (360, 640))
Json = dict[str, Any]
GOODS: Json = {
    "item": "22423",
    "text": "White hanging heart T-light holder, large",
    "quantity": 12,
    "lot": "LOT-24A9",
    "expiry": "2027-03-31",
}
ROW: Json = {"code": "22423", "text": "Party bunting", "done": None, "of": None, "unit": "each"}
SKIP: Json = {"id": "skip", "label": {"key": "do.skip"}}
NEXT: Json = {"id": "next", "label": {"key": "do.next"}}
QUESTIONS: dict[str, tuple[list[str], Json]] = {
    "blind": (
        ["item", "quantity"],
        {
            "ask": {"key": "ask.count_goods", "args": {"location": "A-02-07-1"}},
            "words": {"key": "count.any_location"},
            "rows": [{**ROW, "id": str(n)} for n in range(60)],
            "primary": NEXT,
            "sides": [SKIP],
        },
    ),
    "number": (["quantity"], {"entry": "number", "value": 12, "goods": GOODS, "sides": [SKIP]}),
    "date": (["expiry"], {"entry": "date", "goods": GOODS, "sides": [SKIP]}),
    "text": (["lot"], {"entry": "text", "goods": GOODS, "sides": [SKIP]}),
    "walk": (
        ["location", "quantity", "weight", "expiry"],
        {
            "big": {"form": "code", "text": "A-02-07-1"},
            "goods": GOODS,
            "stops": [{"location": f"A-02-0{n}-1", "place": "next"} for n in range(3)],
            "progress": {"done": 3, "of": 17},
            "primary": NEXT,
            "sides": [SKIP],
        },
    ),
}


class MadeUp:
    """An edge that answers each turn with the same question, and notes what it was given in it."""

    def __init__(self, kind: str) -> None:
        self.takes, question = QUESTIONS[kind]
        empty = {"big": None, "words": None, "goods": None, "progress": None, "primary": None}
        plain = {"stops": [], "rows": [], "sides": [], "entry": "none", "value": 0}
        lines = {"title": {"key": "count.title"}, "ask": {"key": "ask.lay_at"}}
        self.question = {**empty, **plain, **lines, **question}
        self.given: list[Json] = []

    def __call__(self, route: Route, request: Request) -> None:
        command: Json = json.loads(request.post_data or "{}")
        if command["type"] != "open_dialogue":
            self.given.append(command)
        turn = {"dialogue": "count", "stage": "goods", "event": "found", "takes": self.takes}
        reply = {
            "command_id": command["command_id"],
            "outcome": "accepted",
            "level": "ok",
            "say": {"key": "count.begun", "args": {"location": "A-02-07-1"}},
            "next": None,
            "data": {},
            "undo": None,
            "replayed": False,
            "turn": {**turn, "number": len(self.given), "question": self.question},
        }
        route.fulfill(json=reply)


def led(tablet: Tablet, kind: str) -> MadeUp:
    """Enrolled, with the made-up question on the screen."""
    tablet.enrol()
    edge = MadeUp(kind)
    tablet.page.route("**/api/v1/commands", edge)
    tablet.page.locator("[data-led=count]").click()
    expect(tablet.page.locator("[data-testid=ask]")).to_be_visible(timeout=WAIT_MS)
    return edge


def pressed(page: Page, keys: str) -> None:
    """The keys of the pad, one by one."""
    for key in keys:
        page.locator("[data-testid=ask]").get_by_role("button", name=key, exact=True).click()


@pytest.mark.parametrize("kind", QUESTIONS)
def test_every_kind_of_question_fits_and_speaks(tablet: Tablet, kind: str) -> None:
    led(tablet, kind)
    page = tablet.page
    for language in ("en", "zh"):
        page.evaluate(f"localStorage.setItem('holdfast.language', '{language}')")
        page.reload()
        expect(page.locator("[data-testid=ask]")).to_be_visible(timeout=WAIT_MS)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(100)
            assert inspect(page) == {"small": [], "wide": 0, "raw": []}, f"{language}, {width}"
    assert tablet.errors == []


@pytest.mark.parametrize(
    ("kind", "keys", "sent"),
    [
        ("number", "48", {"quantity": 48}),
        ("date", "20270331", {"expiry": "2027-03-31"}),
        ("text", "LT-24", {"text": "LT-24"}),
    ],
)
def test_what_is_keyed_in_is_sent(tablet: Tablet, kind: str, keys: str, sent: Json) -> None:
    edge = led(tablet, kind)
    pressed(tablet.page, keys)
    tablet.page.locator("[data-id='@enter']").click()
    expect(tablet.page.locator("[data-turn='1']")).to_be_visible(timeout=WAIT_MS)
    last = edge.given[-1]
    assert {"type": "enter", "turn": 0, **sent}.items() <= last.items()


def test_letters_that_share_a_key_are_opened_first(tablet: Tablet) -> None:
    edge = led(tablet, "text")
    page = tablet.page
    page.set_viewport_size({"width": 360, "height": 640})
    for shared, key in (("KLM", "L"), ("123", "2"), ("-./␣", "-")):
        page.get_by_role("button", name=shared, exact=True).click()
        page.get_by_role("button", name=key, exact=True).click()
    page.locator("[data-id='@enter']").click()
    expect(page.locator("[data-turn='1']")).to_be_visible(timeout=WAIT_MS)
    assert edge.given[-1]["text"] == "L2-"


def test_a_date_that_is_none_is_told_and_not_sent(tablet: Tablet) -> None:
    edge = led(tablet, "date")
    pressed(tablet.page, "20270231")
    tablet.page.locator("[data-id='@enter']").click()
    expect(tablet.page.locator("[data-testid=block]")).to_contain_text("20270231")
    assert edge.given == []


def test_a_row_is_chosen_by_hand(tablet: Tablet) -> None:
    edge = led(tablet, "blind")
    tablet.page.locator("[data-row='3']").click()
    expect(tablet.page.locator("[data-turn='1']")).to_be_visible(timeout=WAIT_MS)
    assert (edge.given[-1]["type"], edge.given[-1]["option"]) == ("choose", "3")
