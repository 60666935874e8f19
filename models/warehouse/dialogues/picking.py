"""Picking one order, or several at once into totes on a cart (combined picking)."""

from models.warehouse.dialogues.table import read

TAKING = """
location: location | short skip back
    location_ok         goods
    wrong_location      =
    short_asked         reason
    skipped             =
    lease_lost          {lost}
goods: item unit quantity | all short back
    counted             =
    wrong_item          =
    zero_quantity       =
    over_pick           =
    lot_asked           lot
    wrong_lot           =
    replace_lot         =
    replace_unit        =
    stock_changed       =
    unit_ok             =
    wrong_unit          =
    quantity_changed    =
    tote_asked          put
    {direct}
    wrong_weight        =
    weight_asked        weight
    expired             =
    location_not_allowed =
    short_asked         reason
    back                location
    lease_lost          {lost}
weight: weight | back
    wrong_weight        =
    zero_quantity       =
    tote_asked          put
    {weighed}
    short_posted        location
    batch_done          {done}
    back                goods
    lease_lost          {lost}
lot: lot | back
    lot_ok              goods
    wrong_lot           =
    replace_lot         =
    stock_changed       goods
    quantity_changed    =
    expired             =
    location_not_allowed =
    back                goods
    lease_lost          {lost}
put: unit text | full back
    new_unit            =
    unit_of_other_order =
    line_done           location
    batch_done          {done}
    zero_asked          empty
    wrong_unit          =
    expired             =
    location_not_allowed =
    tote_full           fresh
    back                goods
    lease_lost          {lost}
fresh: unit text | back
    new_unit            =
    unit_of_other_order =
    line_done           location
    batch_done          {done}
    zero_asked          empty
    wrong_unit          =
    expired             =
    location_not_allowed =
    back                put
    lease_lost          {lost}
reason: quantity | not_found damaged partial back
    counted             =
    over_pick           =
    zero_quantity       =
    wrong_unit          =
    unit_of_other_order =
    weight_asked        weight
    short_posted        location
    batch_done          {done}
    back                location
    lease_lost          {lost}
empty: | yes no
    is_empty            location
    count_asked         location
    batch_done          {done}
"""
"""From location to location, however the picks were come by. `done`: the stage after the last of
them; `lost`: after somebody took them over; `direct`: what comes of goods that need no tote,
`weighed`: the same once they are weighed."""

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
    """
    + TAKING.format(
        done="order",
        lost="order",
        direct="""line_done       location
    batch_done          order
    zero_asked          empty""",
        weighed="""line_done       location
    zero_asked          empty""",
    ),
)
