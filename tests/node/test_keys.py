"""Secret files, one-time codes, PINs and lockouts."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from hypothesis import given
from hypothesis import strategies as some

from node.keys import (
    KeyFileError,
    code_expiry,
    create_secret,
    load_secret,
    new_code,
    plain_code,
)
from node.passwords import DECOY, WAITS_S, Lockout, Passwords

SECRET = bytes(range(32))
NOW_S = 1_800_000_000


def test_a_secret_is_kept_for_its_owner_and_never_replaced(tmp_path: Path) -> None:
    file = tmp_path / "key"
    secret = create_secret(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert load_secret(file) == secret
    with pytest.raises(KeyFileError, match="exists"):
        create_secret(file)


def test_a_secret_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    create_secret(file)
    file.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_secret(file)


@pytest.mark.parametrize("body", [b"", b"x" * 31, b"x" * 33])
def test_a_damaged_secret_is_refused(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(body)
    file.chmod(0o600)
    with pytest.raises(KeyFileError, match="damaged"):
        load_secret(file)


def test_a_code_is_good_until_it_ends_however_it_is_typed() -> None:
    code = new_code(SECRET, NOW_S, life_s=60)
    for spelling in (code, code.lower(), code.replace("-", ""), code.replace("0", "O")):
        assert code_expiry(SECRET, spelling, NOW_S + 60) == NOW_S + 60
        assert plain_code(spelling) == plain_code(code)
    assert code_expiry(SECRET, code, NOW_S + 61) is None
    assert code_expiry(SECRET[::-1], code, NOW_S) is None


@given(place=some.integers(0, 23), letter=some.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_changed_code_is_no_code(place: int, letter: str) -> None:
    code = plain_code(new_code(SECRET, NOW_S))
    changed = code[:place] + letter + code[place + 1 :]
    assert (code_expiry(SECRET, changed, NOW_S) is None) == (changed != code)


@given(some.text(max_size=40))
def test_no_text_breaks_the_reading_of_codes(text: str) -> None:
    assert code_expiry(SECRET, text, NOW_S) is None


def test_a_pin_needs_its_pepper() -> None:
    one, other = Passwords(b"a" * 16), Passwords(b"b" * 16)
    kept = one.hash_now("1234")
    assert kept.startswith("$argon2id$")
    assert one.matches_now(kept, "1234")
    assert not one.matches_now(kept, "1235")
    assert not other.matches_now(kept, "1234")
    assert not one.matches_now(None, "1234")
    assert not one.matches_now("damaged", "1234")


def test_someone_unknown_costs_as_much_as_a_wrong_pin() -> None:
    kept = Passwords(b"a" * 16).hash_now("1234")
    kind, salt, digest = kept.rsplit("$", 2)
    assert DECOY.rsplit("$", 2)[0] == kind
    assert [len(part) for part in DECOY.rsplit("$", 2)[1:]] == [len(salt), len(digest)]
    # A hash that cannot be read would be refused at once, without computing anything.
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(DECOY, "1234")


def test_ten_thousand_tries_in_an_hour_are_hardly_any_that_count() -> None:
    now_ms = 0
    lockout = Lockout(lambda: now_ms)
    evaluated = 0
    for attempt in range(10_000):
        now_ms = attempt * 360
        if lockout.wait_s("badge@device") == 0:
            lockout.begin("badge@device")
            evaluated += 1
    assert evaluated <= 40


def test_each_wait_is_longer_until_the_right_try() -> None:
    now_ms = 0
    lockout = Lockout(lambda: now_ms)
    waits = []
    for _ in range(9):
        lockout.begin("a")
        waits.append(lockout.wait_s("a"))
        now_ms += lockout.wait_s("a") * 1000
    assert waits == [0, 0, 0, 0, *WAITS_S]
    assert lockout.wait_s("b") == 0
    lockout.right("a")
    lockout.begin("a")
    assert lockout.wait_s("a") == 0


def test_tries_sent_at_the_same_time_count_one_by_one() -> None:
    lockout = Lockout(lambda: 0)
    let_through = 0
    for _ in range(20):
        if lockout.wait_s("a") == 0:
            lockout.begin("a")
            let_through += 1
    assert let_through == 5
