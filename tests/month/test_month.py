"""A few days of the month in every test run."""

import msgspec

from models.warehouse.dialogues.all import DIALOGUES
from tests.month.run import work


def test_days_of_work_end_with_a_clean_check() -> None:
    proof = work(days=2, orders_per_day=8, seed=3, drills=16)
    assert proof.check_code == 0, proof.check_said
    assert (proof.figures.lost, proof.figures.negative) == ([], 0)
    assert proof.figures.documents["orders"].keys() >= {"delivered", "cancelled"}
    assert min(proof.figures.units[each] for each in ("received", "shipped", "returned")) > 0
    assert (proof.strays, proof.stuck, proof.astray) == ((), (), ())
    assert len(proof.worked) > 100
    assert proof.missing != []
    assert not proof.is_good
    everything = frozenset(edge for table in DIALOGUES for edge in table.edges)
    whole = msgspec.structs.replace(proof, drilled=everything)
    assert (whole.missing, whole.is_good) == ([], True)
