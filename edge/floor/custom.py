"""Custom fields are defined, and items, partners and documents get their values."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_asn, find_dn, find_item
from edge.floor.reader import SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import CUSTOM_FIELD, CUSTOM_VALUE, DOCUMENT_VALUE
from models.warehouse.commands import DropField, SetField, SetValues
from models.warehouse.commands.custom import SubjectKind
from models.warehouse.custom import (
    FIELDS_MAX,
    About,
    BadValue,
    CustomField,
    canonical,
    fault,
    row_of,
)
from models.warehouse.replies import Outcome, Step
from sync.core.catalogue import Value

ABOUT: dict[SubjectKind, About] = {
    "item": "item",
    "partner": "partner",
    "asn": "document",
    "order": "document",
}


def set_field(command: SetField, site: SiteReader, now: Context) -> Decision:
    """Define a field for the whole company."""
    wanted = CustomField(
        command.about,
        command.field,
        command.kind,
        command.decimals,
        command.choices,
        command.required,
        command.label_en,
        command.label_zh,
        command.sequence,
    )
    known = site.custom_field(wanted.key)
    wrong = fault(known, wanted)
    if wrong is not None:
        outcome = Outcome.WRONG_KIND if wrong == "keeps_kind" else Outcome.BAD_VALUE
        kind = known.kind if known is not None else wanted.kind
        raise Refusal(outcome, f"field.{wrong}", field=wanted.code, kind=kind)
    in_use = site.custom_fields(wanted.about)
    if wanted.code not in in_use and len(in_use) >= FIELDS_MAX:
        raise Refusal(Outcome.TOO_MANY, "field.too_many", most=FIELDS_MAX)
    draft = Draft(now)
    values: dict[str, Value] = {"company_id": now.site.company_id, **row_of(wanted)}
    draft.put(CUSTOM_FIELD, wanted.key, values)
    return draft.say(Outcome.LINE_DONE, "field.set", Step.NEXT_TASK, field=wanted.code)


def drop_field(command: DropField, site: SiteReader, now: Context) -> Decision:
    """Kept as a row, with all values; it comes back as it was when it is set again."""
    if command.field not in site.custom_fields(command.about):
        raise _unknown(command.field)
    draft = Draft(now)
    draft.put(CUSTOM_FIELD, f"{command.about}:{command.field}", {"status": "dropped"})
    return draft.say(Outcome.LINE_DONE, "field.dropped", Step.NEXT_TASK, field=command.field)


def set_values(command: SetValues, site: SiteReader, now: Context) -> Decision:
    """All of the values or none: one that does not fit refuses the command, with its reason."""
    subject_id = _subject(command.about, command.number, site)
    about = ABOUT[command.about]
    fields = site.custom_fields(about)
    kept = {code: _kept(fields, code, given) for code, given in command.values.items()}
    draft = Draft(now)
    for code, text in kept.items():
        _put(draft, site, about, subject_id, f"{about}:{code}", text)
    return draft.say(
        Outcome.LINE_DONE,
        "field.values_set",
        Step.NEXT_TASK,
        data={"fields": [*kept]},
        number=command.number,
    )


def _subject(kind: SubjectKind, number: str, site: SiteReader) -> int:
    if kind == "item":
        return find_item(site, number).id
    if kind == "asn":
        return find_asn(site, number).id
    if kind == "order":
        return find_dn(site, number).id
    partner = site.partner(clean(number))
    if partner is None:
        raise Refusal(Outcome.UNKNOWN_CODE, "partner.unknown", partner=number)
    return partner


def _kept(fields: dict[str, CustomField], code: str, given: str | int | None) -> str | None:
    field = fields.get(code)
    if field is None:
        raise _unknown(code)
    try:
        return canonical(field, given)
    except BadValue as bad:
        raise Refusal(Outcome.BAD_VALUE, f"field.{bad.reason}", field=code, scanned=given) from bad


def _put(
    draft: Draft, site: SiteReader, about: About, subject_id: int, key: str, text: str | None
) -> None:
    if about != "document":
        values: dict[str, Value] = {"company_id": draft.now.site.company_id}
        values |= {"subject_id": subject_id, "field": key, "value": text}
        draft.put(CUSTOM_VALUE, f"{subject_id}:{key}", values)
        return
    row_id = site.document_value(subject_id, key)
    if row_id is not None:
        draft.put(DOCUMENT_VALUE, row_id, {"value": text})
    elif text is not None:
        draft.insert(DOCUMENT_VALUE, {"document_id": subject_id, "field": key, "value": text})


def _unknown(code: str) -> Refusal:
    return Refusal(Outcome.UNKNOWN_CODE, "field.unknown", field=code)
