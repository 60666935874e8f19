"""Batches by large-neighbourhood search: two or three batches are taken apart, their tasks put in
again where they add least, then moved and swapped as long as that helps."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from models.picking.batching.orders import Load
from models.picking.batching.problem import Batch, Chance, Problem

Enough = Callable[[], bool]
GAIN_MIN = 1e-6
TAKEN_APART = (2, 3)
FAR_SHARE = 4  # every fourth time batches are taken apart that need not lie near each other
NEAR = 6  # of so many nearest ones a partner is drawn
WORSE_SHARE = 0.002
"""How much longer than the best a plan may be and still be gone on from."""


class _Cart(msgspec.Struct):
    """A batch while it is worked on."""

    numbers: list[int]
    spots: int
    load: Load
    length: float


class Found(msgspec.Struct, frozen=True):
    """The best batches, how long their walks are, and after how many rounds."""

    batches: list[Batch]
    length: float
    rounds: int


def improve(
    problem: Problem,
    batches: Iterable[Batch],
    chance: Chance,
    is_enough: Enough,
    rounds_max: int,
    seen: Callable[[Batch, float], None] = lambda *_: None,
) -> Found:
    """Better batches than these, or these. The same chance and rounds give the same batches unless
    `is_enough` ends it. `seen` hears of batches worth remembering."""
    carts = [_cart(problem, list(batch)) for batch in batches]
    _settle(problem, carts, carts, is_enough)
    best, least = _copied(carts), _total(carts)
    rounds = 0
    while rounds < rounds_max and len(carts) > 1 and not is_enough():
        rounds += 1
        tried = _round(problem, carts, chance, is_enough)
        length = _total(tried)
        if length < least - GAIN_MIN:
            best, least = _copied(tried), length
        for cart in tried:
            seen(tuple(sorted(cart.numbers)), cart.length)
        carts = tried if length <= least * (1 + WORSE_SHARE) else _copied(best)
    return Found(sorted(tuple(sorted(cart.numbers)) for cart in best), least, rounds)


def _round(
    problem: Problem, carts: Sequence[_Cart], chance: Chance, is_enough: Enough
) -> list[_Cart]:
    opened = _to_open(carts, chance)
    kept = _copied(cart for at, cart in enumerate(carts) if at not in opened)
    free = [number for at in sorted(opened) for number in carts[at].numbers]
    chance.shuffle(free)
    touched: list[_Cart] = []
    for number in free:
        cart = _insert(problem, kept, number)
        if cart not in touched:
            touched.append(cart)
    _settle(problem, kept, touched, is_enough)
    return kept


def _to_open(carts: Sequence[_Cart], chance: Chance) -> set[int]:
    """One at random, and others near it: those whose walks together with its are short."""
    count = min(len(carts), TAKEN_APART[chance.randrange(len(TAKEN_APART))])
    first = chance.randrange(len(carts))
    others = [at for at in range(len(carts)) if at != first]
    if chance.randrange(FAR_SHARE):
        spots = carts[first].spots
        others.sort(key=lambda at: (-(carts[at].spots & spots).bit_count(), at))
        others = others[: max(NEAR, count - 1)]
    opened = {first}
    while len(opened) < count:
        opened.add(others[chance.randrange(len(others))])
    return opened


def _insert(problem: Problem, carts: list[_Cart], number: int) -> _Cart:
    """Into the batch where it adds least, or a new one."""
    spots, load = problem.spots[number], problem.loads[number]
    best: _Cart | None = None
    least = problem.length(spots)
    for cart in carts:
        if problem.holds(cart.load, load):
            added = problem.length(cart.spots | spots) - cart.length
            if added < least and problem.is_in_time([*cart.numbers, number]):
                best, least = cart, added
    if best is None:
        best = _cart(problem, [number])
        carts.append(best)
    else:
        best.numbers.append(number)
        best.spots |= spots
        best.load = _plus(best.load, load)
        best.length += least
    return best


def _settle(
    problem: Problem, carts: list[_Cart], touched: Sequence[_Cart], is_enough: Enough
) -> None:
    """Moves and swaps with the batches that changed, until none helps."""
    waiting = list(touched)
    while waiting and not is_enough():
        cart = waiting.pop()
        if not cart.numbers:
            continue
        for other in carts:
            if other is cart or not other.numbers:
                continue
            if (
                _move(problem, cart, other)
                or _move(problem, other, cart)
                or _swap(problem, cart, other)
            ):
                waiting += [each for each in (cart, other) if each not in waiting]
                break
    carts[:] = [cart for cart in carts if cart.numbers]


def _move(problem: Problem, cart: _Cart, other: _Cart) -> bool:
    """One task from the first to the second."""
    for number in cart.numbers:
        if not problem.holds(other.load, problem.loads[number]):
            continue
        longer = problem.length(other.spots | problem.spots[number])
        rest = [each for each in cart.numbers if each != number]
        shorter = problem.length(problem.together(rest)) if rest else 0.0
        if longer + shorter < cart.length + other.length - GAIN_MIN and problem.is_in_time(
            [*other.numbers, number]
        ):
            _become(problem, cart, rest)
            _become(problem, other, [*other.numbers, number])
            return True
    return False


def _swap(problem: Problem, cart: _Cart, other: _Cart) -> bool:
    """One task for one."""
    without = [
        (number, rest := [each for each in other.numbers if each != number], problem.together(rest))
        for number in other.numbers
    ]
    limit = cart.length + other.length - GAIN_MIN
    for number in cart.numbers:
        rest = [each for each in cart.numbers if each != number]
        spots, load = problem.together(rest), problem.load(rest)
        for swapped, others, other_spots in without:
            if not problem.holds(load, problem.loads[swapped]):
                continue
            if not problem.holds(problem.load(others), problem.loads[number]):
                continue
            one = problem.length(spots | problem.spots[swapped])
            if one >= limit:
                continue
            if one + problem.length(other_spots | problem.spots[number]) >= limit:
                continue
            here, there = [*rest, swapped], [*others, number]
            if problem.is_in_time(here) and problem.is_in_time(there):
                _become(problem, cart, here)
                _become(problem, other, there)
                return True
    return False


def _cart(problem: Problem, numbers: list[int]) -> _Cart:
    spots = problem.together(numbers)
    return _Cart(numbers, spots, problem.load(numbers), problem.length(spots))


def _become(problem: Problem, cart: _Cart, numbers: list[int]) -> None:
    cart.numbers, cart.spots = numbers, problem.together(numbers)
    cart.load = problem.load(numbers)
    cart.length = problem.length(cart.spots) if numbers else 0.0


def _copied(carts: Iterable[_Cart]) -> list[_Cart]:
    return [_Cart(list(cart.numbers), cart.spots, cart.load, cart.length) for cart in carts]


def _total(carts: Iterable[_Cart]) -> float:
    return sum(cart.length for cart in carts)


def _plus(one: Load, other: Load) -> Load:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]
