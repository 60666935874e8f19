"""The site's rules are set and dropped; they are kept as rows and read as structs."""

import msgspec

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_task_id
from edge.floor.reader import SiteReader
from models.warehouse import ids
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import RULE
from models.warehouse.commands import DropRule, SetRule
from models.warehouse.replies import Outcome, Step
from sync.core.catalogue import Value

_JSON = msgspec.json.Encoder()


def set_rule(command: SetRule, site: SiteReader, now: Context) -> Decision:
    """Make a rule, or change the one named; its kind stays."""
    kind = str(command.says.__struct_config__.tag)
    values: dict[str, Value] = {
        "priority": command.priority,
        "holds_when": _JSON.encode(command.when).decode(),
        "says": _JSON.encode(command.says).decode(),
        "status": "active",
    }
    code = clean(command.code) if command.code is not None else None
    of_code = site.rule_of(code) if code is not None else None
    rule_id = _known(command.rule, site) if command.rule is not None else of_code
    if of_code not in (None, rule_id):
        raise Refusal(Outcome.WRONG_KIND, "rule.code_taken", code=code)
    if code is not None:
        values["code"] = code
    draft = Draft(now)
    if rule_id is None:
        rule_id = draft.insert(RULE, {"kind": kind, **values})
    else:
        if site.rule(rule_id) != kind:
            raise Refusal(Outcome.WRONG_KIND, "rule.other_kind", kind=site.rule(rule_id))
        draft.put(RULE, rule_id, values)
    return draft.say(
        Outcome.LINE_DONE, "rule.set", Step.NEXT_TASK, data={"rule": ids.show(rule_id)}
    )


def drop_rule(command: DropRule, site: SiteReader, now: Context) -> Decision:
    """Kept as a row, so that its history can be read; it is not asked any more, and another may
    have its code."""
    rule_id = _known(command.rule, site)
    draft = Draft(now)
    draft.put(RULE, rule_id, {"status": "dropped", "code": None})
    return draft.say(Outcome.LINE_DONE, "rule.dropped", Step.NEXT_TASK)


def _known(text: str, site: SiteReader) -> int:
    rule_id = find_task_id(text)
    if site.rule(rule_id) is None:
        raise Refusal(Outcome.GONE, "rule.unknown", rule=text)
    return rule_id
