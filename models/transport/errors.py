"""Plans that cannot be made.

TransportError
├── DoesNotFit    a stop that no vehicle can serve, even alone
└── NoPlanner     the planner asked for is not installed
"""


class TransportError(ValueError):
    """What was asked for cannot be planned; `code` is stable, `name` is what is in the way."""

    code = "transport"

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class DoesNotFit(TransportError):
    """Too much for any vehicle, or its hours cannot be met."""

    code = "does_not_fit"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, f"stop {name} does not fit: {why}")


class NoPlanner(TransportError):
    """An extra is missing."""

    code = "no_planner"

    def __init__(self, name: str, extra: str) -> None:
        super().__init__(name, f"{name} is not installed; it comes with the extra {extra}")
