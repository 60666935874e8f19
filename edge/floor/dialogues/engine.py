"""One turn of a dialogue: read what was given, let the stage judge it, follow the table's edge.

What is asked next is worked out after the turn's effects are written, if it has any, so that it
shows them.
"""

from collections.abc import Callable
from functools import partial

import msgspec

from edge.floor.dialogues.given import Given, given
from edge.floor.dialogues.meaning import as_called, meant_in
from edge.floor.dialogues.routing import dialogue_for
from edge.floor.dialogues.scripts import SCRIPTS
from edge.floor.dialogues.talk import AnyScript, AnyTalk, AnyTurned, Talk
from edge.floor.draft import Context, Decision, Refusal
from edge.floor.reader import SiteReader
from models.warehouse.commands import (
    Choose,
    Command,
    OpenDialogue,
    Scan,
    TurnCommand,
    decode_command,
)
from models.warehouse.dialogues.conversation import UNDO_MAX, Asked, Conversation, Past
from models.warehouse.dialogues.question import Line, Question, Turn
from models.warehouse.dialogues.table import Stage
from models.warehouse.people.dialogues import may_enter
from models.warehouse.replies import Level, Outcome, Reply, Say, Step

Act = Callable[[Command], Decision]
"""What a command that is no turn would do now: for taking a turn back."""

LEAVE, UNDO, CONFIRM = "leave", "undo", "confirm"
"""Options that every stage has; `confirm` only while a question is open."""

_JSON = msgspec.json.Encoder()


def converse(command: TurnCommand, site: SiteReader, now: Context, act: Act) -> Decision:
    """What came of the turn and where the person stands now. Raises Refusal."""
    at = site.conversation(now.person_id)
    if command.turn is not None and at is not None and command.turn != at.turn:
        return _told(at, now, site, Outcome.STALE_STEP, "dialogue.stale", Level.WARN)
    before = at.dialogue if at is not None else ""
    if isinstance(command, OpenDialogue):
        decision = _opened(command, at, site, now)
    else:
        decision = _taken(command, at or _routed(command, site), site, now, act)
    following = decision.conversation
    if following is not None and following.dialogue not in ("", before):
        _demand_permission(following.dialogue, site, now)
    return decision


def _demand_permission(dialogue: str, site: SiteReader, now: Context) -> None:
    """Whoever enters an activity, by name, by a scan or led by another, must be allowed to it."""
    if not may_enter(dialogue, site.worker(now.person_id).allowed):
        raise Refusal(Outcome.SUPERVISOR_NEEDED, "dialogue.not_yours", dialogue=dialogue)


def _opened(
    command: OpenDialogue, at: Conversation | None, site: SiteReader, now: Context
) -> Decision:
    if at is not None and command.dialogue in (None, at.dialogue):
        return _resumed(at, now, site)
    if command.dialogue is None:
        raise _none_open()
    script = SCRIPTS.get(command.dialogue)
    if script is None:
        raise Refusal(Outcome.UNKNOWN_CODE, "dialogue.unknown", dialogue=command.dialogue)
    fresh = _fresh(script)
    if script.begin is None:
        return _told(fresh, now, site, Outcome.ACCEPTED, "dialogue.opened", Level.INFO)
    turned = script.begin(Talk(site, now, script.fresh))
    return _led(script, fresh, turned, site, now)


def _routed(command: TurnCommand, site: SiteReader) -> Conversation:
    """Any page accepts any scan: what was scanned says which activity begins."""
    name = dialogue_for(site, command.code) if isinstance(command, Scan) else None
    if name is None:
        raise _none_open()
    return _fresh(SCRIPTS[name])


def _taken(
    command: TurnCommand, at: Conversation, site: SiteReader, now: Context, act: Act
) -> Decision:
    script = SCRIPTS[at.dialogue]
    stage = script.table.stages[at.stage]
    what: Given | None = None
    try:
        command = _meant(command, at)
        before = _talk(script, at, site, now)
        what = given(site, stage, command, now.today, partial(meant_in, at.dialogue, before))
        if what.kind == "option" and what.text == LEAVE:
            return _left(now)
        if what.kind == "option" and what.text == UNDO:
            return _undone(at, site, now, act)
        confirmed = at.asked is not None and at.asked.given == _signature(what)
        talk = msgspec.structs.replace(before, confirmed=confirmed)
        if what.kind == "option":
            _demand_offered(script, stage, talk, what.text)
        turned = script.judges[at.stage](talk, what)
    except Refusal as refusal:
        return _refused(refusal, script, at, what, command, site, now)
    return _led(script, at, turned, site, now)


def _meant(command: TurnCommand, at: Conversation) -> TurnCommand:
    """The button that says yes means: what raised the question, once more."""
    if not (isinstance(command, Choose) and command.option == CONFIRM and at.asked is not None):
        return command
    fields = msgspec.json.decode(at.asked.command, type=dict[str, object])
    again = decode_command(_JSON.encode({**fields, "command_id": command.command_id}))
    assert isinstance(again, TurnCommand)
    return again


def _demand_offered(script: AnyScript, stage: Stage, talk: AnyTalk, option: str) -> None:
    """A button of the stage, or a line of the list it shows."""
    if option in stage.options:
        return
    rows = script.askers[stage.name](talk).rows
    if not any(row.id == option and row.choosable for row in rows):
        raise Refusal(Outcome.WRONG_KIND, "scan.not_offered", option=option)


def _led(
    script: AnyScript,
    at: Conversation,
    turned: AnyTurned,
    site: SiteReader,
    now: Context,
) -> Decision:
    """Along the edge of the turn's event."""
    edge = script.table.edge(at.stage, turned.event)
    past = at.past
    if turned.undo is not None:
        given = {name: value for name, value in turned.undo.command.items() if value is not None}
        command = _JSON.encode(given)
        before = Past(command, at.stage, at.context, at.dialogue, at.led_by, at.led_context)
        past = (*past, before)[-UNDO_MAX:]
    following = _standing(msgspec.structs.replace(at, past=past), edge.target, turned)
    reply = Reply(
        now.command_id,
        edge.outcome,
        edge.level,
        turned.say or Say(f"{at.dialogue}.{turned.event}"),
        data=turned.data,
        undo=turned.undo,
    )
    if turned.decision is None and not turned.leases:
        return _without_effect(reply, following, turned.event, site, now)
    effects = turned.decision or Decision(reply)
    return Decision(
        reply,
        effects.changes,
        effects.holds,
        conversation=following,
        finish=partial(_finished, reply, following, turned.event, site, now),
        leases=turned.leases,
    )


def _standing(at: Conversation, target: str, turned: AnyTurned) -> Conversation:
    """Where an edge leads: on in this dialogue, into another, or back to the one that led here."""
    context = _JSON.encode(turned.context)
    dialogue, _, stage = target.rpartition(".")
    if dialogue:
        assert isinstance(turned.leads, type(SCRIPTS[dialogue].fresh))
        led = _JSON.encode(turned.leads)
        return Conversation(
            dialogue, stage, at.turn + 1, led, past=at.past, led_by=at.dialogue, led_context=context
        )
    following = msgspec.structs.replace(
        at, stage=target, turn=at.turn + 1, context=context, asked=None
    )
    return _back(following)


def _back(at: Conversation) -> Conversation:
    """Whoever was led into a dialogue is done with it where it would begin anew."""
    if not at.led_by or at.stage != SCRIPTS[at.dialogue].table.first:
        return at
    table = SCRIPTS[at.led_by].table
    return Conversation(table.name, table.first, at.turn, at.led_context, past=at.past)


def _refused(
    refusal: Refusal,
    script: AnyScript,
    at: Conversation,
    what: Given | None,
    command: TurnCommand,
    site: SiteReader,
    now: Context,
) -> Decision:
    """No effect. A question is remembered with what raised it; a refusal may lead elsewhere."""
    answer = refusal.decision(now.command_id).reply
    event = refusal.outcome.value
    asks = (
        refusal.level is Level.WARN and answer.next is not None and answer.next.step is Step.CONFIRM
    )
    asked: Asked | None = None
    if asks and what is not None:
        asked = Asked(refusal.key, _signature(what), _JSON.encode(command), refusal.args_said)
    target = script.table.after_refusal(at.stage, event)
    following = _back(msgspec.structs.replace(at, stage=target, turn=at.turn + 1, asked=asked))
    reply = msgspec.structs.replace(answer, next=None)
    return _without_effect(reply, following, event, site, now)


def _undone(at: Conversation, site: SiteReader, now: Context, act: Act) -> Decision:
    """The last turn that had an effect is compensated, and one stands where one stood before it."""
    if not at.past:
        raise Refusal(Outcome.NO_WORK, "undo.nothing", level=Level.INFO)
    last = at.past[-1]
    fields = msgspec.json.decode(last.command, type=dict[str, object])
    decision = act(decode_command(_JSON.encode({**fields, "command_id": now.command_id})))
    if not decision.reply.done:
        said = decision.reply
        raise Refusal(said.outcome, said.say.key, level=said.level, said=said.say.args)
    following = Conversation(
        last.dialogue or at.dialogue, last.stage, at.turn + 1, last.context, None, at.past[:-1],
        last.led_by, last.led_context,
    )  # fmt: skip
    reply = Reply(now.command_id, Outcome.UNDONE, Level.OK, Say("undo.done"))
    return Decision(
        reply,
        decision.changes,
        decision.holds,
        conversation=following,
        finish=partial(_finished, reply, following, Outcome.UNDONE.value, site, now),
        leases=decision.leases,
    )


def _left(now: Context) -> Decision:
    reply = Reply(now.command_id, Outcome.ACCEPTED, Level.INFO, Say("dialogue.left"))
    return Decision(reply, conversation=Conversation("", "", 0, b""))


def _told(
    at: Conversation, now: Context, site: SiteReader, outcome: Outcome, key: str, level: Level
) -> Decision:
    """Where one stands, said again; nothing else happens."""
    reply = Reply(now.command_id, outcome, level, Say(key, {"dialogue": at.dialogue}))
    return _without_effect(reply, at, outcome.value, site, now)


def _resumed(at: Conversation, now: Context, site: SiteReader) -> Decision:
    """An open question is asked again: nobody should say yes to what they do not see."""
    told = _told(at, now, site, Outcome.RESUMED, "dialogue.resumed", Level.INFO)
    if at.asked is None:
        return told
    say = Say(at.asked.key, at.asked.args)
    reply = msgspec.structs.replace(told.reply, level=Level.WARN, say=say)
    return msgspec.structs.replace(told, reply=reply)


def _without_effect(
    reply: Reply, at: Conversation, event: str, site: SiteReader, now: Context
) -> Decision:
    """Only where the person stands is written, so what the turn has read need not be read anew."""
    return Decision(_finished(reply, at, event, site, now), conversation=at)


def _finished(reply: Reply, at: Conversation, event: str, site: SiteReader, now: Context) -> Reply:
    return msgspec.structs.replace(reply, turn=_ask(at, event, site, now))


def _ask(at: Conversation, event: str, site: SiteReader, now: Context) -> Turn:
    script = SCRIPTS[at.dialogue]
    stage = script.table.stages[at.stage]
    try:
        question = script.askers[at.stage](_talk(script, at, site, now))
    except Refusal as refusal:  # what is in hand is not clear any more: one leaves and begins anew
        title, ask = Line(f"{at.dialogue}.title"), Line(refusal.key, refusal.args_said)
        question = Question(title=title, ask=ask)
    asked = at.asked is not None
    return Turn(at.dialogue, at.stage, event, at.turn, stage.takes, question, asked)


def _talk(script: AnyScript, at: Conversation, site: SiteReader, now: Context) -> AnyTalk:
    context = msgspec.json.decode(at.context, type=type(script.fresh))
    return as_called(at.dialogue, Talk(site, now, context))


def _fresh(script: AnyScript) -> Conversation:
    return Conversation(script.table.name, script.table.first, 0, _JSON.encode(script.fresh))


def _none_open() -> Refusal:
    return Refusal(Outcome.STALE_STEP, "dialogue.none_open", level=Level.INFO)


def _signature(what: Given | None) -> str:
    return "" if what is None else f"{what.kind} {what.text}"
