"""What the doctor looks at under a hub."""

from collections.abc import Callable

import httpx

from hub.app import PAGES
from hub.config import Config, Peer
from hub.keys import KEY_FILE, PEPPER_FILE
from node.doctor import Examined, Finding, Subject, examine
from sync.link.address import base_address

ANSWER_S_MAX = 5.0

FREE_BYTES_WARN = 4 << 30
"""A hub holds the ledgers of all sites, so it warns earlier than a site."""


def subject(config: Config) -> Subject:
    """For node.doctor.examine."""
    return Subject(
        node="hub",
        made_by="holdfast-hub init",
        secrets="passwords",
        folder=config.path,
        database=config.database,
        keys=(KEY_FILE, PEPPER_FILE),
        pages=PAGES,
        http=config.http,
        free_bytes_min=config.store.free_bytes_min,
        free_bytes_warn=FREE_BYTES_WARN,
    )


def look(config: Config, wall_ms: Callable[[], int]) -> Examined:
    """The machine, and whether the hubs that are dialled answer."""
    examined = examine(subject(config), wall_ms)
    return Examined(examined.ok, [*examined.findings, *map(_peer, config.hubs.peers)])


def _peer(peer: Peer) -> Finding:
    """A line that is down is normal and comes back: worth a look, no fault of this machine."""
    try:
        with httpx.Client(timeout=ANSWER_S_MAX, follow_redirects=False, trust_env=False) as client:
            answer = client.get(f"{base_address(peer.address)}/healthz")
    except (httpx.HTTPError, ValueError) as error:
        return Finding("hubs", "warn", f"{peer.address} does not answer: {error}")
    if not answer.is_success:
        return Finding("hubs", "warn", f"{peer.address} answers {answer.status_code}")
    return Finding("hubs", "ok", f"{peer.address} answers")
