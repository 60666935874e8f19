"""Proposals as people are shown them, at their site and at headquarters alike."""

import msgspec

from models.warehouse.foresight import Because, Outlook

_BECAUSE = msgspec.json.Decoder(Because)
_OUTLOOK = msgspec.json.Decoder(Outlook)


class ProposalRow(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal in a list. `state`: open, accepted, dismissed, lapsed; `accepted`: the quantity
    somebody took; `because`: the figures it rests on, null where a newer program wrote others than
    this one knows. In lists their history and forecast are left out."""

    id: str
    kind: str
    state: str
    item: str
    description: str | None
    uom: str
    quantity: int
    urgent_on: str | None
    as_of_day: str
    accepted: int | None
    reason: str | None
    because: Because | None


def read_because(body: object) -> Because | None:
    """What a site wrote, as far as it is known here."""
    try:
        return _BECAUSE.decode(body) if isinstance(body, str) else None
    except msgspec.MsgspecError:
        return None


def read_outlook(body: object) -> Outlook | None:
    """What a site wrote, as far as it is known here."""
    try:
        return _OUTLOOK.decode(body) if isinstance(body, str) else None
    except msgspec.MsgspecError:
        return None


def shortened(because: Because | None) -> Because | None:
    """Without what only a picture needs."""
    if because is None:
        return None
    return msgspec.structs.replace(because, asked=(), mean=(), low=(), high=(), arrivals=())
