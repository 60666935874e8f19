"""Secrets of a node: its Ed25519 key and its pepper in files of mode 0600, random ids and codes."""

import hmac
import os
import secrets
from hashlib import blake2b, sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from node.errors import OperatorError
from sync.core.ids import NodeId

KEY_BYTES = 32
TOKEN_BYTES = 32
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32, as on labels
CODE_SECONDS_MAX = 600
_EXPIRY_BITS, _NONCE_BITS, _MAC_BITS = 35, 25, 60
_CODE_CHARACTERS = (_EXPIRY_BITS + _NONCE_BITS + _MAC_BITS) // 5


class KeyFileError(OperatorError):
    """A secret file is missing, damaged or readable by others."""


def create_secret(path: Path) -> bytes:
    """A new 32-byte secret in a file of its own; refuses to replace one."""
    secret = secrets.token_bytes(KEY_BYTES)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(f"{path} exists already and is kept") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    fsync_folder(path.parent)
    return secret


def load_secret(path: Path) -> bytes:
    """The secret; refuses a file that others can read."""
    try:
        mode = path.stat().st_mode & 0o777
        secret = path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror}") from error
    if mode & 0o077:
        raise KeyFileError(f"{path} can be read by others (mode {mode:o}); run: chmod 600 {path}")
    if len(secret) != KEY_BYTES:
        raise KeyFileError(f"{path} is damaged: {len(secret)} bytes instead of {KEY_BYTES}")
    return secret


def signing_key(secret: bytes) -> Ed25519PrivateKey:
    """The node's key made from the bytes of its file."""
    return Ed25519PrivateKey.from_private_bytes(secret)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes peers pin."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def derived(secret: bytes, purpose: str) -> bytes:
    """A secret for one purpose only, so that one use tells nothing about another."""
    return blake2b(purpose.encode(), key=secret, digest_size=32).digest()


def fsync_folder(folder: Path) -> None:
    """Make a new or renamed name in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def new_node_id() -> NodeId:
    """63 random bits, never 0."""
    return NodeId(secrets.randbits(63) | 1)


def node_id_of(public_key: bytes) -> NodeId:
    """63 bits that belong to the key, so that repeating an enrolment stays the same node."""
    digest = blake2b(public_key, digest_size=8, person=b"holdfast-node").digest()
    return NodeId(int.from_bytes(digest, "big") >> 1 | 1)


def new_token() -> str:
    """A cookie or API key: 256 bits, so a plain hash of it is enough to keep."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return sha256(token.encode()).digest()


def new_badge() -> str:
    """A badge id nobody can guess from another: 40 bits, as eight characters."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))


def new_pin() -> str:
    """Six digits for someone who has not chosen a PIN yet."""
    return f"{secrets.randbelow(1_000_000):06d}"


def new_password() -> str:
    """Sixteen characters for someone who has not chosen a password yet."""
    return secrets.token_urlsafe(12)


def new_code(secret: bytes, now_s: int, *, life_s: int = CODE_SECONDS_MAX) -> str:
    """A one-time code that proves, without being stored, that the data folder's owner made it.

    24 characters: expiry (35 bits), nonce (25), MAC (60). Who redeems it must remember it as used.
    """
    head = (now_s + life_s) << _NONCE_BITS | secrets.randbits(_NONCE_BITS)
    text = _to_text(head << _MAC_BITS | _mac(secret, head))
    return "-".join(text[at : at + 6] for at in range(0, len(text), 6))


def code_expiry(secret: bytes, code: str, now_s: int) -> int | None:
    """When a code ends (UTC seconds) if it is one of ours and still good, else None."""
    value = _from_text(code)
    if value is None:
        return None
    head, mac = value >> _MAC_BITS, value & (1 << _MAC_BITS) - 1
    if not hmac.compare_digest(mac.to_bytes(8, "big"), _mac(secret, head).to_bytes(8, "big")):
        return None
    expiry = head >> _NONCE_BITS
    return expiry if expiry >= now_s else None


def plain_code(code: str) -> str:
    """The one spelling of a code: what is remembered as used."""
    swaps = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
    return code.upper().translate(swaps)


def _mac(secret: bytes, head: int) -> int:
    digest = blake2b(head.to_bytes(8, "big"), key=secret, digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - _MAC_BITS)


def _to_text(value: int) -> str:
    text = ""
    for _ in range(_CODE_CHARACTERS):
        value, digit = divmod(value, 32)
        text = CODE_ALPHABET[digit] + text
    return text


def _from_text(code: str) -> int | None:
    text = plain_code(code)
    if len(text) != _CODE_CHARACTERS or any(letter not in CODE_ALPHABET for letter in text):
        return None
    value = 0
    for letter in text:
        value = value * 32 + CODE_ALPHABET.index(letter)
    return value
