"""What every step of a transfer shares: finding a half, taking it onward, telling the other."""

from edge.floor.draft import Draft, Refusal
from edge.floor.reader import SiteReader
from edge.floor.reads.transfers import Transfer
from models.warehouse import ids
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import TRANSFER
from models.warehouse.replies import Outcome, Step
from models.warehouse.transfer import onward
from sync.core.catalogue import Value


def id_in(text: str) -> int:
    """The id a carried word names."""
    try:
        return ids.read(text)
    except ValueError:
        raise Refusal(Outcome.UNKNOWN_CODE, "transfer.unknown", transfer=text) from None


def coming(site: SiteReader, number: str) -> Transfer:
    """The half of this number whose goods come here."""
    for half in site.transfers(clean(number)):
        if half.half == "in":
            return half
    raise Refusal(Outcome.UNKNOWN_CODE, "transfer.unknown", Step.SCAN_DOCUMENT, transfer=number)


def step(half: Transfer, event: str) -> dict[str, Value]:
    """The fields in which an event moves a half."""
    state, revision = onward(half.state, half.revision, event)
    values: dict[str, Value] = {}
    if state != half.state:
        values["state"] = state
    if revision != half.revision:
        values["revision"] = revision
    return values


def planned_again(half: Transfer) -> dict[str, Value]:
    """What left came back: the owner's next revision of the half."""
    return {"state": "confirmed", "revision": half.revision + 1}


def tell(draft: Draft, half: Transfer, values: dict[str, Value]) -> None:
    """Change a half in something that the other site must hear."""
    draft.put(TRANSFER, half.id, {**values, "word": half.word + 1})
