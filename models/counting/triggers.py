"""Since when, and since how many picks, each location has not been counted."""


class Triggers:
    """Locations by row id; hears of what happens there in sequence."""

    def __init__(self) -> None:
        self._picks: dict[int, int] = {}
        self._since_ms: dict[int, int] = {}

    def used(self, location: int, at_ms: int) -> None:
        """Goods came or went; one never counted is as old as its first goods."""
        self._since_ms.setdefault(location, at_ms)

    def picked(self, location: int) -> None:
        """Once."""
        self._picks[location] = self._picks.get(location, 0) + 1

    def counted(self, location: int, at_ms: int) -> None:
        """And settled."""
        self._picks.pop(location, None)
        self._since_ms[location] = at_ms

    def picks(self, location: int) -> int:
        """Since it was counted."""
        return self._picks.get(location, 0)

    def since_ms(self, location: int) -> int | None:
        """When it was counted, or first held goods."""
        return self._since_ms.get(location)
