"""Requests a browser may have been tricked into: hosts, origins, content types.

Litestar decodes JSON under any content type, so a foreign page could post a form without a
preflight; a program with its own key is not exposed to that, a cookie is.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from node.http.problems import Problem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CUSTOM_HEADER = "x-holdfast"


class Hosts:
    """Which names a request may be addressed to (a foreign name resolving here is an attack).

    Always allowed: IP literals, localhost and names in `.local`; `names` adds others.
    """

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        self._names = {name.lower() for name in names}
        self._seen: set[bytes] = set()

    def allows(self, host: bytes) -> bool:
        """Whether a Host header is one of ours."""
        if host in self._seen:
            return True
        name = _name_of(host.decode("latin-1"))
        good = name in self._names or name == "localhost" or name.endswith(".local") or _is_ip(name)
        if good and len(self._seen) < 1_000:
            self._seen.add(host)
        return good


def check_browser(method: str, host: str, origin: str | None, custom: str | None) -> None:
    """Raises Problem unless a cookie-bearing request comes from our own page."""
    if method in SAFE_METHODS:
        return
    if custom != "1":
        raise Problem(403, "header_missing", "requests with a cookie need the header X-Holdfast: 1")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        raise Problem(403, "foreign_origin", "this page may not write here")


def check_json(content_type: str | None) -> None:
    """Raises Problem unless the body says that it is JSON."""
    if content_type == "application/json":
        return
    kind = (content_type or "").split(";", 1)[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "unsupported_media_type", "send application/json")


def _name_of(host: str) -> str:
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".")


def _is_ip(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
