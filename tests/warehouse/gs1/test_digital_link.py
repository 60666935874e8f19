"""GS1 Digital Link URIs: key, qualifiers in order, attributes; anything else is refused."""

from datetime import date

import pytest

from models.warehouse.gs1.config import Config
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.parse import parse
from models.warehouse.gs1.reading import Carrier

CONFIG = Config(today=date(2026, 11, 22))
GTIN = "09506000134352"
ITEM = ("01", GTIN)


@pytest.mark.parametrize(
    ("link", "elements"),
    [
        (f"https://id.gs1.org/01/{GTIN}", (ITEM,)),
        (f"HTTP://id.gs1.org/01/{GTIN}#top", (ITEM,)),
        (f"]Q1https://example.com/some/shop/01/{GTIN}/10/A%2FB", (ITEM, ("10", "A/B"))),
        (f"https://a.b/01/{GTIN}/22/2A/10/L/21/S", (ITEM, ("22", "2A"), ("10", "L"), ("21", "S"))),
        (f"https://a.b/01/{GTIN}?17=271231&linkType=x;y&3103=000500",
         (ITEM, ("17", "271231"), ("3103", "000500"))),
        ("https://a.b/01/9506000134352", (ITEM,)),
        (f"https://a.b/01/{GTIN}?10=L", (ITEM, ("10", "L"))),
        ("https://a.b/00/340123450000000017", (("00", "340123450000000017"),)),
        ("https://a.b/414/9506000134352/254/A", (("414", "9506000134352"), ("254", "A"))),
    ],
)  # fmt: skip
def test_a_link_is_read(link: str, elements: tuple[tuple[str, str], ...]) -> None:
    reading = parse(link, CONFIG)
    assert (reading.carrier, reading.elements) == (Carrier.DIGITAL_LINK, elements)


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("https://id.gs1.org/", Fault.BAD_GS1),
        ("https://id.gs1.org", Fault.BAD_GS1),
        (f"https://a.b/{GTIN}", Fault.BAD_GS1),
        (f"https://a.b/01/{GTIN}/10/L/22/2A", Fault.BAD_GS1),
        (f"https://a.b/01/{GTIN}/10/L/235/X", Fault.BAD_GS1),
        (f"https://a.b/01/{GTIN}/17/271231", Fault.BAD_GS1),
        (f"https://a.b/01/{GTIN}?21=S", Fault.BAD_GS1),
        (f"https://a.b/01/{GTIN}?05=1", Fault.BAD_GS1),
        (f"https://a.b/01/{GTIN}?17=271231&17=271231", Fault.REPEATED),
        (f"https://a.b/01/{GTIN}?37=2", Fault.EXCLUSIVE_PAIR),
        (f"https://a.b/01/{GTIN}?17=271331", Fault.BAD_DATE),
        (f"https://a.b/01/{GTIN}/10/A%20B", Fault.BAD_CHARACTER),
        (f"https://a.b/01/{GTIN}/10/A%1DB", Fault.BAD_CHARACTER),
        (f"https://a.b/01/{GTIN}/10/", Fault.BAD_GS1),
        ("https://a.b/01/09506000134353", Fault.BAD_CHECK_DIGIT),
    ],
)
def test_a_link_that_breaks_a_rule_is_refused(link: str, fault: Fault) -> None:
    with pytest.raises(Gs1Error) as caught:
        parse(link, CONFIG)
    assert caught.value.fault is fault
