"""PINs and passwords: argon2id over a pepper kept outside the database, and a lockout rule.

Hashing takes tens of milliseconds and megabytes, so it runs on two threads of its own, never on
the loop.
"""

import asyncio
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from typing import TypeVar

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

T = TypeVar("T")

TRIES_FREE = 5
WAITS_S = (60, 120, 240, 480, 900)
FORGET_S = 24 * 3600
KEYS_MAX = 10_000
WAITING_MAX = 64
THREADS = 2
# OWASP's second recommended setting; about 80 ms on the reference machine.
TIME_COST, MEMORY_KIB, LANES = 2, 19_456, 1
SALT_BYTES, HASH_BYTES = 16, 32


def _zeros(count: int) -> str:
    """So many zero bytes in base64 without padding, as a hash is written."""
    return "A" * -(-count * 4 // 3)


_SETTING = f"$argon2id$v=19$m={MEMORY_KIB},t={TIME_COST},p={LANES}"
DECOY = f"{_SETTING}${_zeros(SALT_BYTES)}${_zeros(HASH_BYTES)}"
"""What an unknown person's PIN is compared with. Nobody knows a secret with a hash of zeros, and
it is written, not computed: a start does not wait for a hash."""


class TooManyLogins(Exception):
    """More logins are waiting for a hash than this node will remember."""


class Passwords:
    """Makes and checks hashes. `pepper` makes a stolen database useless for guessing PINs."""

    def __init__(self, pepper: bytes) -> None:
        assert len(pepper) >= 16
        self._pepper = pepper
        self._hasher = PasswordHasher(
            time_cost=TIME_COST,
            memory_cost=MEMORY_KIB,
            parallelism=LANES,
            hash_len=HASH_BYTES,
            salt_len=SALT_BYTES,
        )
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
        self._waiting = 0

    def hash_now(self, secret: str) -> str:
        """The hash to keep (blocking: CLI and start-up only)."""
        return self._hasher.hash(self._peppered(secret))

    def matches_now(self, kept: str | None, secret: str) -> bool:
        """Whether the secret is right; an unknown person costs the same time as a wrong PIN."""
        try:
            self._hasher.verify(kept or DECOY, self._peppered(secret))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    async def hash(self, secret: str) -> str:
        """The hash to keep."""
        return await self._run(lambda: self.hash_now(secret))

    async def matches(self, kept: str | None, secret: str) -> bool:
        """Whether the secret is right, computed off the loop."""
        return await self._run(lambda: self.matches_now(kept, secret))

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING_MAX:
            raise TooManyLogins
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1

    def _peppered(self, secret: str) -> bytes:
        return hmac.digest(self._pepper, secret.encode(), "sha256")


class Tries(msgspec.Struct):
    """Wrong tries of one key since the last right one."""

    wrong: int
    last_ms: int
    until_ms: int


class Lockout:
    """`free` tries, then 1, 2, 4, 8, 15 … minutes of waiting for the same key.

    A try counts before it is evaluated: parallel guesses cannot pass the limit together.
    """

    def __init__(self, wall_ms: Callable[[], int], free: int = TRIES_FREE) -> None:
        self._wall_ms = wall_ms
        self._free = free
        self._tries: dict[bytes, Tries] = {}

    def wait_s(self, *keys: str) -> int:
        """Seconds until one of these may try again; 0 = now."""
        now = self._wall_ms()
        found = [self._tries.get(_short(key)) for key in keys]
        until = max((tries.until_ms for tries in found if tries is not None), default=0)
        return max(0, -(-(until - now) // 1000))

    def begin(self, *keys: str) -> None:
        """Count a try of each key."""
        now = self._wall_ms()
        self._forget(now)
        for key in keys:
            tries = self._tries.setdefault(_short(key), Tries(0, now, 0))
            tries.wrong += 1
            tries.last_ms = now
            if tries.wrong >= self._free:
                step = min(tries.wrong - self._free, len(WAITS_S) - 1)
                tries.until_ms = now + WAITS_S[step] * 1000

    def right(self, *keys: str) -> None:
        """The try was right: start over for these keys."""
        for key in keys:
            self._tries.pop(_short(key), None)

    def _forget(self, now: int) -> None:
        if len(self._tries) < KEYS_MAX:
            return
        kept = {
            key: tries
            for key, tries in self._tries.items()
            if tries.until_ms > now or now - tries.last_ms < FORGET_S * 1000
        }
        # An attacker inventing keys must not push out the key under attack: oldest go first.
        surplus = len(kept) - KEYS_MAX + 1
        for key in sorted(kept, key=lambda name: kept[name].until_ms)[: max(0, surplus)]:
            del kept[key]
        self._tries = kept


def _short(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=16).digest()
