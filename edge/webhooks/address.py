"""Where a webhook may go: what an address must look like, and to which machines it may lead.

Outside only https and only public addresses. A host the operator names in the settings may lie
inside and may be spoken to in plain http: there, somebody has looked.
"""

import re
from collections.abc import Collection, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

import msgspec

URL_CHARACTERS_MAX = 2_000
_HOST = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*"
)
_PRINTABLE = re.compile(r"[!-\[\]-~]+")  # of ASCII, without the backslash

_WITHIN_V6 = tuple(
    ip_network(network)
    for network in (
        "::/96",  # IPv4-compatible
        "64:ff9b::/96",  # NAT64: leads to whatever IPv4 address is inside
        "64:ff9b:1::/48",
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local of old
    )
)
"""Ranges that count as global and carry an address inside, or did."""
_OPERATORS = frozenset({"168.63.129.16"})
"""Public addresses that answer with a machine's own secrets (Azure's host)."""


class BadAddress(Exception):
    """No webhook may go there; `code` is stable."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class Target(msgspec.Struct, frozen=True):
    """A checked URL in parts; `is_trusted`: the operator named its host."""

    scheme: str
    host: str
    port: int
    path: str
    is_trusted: bool


def read_url(url: str, trusted: Collection[str]) -> Target:
    """The parts of a URL that a webhook may have. Raises BadAddress."""
    if len(url) > URL_CHARACTERS_MAX or not _PRINTABLE.fullmatch(url):
        raise BadAddress("bad_url", "a URL is up to 2,000 printable ASCII characters")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise BadAddress("bad_url", str(error)) from error
    if parts.scheme not in ("https", "http") or parts.fragment or not host:
        raise BadAddress("bad_url", "a URL reads https://host/path")
    if "@" in parts.netloc or "%" in parts.netloc:
        raise BadAddress("bad_url", "names and passwords do not belong into a URL")
    literal = literal_of(host)
    if literal is None and not _HOST.fullmatch(host):
        raise BadAddress("bad_url", f"{host!r} is no host")
    is_trusted = host in trusted
    if parts.scheme == "http" and not is_trusted:
        raise BadAddress("not_https", "only https, unless the settings name the host")
    if literal is not None and not is_trusted and not is_public(literal):
        raise BadAddress("address_inside", f"{host} is not a public address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    default = 443 if parts.scheme == "https" else 80
    return Target(parts.scheme, host, port or default, path, is_trusted)


def choose(target: Target, addresses: Iterable[str]) -> str:
    """The address to connect to, of those a name has. One that is not public condemns them all: an
    honest name does not point inside and outside at once. Raises BadAddress."""
    found = [(text, literal_of(text)) for text in addresses]
    if not found:
        raise BadAddress("unknown_host", f"{target.host} has no address")
    if not target.is_trusted:
        for text, literal in found:
            if literal is None or not is_public(literal):
                raise BadAddress("address_inside", f"{target.host} leads to {text}")
    return found[0][0]


def literal_of(text: str) -> IPv4Address | IPv6Address | None:
    """An address written out; None for a name."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to somebody out there, whatever way it is written."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None or address.scope_id is not None:
            return False
        if any(address in network for network in _WITHIN_V6 if isinstance(network, IPv6Network)):
            return False
    if str(address) in _OPERATORS:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)
