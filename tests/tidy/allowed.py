"""Where a rule of tests/tidy does not hold, and why. Add a row only with its reason.

Patterns go by role (`edge/config.py`), not by convenience: a row for one file is a debt.
"""

from tests.tidy.tree import Allowed

# The composition roots and programs: they take real chance and hand it down.
SHELLS = (
    Allowed("edge/app.py", "composition root: hands chance to the rest"),
    Allowed("hub/app.py", "composition root: hands chance to the rest"),
    Allowed("agv/cli.py", "composition root: hands chance to the rest"),
)

CLOCK = (
    Allowed("node/clock.py", "the one place where the programs read the wall clock"),
    Allowed("tests/demo/*", "drives real processes and reports real time"),
    Allowed("tests/browser/*", "drives a real browser on a real day"),
    Allowed("tests/powerloss/*", "kills real processes"),
    Allowed("bench/*", "measures real servers"),
    Allowed("web/dev/fixture.py", "a development server answers with the time of day"),
)

CHANCE = (
    *SHELLS,
    Allowed("node/keys.py", "makes keys, tokens and one-time codes: chance is its job"),
    Allowed("tests/conftest.py", "draws the seed of a run that was given none"),
    Allowed("bench/__main__.py", "draws the seed of a run that was given none"),
    Allowed("tests/demo/__main__.py", "draws the seed of a run that was given none"),
    Allowed("tests/simulation/__main__.py", "draws the seed of a run that was given none"),
    Allowed("tests/edge/floor/__main__.py", "draws the seed of a run that was given none"),
    Allowed("tests/month/__main__.py", "draws the seed of a run that was given none"),
)

ENVIRONMENT = (
    Allowed("agv/config.py", "the one place that reads the environment"),
    Allowed("edge/config.py", "the one place that reads the environment"),
    Allowed("hub/config.py", "the one place that reads the environment"),
    Allowed("tests/conftest.py", "asks whether it runs in CI"),
    Allowed("tests/browser/*", "gives the browser a home of its own"),
    Allowed("tests/demo/*", "starts the programs with an environment of its own"),
    Allowed("web/hatch_build.py", "hands npm its environment with the chosen Node first"),
)

PRINT = (
    Allowed("bench/__main__.py", "its table and JSON line are its product"),
    Allowed("tests/demo/*", "its report and JSON line are its product"),
    Allowed("tests/simulation/__main__.py", "its report is its product"),
    Allowed("tests/browser/screenshots.py", "says which pictures it took"),
)

EVALUATE = (
    Allowed(
        "models/picking/unrolled.py",
        "numbers of a table of our own; a loop over it is slower than a rule of thumb",
    ),
)

# Waiting for a real process is polling; everything else waits on virtual time.
SLEEP = (
    Allowed("tests/demo/*", "polls real processes"),
    Allowed("tests/browser/*", "polls real processes"),
    Allowed("tests/powerloss/*", "polls real processes"),
)

# The three doors; that of the API is litestar's own, where node/http registers its handlers.
CATCH_ALL = (
    Allowed("node/supervise.py", "door: supervisor"),
    Allowed("node/command_line.py", "door: CLI"),
    Allowed("edge/plugins/guard.py", "door: other people's code, which may raise anything"),
    Allowed("hub/store/writer.py", "hands whatever a job raises to whoever asked for it"),
    Allowed("tests/simulation/run.py", "whatever breaks in a world is told with its seed"),
)

SQL = (Allowed("tests/tidy/*", "names what it bans"),)

WORDS = (
    Allowed("LICENSE", "not our words"),
    Allowed("web/package-lock.json", "hashes, not words"),
    Allowed("tests/tidy/*", "names what it bans"),
)

PLACES = (Allowed("tests/tidy/*", "names what it bans"),)

SIZES: tuple[Allowed, ...] = ()

# What may lie in the top folder. A new entry is a decision: docs/adr/0001-top-level-packages.md.
TOP_LEVEL = frozenset(
    {
        *("hub", "edge", "node", "agv", "sync", "models", "tests", "web", "bench", "docs"),
        *("pyproject.toml", "constraints.txt", "Makefile", "README.md", "LICENSE"),
        *(".ci", ".gitignore", ".gitattributes", ".editorconfig"),
    }
)

# Folders that docs may name although git ignores them, and who makes them.
MADE = {
    ".venv": "make",
    ".demo": "make demo",
    "edge/pages": "the build hook",
    "hub/pages": "the build hook",
    "web/node_modules": "the build hook",
}
