"""Counts: what two people find is posted, what one finds is not, and doubt ends."""

from pathlib import Path

import pytest

from edge.floor.draft import SiteSettings
from models.warehouse.counting import Kind, Verdict, differences, judge
from models.warehouse.replies import Level, Outcome, Reply
from tests.edge.site import SETTINGS, TestSite

HERE = "A-01-01-1"
TEA, MUG = Kind(1, 0), Kind(2, 7)


def test_what_is_not_named_was_not_there() -> None:
    assert differences({TEA: 5, MUG: 2}, {TEA: 5}) == {MUG: -2}
    assert differences({}, {TEA: 1}) == {TEA: 1}


@pytest.mark.parametrize(
    ("found", "before", "tolerance", "verdict"),
    [
        ({}, None, 0, Verdict.POST),
        ({}, {TEA: 1}, 0, Verdict.POST),
        ({TEA: -1}, None, 9, Verdict.RECOUNT),
        ({TEA: -1}, {TEA: -2}, 9, Verdict.RECOUNT),
        ({TEA: -1}, {TEA: -1}, 0, Verdict.REVIEW),
        ({TEA: -1}, {TEA: -1}, 1, Verdict.POST),
        ({TEA: -1, MUG: 2}, {TEA: -1, MUG: 2}, 1, Verdict.REVIEW),
    ],
)
def test_a_difference_needs_two_who_saw_it(
    found: dict[Kind, int], before: dict[Kind, int] | None, tolerance: int, verdict: Verdict
) -> None:
    assert judge(found, before, tolerance) is verdict


def _count(site: TestSite, person: int, *lines: tuple[str, int]) -> Reply:
    goods = [{"item": item, "quantity": quantity} for item, quantity in lines]
    command = site.command("count_location", location=HERE, lines=goods)
    return site.send(command, person).reply()


def _by_two(site: TestSite, *lines: tuple[str, int]) -> Reply:
    """Two people count the same; the second one's answer."""
    assert _count(site, 1, *lines).data["verdict"] == "recount"
    return _count(site, 2, *lines)


def test_a_second_request_joins_the_first(site: TestSite) -> None:
    assert site.do("request_count", location=HERE, item="TEA").outcome is Outcome.LINE_DONE
    assert site.do("request_count", location=HERE, item="MUG").outcome is Outcome.ALREADY_DONE
    assert site.count('"count"') == 1
    site.stock("MUG", HERE, 2)
    assert _count(site, 1, ("MUG", 2)).data["verdict"] == "post"


def test_the_same_person_does_not_count_twice(site: TestSite) -> None:
    site.stock("TEA", HERE, 5)
    assert _count(site, 1, ("TEA", 4)).data["verdict"] == "recount"
    refused = _count(site, 1, ("TEA", 4))
    assert (refused.outcome, refused.level) == (Outcome.OTHER_PERSON, Level.BLOCK)
    assert _count(site, 2, ("TEA", 4)).data["verdict"] == "review"


def test_the_tolerance_of_the_site_posts_by_itself(tmp_path: Path) -> None:
    settings = SiteSettings(sscc_prefix=SETTINGS.sscc_prefix, count_tolerance_units=1)
    site = TestSite(tmp_path, settings=settings)
    site.add_item("TEA")
    site.stock("TEA", HERE, 5)
    assert _count(site, 1, ("TEA", 6)).data["verdict"] == "recount"
    assert _count(site, 2, ("TEA", 6)).data["verdict"] == "post"
    assert site.quants() == [("TEA", HERE, None, None, "available", 6, 0)]
    assert site.check().ok
    site.close()


def test_stock_that_a_picker_missed_is_trusted_again_once_it_is_counted(site: TestSite) -> None:
    site.stock("TEA", HERE, 5)
    site.order("O1", ("TEA", 2))
    site.release("O1")
    task = site.tasks("O1")[0]
    site.do("confirm_pick", **{**task, "quantity": 0}, reason="not_found")
    assert site.quants() == [("TEA", HERE, None, None, "hold", 5, 0)]
    assert _count(site, 2, ("TEA", 5)).data["verdict"] == "post"
    assert site.quants() == [("TEA", HERE, None, None, "available", 5, 0)]
    assert site.check().ok


def test_a_loss_comes_first_from_what_was_doubted(site: TestSite) -> None:
    site.stock("TEA", HERE, 5)
    site.order("O1", ("TEA", 2))
    site.release("O1")
    site.do("confirm_pick", **{**site.tasks("O1")[0], "quantity": 0}, reason="not_found")
    reply = _by_two(site, ("TEA", 3))
    assert reply.data["verdict"] == "review"
    assert site.do("review_count", count=reply.data["count"], take="post").done
    assert site.quants() == [("TEA", HERE, None, None, "available", 3, 0)]
    assert site.check().ok


def test_what_orders_have_reserved_is_not_lost_by_itself(site: TestSite) -> None:
    site.stock("TEA", HERE, 5)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    reply = _by_two(site, ("TEA", 4))
    assert reply.data["verdict"] == "review"
    refused = site.do("review_count", count=reply.data["count"], take="post")
    assert (refused.outcome, refused.say.key) == (Outcome.QUANTITY_CHANGED, "count.reserved")
    again = site.do("review_count", count=reply.data["count"], take="recount")
    assert again.outcome is Outcome.DOCUMENT_DONE
    site.do("cancel_order", order="O1", reason="test")
    assert _count(site, 1, ("TEA", 4)).data["verdict"] == "review"
    assert site.do("review_count", count=reply.data["count"], take="post").done
    assert site.quants() == [("TEA", HERE, None, None, "available", 4, 0)]
    done = site.do("review_count", count=reply.data["count"], take="cancel")
    assert done.outcome is Outcome.ALREADY_DONE


def test_a_stale_review_is_refused(site: TestSite) -> None:
    site.stock("TEA", HERE, 5)
    reply = _by_two(site, ("TEA", 4))
    site.stock("TEA", HERE, 1)
    refused = site.do("review_count", count=reply.data["count"], take="post")
    assert (refused.outcome, refused.say.key) == (
        Outcome.QUANTITY_CHANGED,
        "count.moved_meanwhile",
    )
