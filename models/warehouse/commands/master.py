"""Edits of master data."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from models.warehouse.commands.base import Base, Code, Part, Skill, Text, Whole
from models.warehouse.money import Currency, Money

Volume = Annotated[int, Meta(ge=0, le=10**15)]


class ItemFields(Part, frozen=True, kw_only=True, omit_defaults=True):
    """What may be edited of an item; absent = unchanged. `catch_weight`: sold by weight and
    weighed at each handling. `cost`, `price`: of one base unit. `order_quantity_min`: the least
    that suppliers sell at once."""

    description: Text | UnsetType = UNSET
    class_abc: Literal["A", "B", "C"] | UnsetType | None = UNSET
    shelf_life_days: Whole | UnsetType | None = UNSET
    weight_g: Whole | UnsetType | None = UNSET
    length_mm: Whole | UnsetType | None = UNSET
    width_mm: Whole | UnsetType | None = UNSET
    height_mm: Whole | UnsetType | None = UNSET
    min_quantity: Whole | UnsetType = UNSET
    max_quantity: Whole | UnsetType | None = UNSET
    order_quantity_min: Whole | UnsetType | None = UNSET
    status: Literal["active", "blocked"] | UnsetType = UNSET
    skill: Skill | UnsetType | None = UNSET
    catch_weight: bool | UnsetType = UNSET
    cost: Money | UnsetType | None = UNSET
    price: Money | UnsetType | None = UNSET
    currency: Currency | UnsetType | None = UNSET


class EditItem(Base, frozen=True, kw_only=True, tag="edit_item"):
    """Master data of an item."""

    item: Code
    fields: ItemFields


class CreateItem(Base, frozen=True, kw_only=True, tag="create_item"):
    """A new item under a code that nothing of its owner is called yet; any text may be a code. Of
    the site's first owner unless another is named, and for ever."""

    item: Code
    owner: Code | None = None
    tracking: Literal["none", "lot", "serial"] = "none"
    fields: ItemFields = ItemFields()


class LocationFields(Part, frozen=True, kw_only=True, omit_defaults=True):
    """What may be edited of a location; absent = unchanged."""

    kind: Literal["storage", "handover"] | UnsetType = UNSET
    property: Literal["normal", "inspection", "hold", "damage"] | UnsetType = UNSET
    zone: Text | UnsetType | None = UNSET
    sequence: Whole | UnsetType = UNSET
    mix: Literal["mixed", "same_item", "same_lot"] | UnsetType = UNSET
    weight_g_max: Whole | UnsetType | None = UNSET
    status: Literal["active", "blocked"] | UnsetType = UNSET
    size_class: Text | UnsetType | None = UNSET
    units_max: Whole | UnsetType | None = UNSET
    volume_mm3_max: Volume | UnsetType | None = UNSET
    item: Code | UnsetType | None = UNSET
    min_quantity: Whole | UnsetType = UNSET
    max_quantity: Whole | UnsetType | None = UNSET
    skill: Skill | UnsetType | None = UNSET


class EditLocation(Base, frozen=True, kw_only=True, tag="edit_location"):
    """Master data of a location."""

    location: Code
    fields: LocationFields


NAMES_MAX = 20


class PersonFields(Part, frozen=True, kw_only=True, omit_defaults=True):
    """What may be edited of a person's work; absent = unchanged. `zones_only`: no work elsewhere,
    otherwise these zones come first."""

    skills: Annotated[list[Skill], Meta(max_length=NAMES_MAX)] | UnsetType = UNSET
    zones: Annotated[list[Text], Meta(max_length=NAMES_MAX)] | UnsetType = UNSET
    zones_only: bool | UnsetType = UNSET


class EditPerson(Base, frozen=True, kw_only=True, tag="edit_person"):
    """What a person may do and where they work; `person` is a badge, or an id as listed."""

    person: Code
    fields: PersonFields
