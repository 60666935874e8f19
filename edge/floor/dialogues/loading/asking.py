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
from models.warehouse.dialogues.question import Line, Photo, Progress, Question, Row, buttons


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
    loaded, of = sum(each.loaded for each in orders), sum(each.of for each in orders)
    return Question(
        title=_title(talk.context),
        ask=Line("ask.scan_box_to_load"),
        rows=tuple(
            Row(each.number, each.number, "", each.loaded, each.of, "box", choosable=False)
            for each in orders
        ),
        progress=Progress(loaded, of) if of else None,
        primary=buttons(DEPART)[0] if loaded else None,
        sides=buttons(UNLOAD, DETAILS, OTHER),
        photo=Photo("shipment", shipment.number, "proof") if shipment is not None else None,
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
    "unload": _unload,
}
