"""A few days of the month in every test run."""

from tests.month.run import work


def test_days_of_work_end_with_a_clean_check() -> None:
    proof = work(days=2, orders_per_day=8, seed=3)
    assert proof.check_code == 0, proof.check_said
    assert proof.outcomes["document_done"] > 8
    assert {"shipped", "cancelled", "picked", "packed"}.isdisjoint(proof.missing["dn"])
    assert "closed" not in proof.missing["asn"]
