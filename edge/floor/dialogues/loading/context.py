"""The shipment at the dock, and what was said about it so far."""

import msgspec

BEGIN, WITHOUT, BACK, DEPART, UNLOAD, DETAILS, OTHER = (
    *("begin", "without", "back", "depart", "unload", "details", "other_shipment"),
)


class Loading(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is None was not said; it stays as the shipment has it."""

    shipment: str = ""
    carrier: str | None = None
    driver: str | None = None
    vehicle: str | None = None
