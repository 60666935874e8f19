"""The long run: `make fuzz-api CASES=10000`."""

import sys

from tests.fuzzing import main
from tests.hub.fuzz.headquarters import fuzzed_hub

if __name__ == "__main__":
    sys.exit(main("Generated requests for headquarters.", fuzzed_hub))
