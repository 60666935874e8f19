"""Picking zone by zone: an order's tote is taken over, filled, and handed on to the next zone."""

from models.warehouse.dialogues.picking import TAKING
from models.warehouse.dialogues.table import read

ZONE = read(
    "zone",
    """
zone: unit text |
    opened              =
    tote_taken          location
    tote_passed         hand
    take_over           =
    wrong_unit          =
    zone_set            work
    zone_known          work
    picks_in_hand       location
    totes_in_hand       hand
    no_work             =
work: unit order | next cluster other_zone
    tote_taken          location
    tote_passed         hand
    found               location
    totes_asked         tote
    take_over           =
    wrong_unit          =
    already_done        hand
    no_work             =
    other_zone          zone
tote: unit text | back
    tote_set            =
    totes_done          location
    new_unit            =
    wrong_unit          =
    unit_of_other_order =
    back                work
hand: location | go_on
    set_down            =
    all_set_down        work
    other_location      =
    location_not_allowed =
"""
    + TAKING.format(done="hand", lost="work", direct="", weighed=""),
)
