"""Headquarters says something to the robots: it is written down, and whoever drives them obeys."""

from edge.floor.draft import Context, Decision, Draft
from edge.floor.reader import SiteReader
from models.warehouse.catalogue import FLEET_WORD
from models.warehouse.commands import PauseRobots
from models.warehouse.replies import Outcome

PAUSE = "pause"


def pause_robots(command: PauseRobots, site: SiteReader, now: Context) -> Decision:
    """Whether there are any, is not known here: nothing happens where there are none."""
    draft = Draft(now)
    draft.insert(
        FLEET_WORD, {"word": PAUSE, "command_id": command.command_id, "said_at_ms": now.now_ms}
    )
    return draft.say(Outcome.ACCEPTED, "robots.will_stop")
