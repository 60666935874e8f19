"""What the doctor looks at under a hub."""

from hub.app import PAGES
from hub.config import Config
from hub.keys import KEY_FILE, PEPPER_FILE
from node.doctor import Subject

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
