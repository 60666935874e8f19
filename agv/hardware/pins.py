"""The pins of a Raspberry Pi, or one sentence on why there are none."""

from gpiozero.exc import GPIOZeroError
from gpiozero.pins import Factory

HOW = (
    "install the extra `pi` (or python3-lgpio of Raspberry Pi OS); without a Raspberry Pi: "
    "holdfast-agv simulate"
)


class NoPins(OSError):
    """Nothing can be driven from here; the text says what to do."""


def pi_pins() -> Factory:
    """lgpio's, the only ones that know every Pi from 3 to 5. gpiozero's own choice falls back to
    others without a word."""
    try:
        # Only here: what has no pins needs no lgpio. Its empty placeholder lacks every name.
        import lgpio
        from gpiozero.pins.lgpio import LGPIOFactory
    except (ImportError, AttributeError) as error:
        raise NoPins(f"lgpio is not installed: {HOW}") from error
    try:
        return LGPIOFactory()
    except (GPIOZeroError, OSError, lgpio.error) as error:
        raise NoPins(f"no pins of a Raspberry Pi here ({error}): {HOW}") from error
