"""The site's kinds of carton are set and dropped as rows."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.reader import SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import CARTON_TYPE
from models.warehouse.commands import DropCarton, SetCarton
from models.warehouse.replies import Outcome, Step
from sync.core.catalogue import Value


def set_carton(command: SetCarton, site: SiteReader, now: Context) -> Decision:
    """Make a kind of carton, or change the one of this code."""
    code = clean(command.carton)
    values: dict[str, Value] = {
        "length_mm": command.length_mm,
        "width_mm": command.width_mm,
        "height_mm": command.height_mm,
        "weight_g_max": command.weight_g_max,
        "tare_g": command.tare_g,
        "status": "active",
    }
    draft = Draft(now)
    draft.keep(CARTON_TYPE, site.carton_type(code), code, values)
    return draft.say(Outcome.LINE_DONE, "carton.set", Step.NEXT_TASK, carton=code)


def drop_carton(command: DropCarton, site: SiteReader, now: Context) -> Decision:
    """Kept as a row; it is not proposed any more."""
    code = clean(command.carton)
    known = site.carton_type(code)
    if known is None:
        raise Refusal(Outcome.GONE, "carton.unknown", carton=code)
    draft = Draft(now)
    draft.put(CARTON_TYPE, known, {"status": "dropped"})
    return draft.say(Outcome.LINE_DONE, "carton.dropped", Step.NEXT_TASK, carton=code)
