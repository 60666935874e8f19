"""Plans that cannot be made.

PickingError
├── Unreachable   a place one cannot walk to, or not away from
├── TooLarge      an order that fits on no cart and cannot be split
└── NotEnough     an item wanted of which too little lies about
"""


class PickingError(ValueError):
    """What was asked for cannot be planned; `code` is stable, `name` is what is in the way."""

    code = "picking"

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class Unreachable(PickingError):
    """No way leads there and back."""

    code = "unreachable"

    def __init__(self, name: str) -> None:
        super().__init__(name, f"no way leads to location {name} and back")


class TooLarge(PickingError):
    """More than the cart holds."""

    code = "too_large"

    def __init__(self, name: str, what: str) -> None:
        super().__init__(name, f"order {name} is above the capacity of the cart: {what}")


class NotEnough(PickingError):
    """Less lies about than is wanted."""

    code = "not_enough"

    def __init__(self, name: str) -> None:
        super().__init__(name, f"too little of item {name} lies about")
