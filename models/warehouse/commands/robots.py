"""What may be said to the robots of a site from elsewhere."""

from models.warehouse.commands.base import Base


class PauseRobots(Base, frozen=True, kw_only=True, tag="pause_robots"):
    """All robots stop where they are. Setting them going is said on the floor, by somebody who sees
    that the way is clear."""
