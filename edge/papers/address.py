"""Where a printer may stand: at an address of the house, never outside it by chance."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import msgspec


class BadAddress(ValueError):
    """The text says why."""


class Address(msgspec.Struct, frozen=True):
    """An IP address and a port."""

    host: str
    port: int


def read_address(text: str) -> Address:
    """`10.0.0.7:9100` or `[fd00::7]:9100`. Names are refused: who answers to one may change."""
    host, found, port = text.strip().rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    if not found or not port.isascii() or not port.isdigit() or not 0 < int(port) <= 65_535:
        raise BadAddress("write an address as 10.0.0.7:9100")
    return Address(str(_ip(host)), int(port))


def demand_inside(address: Address, networks: Iterable[str], ports: Iterable[int]) -> None:
    """Raises BadAddress unless the settings allow a printer there."""
    ip = _ip(address.host)
    if not any(ip in network for network in map(ip_network, networks)):
        raise BadAddress(f"{address.host} is not in a network of papers.networks")
    if address.port not in ports:
        raise BadAddress(f"{address.port} is not among papers.ports")


def _ip(host: str) -> IPv4Address | IPv6Address:
    try:
        ip = ip_address(host)
    except ValueError as error:
        raise BadAddress(f"{host!r} is not an IP address") from error
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return mapped or ip
