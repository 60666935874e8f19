"""Edits of master data at the site; each field merges on its own with edits made elsewhere."""

from collections.abc import Iterable

import msgspec

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_item, find_location, find_owner, not_allowed
from edge.floor.reader import SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import ITEM, LOCATION, PERSON
from models.warehouse.commands import (
    CreateItem,
    EditItem,
    EditLocation,
    EditPerson,
    ItemFields,
    LocationFields,
)
from models.warehouse.commands.base import SHARED_CHARACTERS_MAX
from models.warehouse.money import to_micro
from models.warehouse.replies import Outcome, Step
from sync.core.catalogue import Value

_JSON = msgspec.json.Encoder()
_MONEY = frozenset(("cost", "price"))


def create_item(command: CreateItem, site: SiteReader, now: Context) -> Decision:
    """A new item of an owner. A code that already stands for an item of that owner is refused: two
    things of one name cannot be told apart."""
    code = clean(command.item)
    if not code:
        raise Refusal(Outcome.UNKNOWN_CODE, "item.code_empty")
    owner_id = find_owner(site, command.owner) if command.owner else now.site.owner_id
    known = site.items(code)
    if any(item.owner_id == owner_id for item in known):
        raise Refusal(Outcome.ALREADY_DONE, "item.code_used", item=code)
    if known and len(code) > SHARED_CHARACTERS_MAX:
        raise Refusal(Outcome.BAD_VALUE, "item.code_too_long", item=code)
    draft = Draft(now)
    values = _filled(command.fields)
    _demand_weight_known(code, values, None)
    own: dict[str, Value] = {"owner_id": owner_id, "code": code, "tracking": command.tracking}
    draft.insert(ITEM, {**own, **values})
    return draft.say(Outcome.LINE_DONE, "item.created", item=code)


def edit_item(command: EditItem, site: SiteReader, now: Context) -> Decision:
    """Change fields of an item, for the whole company."""
    item = find_item(site, command.item)
    draft = Draft(now)
    values = _given(command.fields)
    _demand_weight_known(item.code, {"catch_weight": item.catch_weight, **values}, item.weight_g)
    if values.get("catch_weight", item.catch_weight) != item.catch_weight and site.has_stock(
        item.id
    ):
        raise Refusal(Outcome.STALE_STEP, "item.has_stock", item=item.code)
    draft.put(ITEM, item.id, values)
    return draft.say(Outcome.LINE_DONE, "item.edited", data={"fields": [*values]}, item=item.code)


def edit_location(command: EditLocation, site: SiteReader, now: Context) -> Decision:
    """Change fields of a location. What lies in it must fit its new property."""
    location = find_location(site, command.location)
    values = _given(command.fields)
    if "item" in values:
        kept_for = values.pop("item")
        values["item_id"] = find_item(site, str(kept_for)).id if kept_for is not None else None
    if "kind" in values and location.kind not in ("storage", "handover"):
        raise not_allowed(location, "location.keeps_kind")
    meant = values.get("kind", location.kind), values.get("property", location.property)
    if meant != (location.kind, location.property) and site.stock_at(location.id):
        raise Refusal(
            Outcome.LOCATION_NOT_ALLOWED,
            "location.not_empty",
            Step.SCAN_LOCATION,
            location=location.code,
        )
    draft = Draft(now)
    draft.put(LOCATION, location.id, values)
    return draft.say(
        Outcome.LINE_DONE, "location.edited", data={"fields": [*values]}, location=location.code
    )


def edit_person(command: EditPerson, site: SiteReader, now: Context) -> Decision:
    """What somebody may do, and where they work from now on."""
    person_id = site.person(clean(command.person))
    if person_id is None:
        raise Refusal(Outcome.UNKNOWN_CODE, "person.unknown", person=command.person)
    fields = command.fields
    values: dict[str, Value] = {}
    if fields.skills is not msgspec.UNSET:
        values["skills"] = _names(sorted(fields.skills))
    if fields.zones is not msgspec.UNSET:
        values["zones"] = _names(fields.zones)
    if fields.zones_only is not msgspec.UNSET:
        values["zones_only"] = int(fields.zones_only)
    if not values:
        raise Refusal(Outcome.STALE_STEP, "edit.nothing")
    draft = Draft(now)
    draft.put(PERSON, person_id, values)
    return draft.say(Outcome.LINE_DONE, "person.edited", data={"fields": [*values]})


def _demand_weight_known(code: str, values: dict[str, Value], weight_g: int | None) -> None:
    """Goods sold by weight say what a piece weighs as a rule: what nobody weighs is worked out by
    it."""
    if values.get("catch_weight") and not values.get("weight_g", weight_g):
        raise Refusal(Outcome.BAD_VALUE, "item.needs_weight", item=code)


def _names(names: Iterable[str]) -> str:
    return _JSON.encode(list(dict.fromkeys(names))).decode()


def _given(fields: ItemFields | LocationFields) -> dict[str, Value]:
    values = _filled(fields)
    if not values:
        raise Refusal(Outcome.STALE_STEP, "edit.nothing")
    return values


def _filled(fields: ItemFields | LocationFields) -> dict[str, Value]:
    return dict(
        _kept(name, value)
        for name in fields.__struct_fields__
        if (value := getattr(fields, name)) is not msgspec.UNSET
    )


def _kept(name: str, value: str | int | None) -> tuple[str, Value]:
    """A field and its value as the row has them."""
    if name in _MONEY:
        return f"{name}_micro", to_micro(value) if isinstance(value, str) else None
    return name, int(value) if isinstance(value, bool) else value
