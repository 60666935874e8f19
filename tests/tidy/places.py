"""Nothing in the repository knows the machine it was written on, or where packages come from."""

import json
import re

from tests.tidy import allowed
from tests.tidy.tree import Finding, Tree, is_allowed

# The API has a /work of its own; anything else after it is a folder of somebody's machine.
MACHINE_PATH = re.compile(
    r"(?<![\w.}])/(?:work/(?!receive|putaway|pick|pack|ship|count)|home/|root/|Users/)"
)
INDEX_ADDRESS = re.compile(r"pypi\.org|pythonhosted\.org|registry\.(?:npmjs|yarnpkg)|npmmirror")


def check_places(tree: Tree) -> list[Finding]:
    """Machine paths and index addresses in any text."""
    return [
        Finding(path, number, f"{hit.group()}: {why}")
        for path, text in tree.texts.items()
        if text is not None and not is_allowed(path, allowed.PLACES)
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern, why in (
            (MACHINE_PATH, "a path of one machine"),
            (INDEX_ADDRESS, "where packages come from is the machine's affair"),
        )
        for hit in pattern.finditer(line)
    ]


def check_locks(tree: Tree) -> list[Finding]:
    """Lock files hold hashes, not the addresses that one machine happened to use."""
    found: list[Finding] = []
    for path, text in tree.named(".json"):
        if path.rpartition("/")[2] == "package-lock.json":
            packages = json.loads(text).get("packages", {})
            found.extend(
                Finding(path, 1, f"{name or 'the project'} has a resolved address")
                for name, entry in packages.items()
                if "resolved" in entry
            )
    return found


def check_top_level(tree: Tree) -> list[Finding]:
    """Only the folders and files of the house lie at the top."""
    top = {path.partition("/")[0] for path in tree.texts}
    return [
        Finding(entry, 1, "is not among tests/tidy/allowed.py TOP_LEVEL")
        for entry in sorted(top - allowed.TOP_LEVEL)
    ]
