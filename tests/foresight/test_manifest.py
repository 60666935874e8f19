"""What a site refuses before it loads a byte, and by which code."""

from datetime import date

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D
from models.demand.manifest import (
    FILE_BYTES_MAX,
    FORMAT,
    Manifest,
    ModelFile,
    ModelRefused,
    Signed,
    Terms,
    canonical,
    check_file,
    check_terms,
    file_of,
    model_name,
    sign,
    verified,
)
from node.keys import public_bytes

HUB = 77
KEY = Ed25519PrivateKey.from_private_bytes(b"h" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
HUBS = {HUB: public_bytes(KEY)}
ONNX, WEIGHTS = b"graph" * 100, b"numbers" * 100
TERMS = Terms(features="demand-1", edge="0.3.1", site="NORTH", today=date(2026, 11, 23))


def manifest(**other: object) -> Manifest:
    onnx, weights = file_of(ONNX), file_of(WEIGHTS)
    plain = Manifest(
        format=FORMAT,
        model=model_name(onnx, weights, "demand-1"),
        onnx=onnx,
        weights=weights,
        features="demand-1",
        levels=LEVELS,
        horizon_d=HORIZON_D,
        cut_off=date(2026, 10, 26),
        edge_min="0.1.0",
        scores={"NORTH": 0.92},
    )
    return msgspec.structs.replace(plain, **other)


def test_a_signed_manifest_is_read_as_it_was_written() -> None:
    whole = manifest()
    assert verified(sign(whole, HUB, KEY), HUBS) == whole
    check_terms(whole, TERMS)
    check_file(whole.onnx, ONNX)


@given(place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_one_flipped_bit_anywhere_is_noticed(place: int, bit: int) -> None:
    signed = sign(manifest(), HUB, KEY)
    for body, signature in (
        (_flipped(signed.body, place, bit), signed.signature),
        (signed.body, _flipped(signed.signature, place, bit)),
    ):
        with pytest.raises(ModelRefused) as refused:
            verified(Signed(body, HUB, signature), HUBS)
        assert refused.value.code == "tampered"
    with pytest.raises(ModelRefused) as refused:
        check_file(file_of(ONNX), _flipped(ONNX, place, bit))
    assert refused.value.code == "tampered"


def test_only_a_hub_of_the_company_publishes() -> None:
    whole = manifest()
    assert _code_of(sign(whole, 78, OTHER)) == "wrong_key"
    assert _code_of(sign(whole, HUB, OTHER)) == "tampered"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "malformed"),
        (b"\xff\xfe", "malformed"),
        (b"[" * 5_000, "malformed"),
        (b'{"format":1}', "malformed"),
        (b'{"format":2,"what":"nobody knows"}', "too_new"),
        (b" " + canonical(manifest()), "malformed"),
        (canonical(manifest(model="another")), "malformed"),
        (canonical(manifest(site="N" * 20_000)), "oversized"),
    ],
)
def test_what_is_signed_but_no_manifest_is_refused(body: bytes, code: str) -> None:
    assert _code_of(Signed(body, HUB, KEY.sign(b"holdfast-model-1" + body))) == code


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"features": "demand-0"}, "wrong_features"),
        ({"levels": LEVELS[:-1]}, "wrong_levels"),
        ({"horizon_d": 27}, "wrong_horizon"),
        ({"edge_min": "0.3.2"}, "needs_newer_edge"),
        ({"edge_min": "newest"}, "malformed"),
        ({"site": "SOUTH"}, "other_site"),
        ({"cut_off": date(2026, 11, 24)}, "cut_off_ahead"),
        ({"onnx": ModelFile("0" * 64, FILE_BYTES_MAX + 1)}, "oversized"),
        ({"weights": ModelFile("0" * 64, 0)}, "oversized"),
    ],
)
def test_a_model_the_site_cannot_run_or_judge_is_refused(
    other: dict[str, object], code: str
) -> None:
    with pytest.raises(ModelRefused) as refused:
        check_terms(manifest(**other), TERMS)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "other",
    [
        {"edge_min": "0.3.1"},
        {"site": "NORTH"},
        {"cut_off": date(2026, 11, 23)},
        {"onnx": ModelFile("0" * 64, FILE_BYTES_MAX)},
    ],
)
def test_a_model_just_within_the_terms_is_taken(other: dict[str, object]) -> None:
    check_terms(manifest(**other), TERMS)


@pytest.mark.parametrize(
    ("body", "code"), [(ONNX[:-1], "truncated"), (b"", "truncated"), (ONNX + b"\0", "oversized")]
)
def test_a_file_of_another_length_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(ModelRefused) as refused:
        check_file(file_of(ONNX), body)
    assert refused.value.code == code


def _code_of(signed: Signed) -> str:
    with pytest.raises(ModelRefused) as refused:
        verified(signed, HUBS)
    return refused.value.code


def _flipped(body: bytes, place: int, bit: int) -> bytes:
    at = place % len(body)
    return body[:at] + bytes((body[at] ^ 1 << bit,)) + body[at + 1 :]
