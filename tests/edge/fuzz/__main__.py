"""The long run: `make fuzz-api CASES=10000`."""

import sys

from tests.edge.fuzz.site import fuzzed_site
from tests.fuzzing import main

if __name__ == "__main__":
    sys.exit(main("Generated requests for a site.", fuzzed_site))
