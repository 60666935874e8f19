"""A line feed behind a code, an amount or a time of day is no part of it."""

import msgspec
import pytest

from models.warehouse.commands.attaching import Sha256
from models.warehouse.commands.base import CommandId
from models.warehouse.commands.custom import FieldCode
from models.warehouse.commands.freight import City
from models.warehouse.commands.shipping import CutOff
from models.warehouse.money import Currency, Money
from models.warehouse.release import DayTime


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Sha256, "0" * 64), (CommandId, "command-1"), (FieldCode, "colour"), (CutOff, "16:30"),
        (Money, "12.50"), (Currency, "EUR"), (DayTime, "06:00"), (City, "Berlin"),
    ],
)  # fmt: skip
def test_a_line_feed_at_the_end_is_refused(kind: type[str], text: str) -> None:
    assert msgspec.convert(text, kind) == text
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(f"{text}\n", kind)
