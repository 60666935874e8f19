"""Exceptions, turn by turn: one from the list, what is said of it, a note, closed."""

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.talk import Script, Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.reads.exceptions import Trouble
from edge.floor.resolving import resolve_exception
from models.warehouse import ids
from models.warehouse.commands import ResolveException
from models.warehouse.dialogues.exceptions import EXCEPTIONS
from models.warehouse.dialogues.question import Big, Line, Question, Row, buttons
from models.warehouse.replies import Level, Outcome

SETTLED, BACK = "settled", "back"


class Looking(msgspec.Struct, frozen=True, omit_defaults=True):
    """The exception in hand, and the note that goes with it."""

    exception: str = ""
    note: str = ""


def _list(talk: Talk[Looking], given: Given) -> Turned[Looking]:
    """Chosen from the list, or by the code of what it is about."""
    for trouble in talk.site.troubles():
        shown = ids.show(trouble.id)
        if given.text == (shown if given.kind == "option" else trouble.code):
            return on(Looking(shown), "found", "exceptions.found", code=trouble.code)
    raise Refusal(Outcome.NO_WORK, "exceptions.none_of", level=Level.INFO, code=given.text)


def _one(talk: Talk[Looking], given: Given) -> Turned[Looking]:
    context = talk.context
    if given.kind == "text":
        noted = msgspec.structs.replace(context, note=given.text)
        return on(noted, "noted", "exceptions.noted", note=given.text)
    if given.text == BACK:
        return on(Looking(), "back", "exceptions.back")
    command = ResolveException(
        command_id=talk.now.command_id, exception=context.exception, note=context.note or SETTLED
    )
    return did(resolve_exception(command, talk.site, talk.now), Looking())


def _ask_list(talk: Talk[Looking]) -> Question:
    open_ = talk.site.troubles()
    return Question(
        title=Line("exceptions.title"),
        ask=Line("ask.which_exception" if open_ else "exceptions.empty"),
        rows=tuple(
            Row(ids.show(each.id), each.code, _figures(each), choosable=True) for each in open_
        ),
    )


def _ask_one(talk: Talk[Looking]) -> Question:
    context = talk.context
    trouble = talk.site.trouble(ids.read(context.exception))
    assert trouble is not None
    return Question(
        title=Line("exceptions.title"),
        ask=Line("ask.how_settled"),
        big=Big("code", trouble.code),
        words=Line(f"trouble.{trouble.kind}", _arguments(trouble)),
        entry="text",
        primary=buttons(SETTLED)[0],
        sides=buttons(BACK),
    )


def _figures(trouble: Trouble) -> str:
    """What it is about, in no language: items, places and numbers."""
    said = _arguments(trouble)
    shown = [said[name] for name in ("item", "location", "quantity", "missing") if said.get(name)]
    return " · ".join(str(each) for each in shown)


def _arguments(trouble: Trouble) -> dict[str, object]:
    return msgspec.json.decode(trouble.arguments, type=dict[str, object])


SCRIPT = Script(
    EXCEPTIONS,
    Looking(),
    {"list": _list, "one": _one},
    {"list": _ask_list, "one": _ask_one},
)
