"""Picking one order, or several at once into totes on a cart (combined picking)."""

from models.warehouse.dialogues.table import read

PICKING = read(
    "picking",
    """
order: order | next cluster
    found               location
    totes_asked         tote
    picks_in_hand       location
    no_work             =
    take_over           =
    opened              =
tote: unit text |
    tote_set            =
    totes_done          location
    new_unit            =
    wrong_unit          =
    unit_of_other_order =
location: location | short skip
    location_ok         goods
    wrong_location      =
    short_asked         reason
    skipped             =
    lease_lost          order
goods: item quantity | all short back
    counted             =
    wrong_item          =
    zero_quantity       =
    over_pick           =
    lot_asked           lot
    wrong_lot           =
    tote_asked          put
    line_done           location
    batch_done          order
    zero_asked          empty
    expired             =
    location_not_allowed =
    short_asked         reason
    back                location
    lease_lost          order
lot: lot | back
    lot_ok              goods
    wrong_lot           =
    back                goods
    lease_lost          order
put: unit text | back
    new_unit            =
    unit_of_other_order =
    line_done           location
    batch_done          order
    zero_asked          empty
    wrong_unit          =
    back                goods
    lease_lost          order
reason: quantity | not_found damaged partial back
    counted             =
    over_pick           =
    zero_quantity       =
    short_posted        location
    batch_done          order
    back                location
    lease_lost          order
empty: | yes no
    is_empty            location
    count_asked         location
    batch_done          order
    """,
)
