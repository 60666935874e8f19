"""Loading, turn by turn."""

from edge.floor.dialogues.loading.asking import ASKERS
from edge.floor.dialogues.loading.beginning import (
    on_carrier,
    on_dock,
    on_driver,
    on_shipment,
    on_vehicle,
)
from edge.floor.dialogues.loading.boxes import on_gone, on_unit, on_unload
from edge.floor.dialogues.loading.context import Loading
from edge.floor.dialogues.talk import Script
from models.warehouse.dialogues.loading import LOADING

SCRIPT = Script(
    LOADING,
    Loading(),
    {
        "shipment": on_shipment,
        "carrier": on_carrier,
        "driver": on_driver,
        "vehicle": on_vehicle,
        "dock": on_dock,
        "unit": on_unit,
        "gone": on_gone,
        "unload": on_unload,
    },
    ASKERS,
)
