"""`python -m tests.powerloss --cuts 2000`: one JSON line; exit 1 when a promise was broken."""

import argparse
import sys

import msgspec

from sync.store.sqlite import Options
from tests.powerloss.cuts import campaign
from tests.powerloss.disk import RecordingDisk


def main() -> int:
    """The campaign, in a process whose default disk is the recording one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cuts", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--durability", choices=("full", "normal"), default="full")
    parser.add_argument("--no-directory-sync", action="store_true")
    chosen = parser.parse_args()
    options = Options(durability=chosen.durability, sync_directory=not chosen.no_directory_sync)
    disk = RecordingDisk()
    tally = campaign(disk, chosen.seed, chosen.cuts, options)
    sys.stdout.write(msgspec.json.encode(tally).decode() + "\n")
    return 0 if tally.clean else 1


if __name__ == "__main__":
    sys.exit(main())
