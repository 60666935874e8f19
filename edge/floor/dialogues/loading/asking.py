"""What is asked at the dock."""

from edge.floor.dialogues.loading.context import (
    BACK,
    BEGIN,
    DEPART,
    DETAILS,
    OTHER,
    UNLOAD,
    WITHOUT,
    Loading,
)
from edge.floor.dialogues.talk import Asker, Talk
from edge.floor.reads.outbound import Load
from models.warehouse.dialogues.question import (
    Big,
    Line,
    Photo,
    Progress,
    Question,
    Row,
    buttons,
)

NO_LOAD = Load(0, 0)


def _shipment(talk: Talk[Loading]) -> Question:
    waiting = talk.site.shipments_open()
    return Question(
        title=Line("loading.title"),
        ask=Line("ask.which_shipment"),
        rows=tuple(Row(each.number, each.number, each.carrier or "") for each in waiting),
        entry="text",
        primary=buttons(BEGIN)[0],
    )


def _carrier(talk: Talk[Loading]) -> Question:
    return Question(
        title=_title(talk.context),
        ask=Line("ask.which_carrier"),
        rows=tuple(
            Row(each.code, each.code, each.name or each.code) for each in talk.site.carriers()
        ),
        primary=buttons(WITHOUT)[0],
        sides=buttons(BACK),
    )


def _driver(talk: Talk[Loading]) -> Question:
    return _typed(talk.context, "ask.which_driver")


def _vehicle(talk: Talk[Loading]) -> Question:
    return _typed(talk.context, "ask.which_vehicle")


def _dock(talk: Talk[Loading]) -> Question:
    return Question(
        title=_title(talk.context),
        ask=Line("ask.which_dock"),
        primary=buttons(WITHOUT)[0],
    )


def _unit(talk: Talk[Loading]) -> Question:
    shipment = talk.site.shipment(talk.context.shipment)
    orders = talk.site.loaded_of(shipment.id) if shipment is not None else []
    load = talk.site.load_of(shipment.id) if shipment is not None else NO_LOAD
    return Question(
        title=_title(talk.context),
        ask=Line("ask.scan_box_to_load"),
        rows=tuple(
            Row(each.number, each.number, "", each.loaded, each.of, "box", choosable=False)
            for each in orders
        ),
        progress=Progress(load.loaded, load.of) if load.of else None,
        primary=buttons(DEPART)[0] if load.loaded else None,
        sides=buttons(UNLOAD, DETAILS, OTHER),
        photo=Photo("shipment", shipment.number, "proof") if shipment is not None else None,
    )


def _gone(talk: Talk[Loading]) -> Question:
    """What has left, so that nobody waves a vehicle off by mistake."""
    shipment = talk.site.shipment(talk.context.shipment)
    assert shipment is not None
    orders = [unit.dn_id for unit in talk.site.units_on(shipment.id) if unit.dn_id is not None]
    said: dict[str, object] = {"boxes": len(orders), "orders": len({*orders})}
    words = Line("loading.gone_with", said)
    if shipment.carrier is not None:
        words = Line("loading.gone_by", {**said, "carrier": shipment.carrier})
    return Question(
        title=_title(talk.context),
        ask=Line("ask.vehicle_gone"),
        big=Big("code", shipment.vehicle or shipment.number),
        words=words,
        primary=buttons(OTHER)[0],
        photo=Photo("shipment", shipment.number, "proof"),
    )


def _unload(talk: Talk[Loading]) -> Question:
    return Question(
        title=_title(talk.context), ask=Line("ask.scan_box_to_unload"), sides=buttons(BACK)
    )


def _typed(context: Loading, key: str) -> Question:
    return Question(title=_title(context), ask=Line(key), entry="text", primary=buttons(WITHOUT)[0])


def _title(context: Loading) -> Line:
    return Line("loading.title_of", {"shipment": context.shipment})


ASKERS: dict[str, Asker[Loading]] = {
    "shipment": _shipment,
    "carrier": _carrier,
    "driver": _driver,
    "vehicle": _vehicle,
    "dock": _dock,
    "unit": _unit,
    "gone": _gone,
    "unload": _unload,
}
