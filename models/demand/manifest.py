"""What a forecasting model says of itself, signed by the hub that publishes it.

A site takes no model on trust: signature, sizes, hashes, and whether it would understand what the
site computes from its history are checked before a byte of it is loaded. What does not hold is
refused with a stable code, and the model in use stays.
"""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.demand.forecast import LEVELS
from models.demand.history import HORIZON_D

FORMAT = 1
FILE_BYTES_MAX = 4 << 20
MANIFEST_BYTES_MAX = 16 << 10
_PURPOSE = b"holdfast-model-1"
_ID_CHARACTERS = 12

MALFORMED, TOO_NEW, WRONG_KEY, TAMPERED = "malformed", "too_new", "wrong_key", "tampered"
TRUNCATED, OVERSIZED = "truncated", "oversized"
WRONG_FEATURES, WRONG_LEVELS, WRONG_HORIZON = "wrong_features", "wrong_levels", "wrong_horizon"
NEEDS_NEWER_EDGE, CUT_OFF_AHEAD, OTHER_SITE = "needs_newer_edge", "cut_off_ahead", "other_site"


class ModelRefused(Exception):
    """A model that is not taken. `code` is one of the above, or of the trial run."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


class ModelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a model, named by its content. sha256: in hexadecimal."""

    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model and what it needs. Fields are for ever: append, with a default, and raise FORMAT.

    `features`: name of the rule by which inputs are computed. `cut_off`: the last day it has seen.
    `edge_min`: the oldest program that can run it. `scores`: site → loss over TSB's on days after
    those it was fitted to. `site`: the only one it was made for; empty: all of them.
    """

    format: int
    model: str
    onnx: ModelFile
    weights: ModelFile
    features: str
    levels: tuple[float, ...]
    horizon_d: int
    cut_off: date
    edge_min: str
    scores: dict[str, float]
    site: str = ""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What training writes down of a model, as far as sites need it; fields as in Manifest. A card
    says more to people."""

    features: str
    levels: tuple[float, ...]
    horizon_d: int
    cut_off: date
    edge_min: str = "0"
    scores: dict[str, float] = {}
    site: str = ""


class Signed(msgspec.Struct, frozen=True):
    """A manifest as it travels: its exact bytes, the hub that answers for it, its signature."""

    body: bytes
    signed_by: int
    signature: bytes


class Terms(msgspec.Struct, frozen=True):
    """What a site can run: how it computes inputs, its program, its code, the day it is there."""

    features: str
    edge: str
    site: str
    today: date


class _Versioned(msgspec.Struct, frozen=True):
    format: int


def file_of(body: bytes) -> ModelFile:
    """How content is named."""
    return ModelFile(sha256(body).hexdigest(), len(body))


def model_name(onnx: ModelFile, weights: ModelFile, features: str) -> str:
    """The id of a model: the same content is the same model, whoever publishes it."""
    named = f"{onnx.sha256} {weights.sha256} {features}".encode()
    return sha256(named).hexdigest()[:_ID_CHARACTERS]


def manifest_of(card: Card, onnx: bytes, weights: bytes) -> Manifest:
    """Of a model as it lies in the folder that training wrote."""
    graph, flat = file_of(onnx), file_of(weights)
    return Manifest(
        format=FORMAT,
        model=model_name(graph, flat, card.features),
        onnx=graph,
        weights=flat,
        **msgspec.structs.asdict(card),
    )


def canonical(manifest: Manifest) -> bytes:
    """The one spelling of a manifest."""
    return msgspec.json.encode(manifest, order="sorted")


def sign(manifest: Manifest, node: int, key: Ed25519PrivateKey) -> Signed:
    """By the hub `node`, whose key this is."""
    body = canonical(manifest)
    return Signed(body, node, key.sign(_PURPOSE + body))


def verified(signed: Signed, hubs: Mapping[int, bytes]) -> Manifest:
    """The manifest, if one of these hubs (node → public key) signed exactly this. ModelRefused."""
    if len(signed.body) > MANIFEST_BYTES_MAX:
        raise ModelRefused(OVERSIZED, f"a manifest of {len(signed.body)} bytes")
    key = hubs.get(signed.signed_by)
    if key is None:
        raise ModelRefused(WRONG_KEY, f"{signed.signed_by} is no hub of this company")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signed.signature, _PURPOSE + signed.body)
    except InvalidSignature:
        raise ModelRefused(TAMPERED, "the signature does not fit the manifest") from None
    return _read(signed.body)


def check_terms(manifest: Manifest, terms: Terms) -> None:
    """Whether the site can run it and may judge it. ModelRefused."""
    if manifest.features != terms.features:
        raise ModelRefused(WRONG_FEATURES, f"{manifest.features}, here {terms.features}")
    if manifest.levels != LEVELS:
        raise ModelRefused(WRONG_LEVELS, f"{manifest.levels}")
    if manifest.horizon_d != HORIZON_D:
        raise ModelRefused(WRONG_HORIZON, f"{manifest.horizon_d} days, here {HORIZON_D}")
    if _version(manifest.edge_min) > _version(terms.edge):
        raise ModelRefused(NEEDS_NEWER_EDGE, f"{manifest.edge_min}, here {terms.edge}")
    if manifest.site not in ("", terms.site):
        raise ModelRefused(OTHER_SITE, f"made for {manifest.site}")
    if manifest.cut_off > terms.today:
        raise ModelRefused(CUT_OFF_AHEAD, f"says it has seen {manifest.cut_off}")
    for file in (manifest.onnx, manifest.weights):
        if not 0 < file.size <= FILE_BYTES_MAX:
            raise ModelRefused(OVERSIZED, f"a file of {file.size} bytes")


def check_file(file: ModelFile, body: bytes) -> None:
    """Whether this is the content that the manifest names. ModelRefused."""
    if len(body) < file.size:
        raise ModelRefused(TRUNCATED, f"{len(body)} of {file.size} bytes")
    if len(body) > file.size:
        raise ModelRefused(OVERSIZED, f"{len(body)} bytes instead of {file.size}")
    if sha256(body).hexdigest() != file.sha256:
        raise ModelRefused(TAMPERED, f"not the content of {file.sha256[:_ID_CHARACTERS]}")


def _read(body: bytes) -> Manifest:
    try:
        found = msgspec.json.decode(body, type=_Versioned).format
        if found > FORMAT:
            raise ModelRefused(TOO_NEW, f"a manifest of format {found}, known up to {FORMAT}")
        manifest = msgspec.json.decode(body, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ModelRefused(MALFORMED, str(error)[:200]) from error
    named = model_name(manifest.onnx, manifest.weights, manifest.features)
    if canonical(manifest) != body or manifest.model != named:
        raise ModelRefused(MALFORMED, "not spelled or named as a hub does")
    return manifest


def _version(text: str) -> tuple[int, ...]:
    """Of a release: its leading numbers, so that 0.2.0.dev1 counts as 0.2.0."""
    numbers = []
    for part in text.split("."):
        if not part.isdecimal():
            break
        numbers.append(int(part))
    if not numbers:
        raise ModelRefused(MALFORMED, f"{text[:20]!r} is no version")
    return tuple(numbers)
