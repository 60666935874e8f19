"""Loading: a shipment is begun or found, its boxes go onto the vehicle, and it leaves."""

from models.warehouse.dialogues.table import read

LOADING = read(
    "loading",
    """
shipment: text | begin
    found               unit
    new_unit            =
    begun               carrier
    already_done        =
    cancelled_elsewhere =
carrier: carrier | without back
    carrier_set         driver
    back                shipment
driver: text | without
    driver_set          vehicle
vehicle: text | without
    vehicle_set         dock
dock: location | without
    line_done           unit
    location_not_allowed =
    left_already        shipment
unit: unit | depart unload details other_shipment
    unit_done           =
    already_done        =
    wrong_unit          =
    no_work             =
    partial             =
    unloading           unload
    details             carrier
    document_done       gone
    other_shipment      shipment
    left_already        shipment
gone: | other_shipment
    other_shipment      shipment
unload: unit | back
    unit_done           unit
    wrong_unit          =
    back                unit
    left_already        shipment
    """,
)
