"""Who may write where, as hubs agree on it in any order of hearing."""

from itertools import permutations

from hypothesis import given as having
from hypothesis import strategies as st

from sync.core.rights import agreed, counted, decided, given, noted

SCOPES = ("c1", "w1", "w2")


def after(*words: tuple[str, ...]) -> dict[str, int]:
    """Counts after somebody said each of these in turn."""
    counts: dict[str, int] = {}
    for word in words:
        counts = counted(word, decided(counts, word))
    return counts


def test_what_was_given_once_goes_without_saying() -> None:
    assert decided({}, ("c1", "w1")) == ()
    assert counted(("c1", "w1"), ()) == {"c1": 1, "w1": 1}


def test_an_old_word_takes_nothing_back() -> None:
    admitted, removed = after(("c1",)), after(("c1",), ())
    readmitted = after(("c1",), (), ("c1",))
    for told in permutations((admitted, removed, readmitted)):
        heard: dict[str, int] = {}
        for counts in told:
            heard = agreed(heard, counts)
        assert given(heard) == ("c1",)
    assert given(agreed(removed, admitted)) == ()


def test_two_hubs_that_remove_at_once_need_one_word_to_let_in_again() -> None:
    both = agreed(after(("c1",), ()), after(("c1",), ()))
    assert given(counted(("c1",), decided(both, ("c1",)))) == ("c1",)


@having(st.lists(st.sets(st.sampled_from(SCOPES)), max_size=6))
def test_the_last_word_is_what_holds_and_what_is_kept(words: list[set[str]]) -> None:
    counts = after(*map(tuple, words))
    last = tuple(sorted(words[-1])) if words else ()
    assert given(counts) == last
    assert counted(last, noted(counts)) == counts
