"""Every answer there is."""

from tests.month.answers import inbound, inside, kits, outbound, picking
from tests.month.moves import Answer

ANSWERS: dict[str, Answer] = {
    **inbound.ANSWERS,
    **inside.ANSWERS,
    **kits.ANSWERS,
    **outbound.ANSWERS,
    **picking.ANSWERS,
}
