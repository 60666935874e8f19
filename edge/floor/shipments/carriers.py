"""The company's carriers are set and dropped as rows."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.reader import SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import CARRIER
from models.warehouse.commands import DropCarrier, SetCarrier
from models.warehouse.replies import Outcome, Step
from sync.core.catalogue import Value


def set_carrier(command: SetCarrier, site: SiteReader, now: Context) -> Decision:
    """Make a carrier, or change the one of this code."""
    code = clean(command.carrier)
    values: dict[str, Value] = {
        "name": command.name,
        "service": command.service,
        "cut_off": command.cut_off,
        "status": "active",
    }
    draft = Draft(now)
    known = site.carrier(code)
    draft.keep(CARRIER, known.id if known is not None else None, code, values)
    return draft.say(Outcome.LINE_DONE, "carrier.set", Step.NEXT_TASK, carrier=code)


def drop_carrier(command: DropCarrier, site: SiteReader, now: Context) -> Decision:
    """Kept as a row, for the shipments that name it."""
    code = clean(command.carrier)
    known = site.carrier(code)
    if known is None:
        raise Refusal(Outcome.GONE, "carrier.unknown", carrier=code)
    draft = Draft(now)
    draft.put(CARRIER, known.id, {"status": "dropped"})
    return draft.say(Outcome.LINE_DONE, "carrier.dropped", Step.NEXT_TASK, carrier=code)
