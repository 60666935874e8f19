"""Kits: what an order takes is collected location by location, then kits are made of it, or taken
apart into parts that are good, damaged or missing."""

from models.warehouse.dialogues.table import read

_COLLECT = """
order: kit | next
    opened               =
    found                place
    all_there            {work}
    no_work              =
    take_over            =
    already_done         =
    cancelled_elsewhere  =
place: location | skip {work}_now
    location_ok          goods
    wrong_location       =
    skipped              =
    work_asked           {work}
    no_work              =
    lease_lost           order
goods: item quantity lot | all short back
    counted              =
    lot_set              =
    lot_required         =
    wrong_item           =
    wrong_lot            =
    zero_quantity        =
    over_pick            =
    expired              =
    line_done            place
    all_there            {work}
    short_asked          reason
    back                 place
    lease_lost           order
reason: quantity | not_found damaged back
    counted              =
    over_pick            =
    short_posted         place
    all_there            {work}
    document_done        order
    back                 goods
    lease_lost           order
"""

KIT = read(
    "kit",
    _COLLECT.format(work="build")
    + """
build: quantity | all collect
    quantity_set         target
    serials_asked        serial
    zero_quantity        =
    over_pick            =
    collect_more         place
    no_work              =
    lease_lost           order
serial: serial | back
    serial_noted         =
    serials_done         target
    serial_duplicate     =
    back                 build
    lease_lost           order
target: location | back
    line_done            build
    document_done        order
    location_not_allowed =
    location_full        =
    expired              build
    back                 build
    lease_lost           order
    """,
)

DEKIT = read(
    "dekit",
    _COLLECT.format(work="apart")
    + """
apart: quantity lot | all collect
    quantity_set         parts
    lot_set              =
    lot_required         =
    wrong_lot            =
    zero_quantity        =
    over_pick            =
    collect_more         place
    no_work              =
    lease_lost           order
parts: item quantity lot expiry | good damaged missing back
    noted                =
    counted              =
    lot_set              =
    date_set             =
    lot_required         =
    serial_required      =
    serial_duplicate     =
    expiry_required      =
    wrong_lot            =
    wrong_item           =
    zero_quantity        =
    quantity_changed     =
    line_done            apart
    document_done        order
    back                 apart
    lease_lost           order
    """,
)
