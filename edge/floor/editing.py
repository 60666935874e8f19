"""Edits of master data at the site; each field merges on its own with edits made elsewhere."""

import msgspec

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_item, find_location
from edge.floor.reader import SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import ITEM, LOCATION
from models.warehouse.commands import (
    CreateItem,
    EditItem,
    EditLocation,
    ItemFields,
    LocationFields,
)
from models.warehouse.replies import Outcome, Step
from sync.core.catalogue import Value


def create_item(command: CreateItem, site: SiteReader, now: Context) -> Decision:
    """A new item of the company. A code that already stands for an item is refused: two things of
    one name cannot be told apart by a scanner."""
    code = clean(command.item)
    if not code:
        raise Refusal(Outcome.UNKNOWN_CODE, "item.code_empty")
    if site.items(code):
        raise Refusal(Outcome.ALREADY_DONE, "item.code_used", item=code)
    draft = Draft(now)
    values = _filled(command.fields)
    draft.insert(ITEM, {"code": code, "tracking": command.tracking, **values})
    return draft.say(Outcome.LINE_DONE, "item.created", item=code)


def edit_item(command: EditItem, site: SiteReader, now: Context) -> Decision:
    """Change fields of an item, for the whole company."""
    item = find_item(site, command.item)
    draft = Draft(now)
    values = _given(command.fields)
    draft.put(ITEM, item.id, values)
    return draft.say(Outcome.LINE_DONE, "item.edited", data={"fields": [*values]}, item=item.code)


def edit_location(command: EditLocation, site: SiteReader, now: Context) -> Decision:
    """Change fields of a location. What lies in it must fit its new property."""
    location = find_location(site, command.location)
    values = _given(command.fields)
    if "item" in values:
        kept_for = values.pop("item")
        values["item_id"] = find_item(site, str(kept_for)).id if kept_for is not None else None
    if values.get("property", location.property) != location.property and site.stock_at(
        location.id
    ):
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


def _given(fields: ItemFields | LocationFields) -> dict[str, Value]:
    values = _filled(fields)
    if not values:
        raise Refusal(Outcome.STALE_STEP, "edit.nothing")
    return values


def _filled(fields: ItemFields | LocationFields) -> dict[str, Value]:
    return {
        name: value
        for name in fields.__struct_fields__
        if (value := getattr(fields, name)) is not msgspec.UNSET
    }
