"""The secrets in a hub's data folder, each in a file only its owner can read."""

from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from node.keys import create_secret, derived, load_secret, signing_key

KEY_FILE = "node.key"
PEPPER_FILE = "pepper"


class HubKeys(msgspec.Struct, frozen=True):
    """The node's key, the pepper of passwords, and the token of the CLI on this machine."""

    signing: Ed25519PrivateKey
    pepper: bytes
    local_token: str


def create_keys(folder: Path) -> HubKeys:
    """New secrets; refuses to replace old ones."""
    create_secret(folder / KEY_FILE)
    create_secret(folder / PEPPER_FILE)
    return load_keys(folder)


def load_keys(folder: Path) -> HubKeys:
    """Raises node.keys.KeyFileError."""
    secret = load_secret(folder / KEY_FILE)
    pepper = load_secret(folder / PEPPER_FILE)
    return HubKeys(signing_key(secret), pepper, derived(pepper, "holdfast-hub-local-1").hex())
