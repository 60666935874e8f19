"""The shift lead of one site: releases orders in waves as goods are stored and hands free."""

import asyncio

from tests.demo.board import Board, until
from tests.demo.orders import Order
from tests.demo.shapes import Json, OrderPage, Released, Work
from tests.demo.worker import Worker

LOOK_S = 0.15
WAVE_ORDERS, WAVE_LINES_MAX = 10, 150
PICKS_WAITING_MAX = 60
PAGE_ROWS = 200


async def release(worker: Worker, board: Board, orders: list[Order]) -> None:
    """Release these orders, never more at once than pickers can start on soon."""
    left = list(orders)
    while left:
        work = await worker.look("/api/v1/work", Work)
        if work.counts.pick > PICKS_WAITING_MAX:
            await asyncio.sleep(LOOK_S)
            continue
        wave = _next_wave(left)
        del left[: len(wave)]
        numbers: list[Json] = [order.number for order in wave]
        done = await worker.manage("release_orders", orders=numbers)
        _count(board, done.reply.data.orders)
        board.counts["lines_released"] += sum(len(order.lines) for order in wave)


async def until_stored(board: Board, deliveries: list[str]) -> None:
    """Wait until these deliveries lie in their locations."""
    await until(lambda: all(board.is_stored(asn) for asn in deliveries))


async def release_backorders(worker: Worker, board: Board) -> int:
    """In the evening: try again what was short; how many back-orders there were."""
    numbers = await waiting(worker)
    for at in range(0, len(numbers), WAVE_ORDERS):
        part: list[Json] = [*numbers[at : at + WAVE_ORDERS]]
        done = await worker.manage("release_orders", orders=part)
        _count(board, done.reply.data.orders)
    return len(numbers)


async def waiting(worker: Worker) -> list[str]:
    """Orders that wait for goods."""
    return [number for state in ("confirmed", "short") for number in await orders_in(worker, state)]


async def until_quiet(worker: Worker) -> None:
    """Wait until nothing is left to pick, pack or ship."""
    while True:
        counts = (await worker.look("/api/v1/work", Work)).counts
        if not counts.pick and not counts.pack and not counts.ship:
            return
        await asyncio.sleep(LOOK_S)


async def orders_in(worker: Worker, state: str) -> list[str]:
    """Numbers of all orders in a state."""
    numbers: list[str] = []
    cursor = ""
    while True:
        path = f"/api/v1/orders?state={state}&limit={PAGE_ROWS}{cursor}"
        page = await worker.look(path, OrderPage)
        numbers += [row.order for row in page.items]
        if page.next_cursor is None:
            return numbers
        cursor = f"&cursor={page.next_cursor}"


def _next_wave(left: list[Order]) -> list[Order]:
    wave: list[Order] = []
    lines = 0
    for order in left[:WAVE_ORDERS]:
        if wave and lines + len(order.lines) > WAVE_LINES_MAX:
            break
        wave.append(order)
        lines += len(order.lines)
    return wave


def _count(board: Board, results: list[Released]) -> None:
    for result in results:
        board.counts["orders_released"] += result.allocated > 0
        board.counts["orders_short"] += result.short > 0
