"""Showing a one-time code to a hub: what it answers when it takes us, and why when it does not."""

from typing import TypeVar

import httpx
import msgspec

from node.errors import OperatorError
from sync.link.address import base_address

ANSWER_S_MAX = 20.0
ANSWER_BYTES_MAX = 64 << 10

KEY_BYTES = 32  # Ed25519, raw

T = TypeVar("T")


class ToldHub(msgspec.Struct, frozen=True):
    """A hub as its certificate names it; the key in base64."""

    node: str
    number: int
    public_key: str
    name: str


class ToldParty(msgspec.Struct, frozen=True):
    """A company or owner as the certificate names it."""

    id: str
    code: str
    name: str


class EnrolmentFailed(OperatorError):
    """The hub did not take us; the text says why and what to do."""


class _Refusal(msgspec.Struct, frozen=True):
    code: str = ""
    detail: str = ""


def certificate(address: str, path: str, asked: dict[str, str], kind: type[T]) -> T:
    """The hub's answer (blocking; CLI only). Raises EnrolmentFailed."""
    try:
        # No redirects and no proxy: the code goes to the address given and nowhere else.
        with httpx.Client(timeout=ANSWER_S_MAX, follow_redirects=False, trust_env=False) as client:
            answer = client.post(f"{base_address(address)}/api/v1{path}", json=asked)
    except httpx.HTTPError as error:
        raise EnrolmentFailed(f"{address} does not answer: {error}") from error
    if len(answer.content) > ANSWER_BYTES_MAX:
        raise EnrolmentFailed(f"{address} answers with something else than a certificate")
    if answer.status_code != 200:
        raise EnrolmentFailed(_why(answer))
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(address) from error


def unreadable(address: str) -> EnrolmentFailed:
    """What to raise for an answer that names nobody."""
    return EnrolmentFailed(f"{address} gave a certificate that cannot be read")


def _why(answer: httpx.Response) -> str:
    try:
        refusal = msgspec.json.decode(answer.content, type=_Refusal)
    except (msgspec.MsgspecError, RecursionError):
        refusal = _Refusal()
    return f"the hub refused ({answer.status_code} {refusal.code}): {refusal.detail}"
