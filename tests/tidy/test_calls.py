"""Each banned call is found in a planted file, under whatever name, and nothing else is."""

import pytest

from tests.tidy.calls import check_calls

BANNED = {
    "clock by module": "import time\nx = time.time()",
    "clock by name": "from time import time\nx = time()",
    "clock by alias": "import time as t\nx = t.time_ns()",
    "clock handed on": "import time\nstart(clock=time.time)",
    "clock inside a function": "def f():\n    from datetime import datetime\n    datetime.now()",
    "today": "import datetime\nx = datetime.date.today()",
    "chance": "import random\nx = random.randint(1, 6)",
    "chance by name": "from random import choice\nx = choice('ab')",
    "generator without a seed": "import random\nx = random.Random()",
    "generator of the system": "import random\nx = random.SystemRandom()",
    "secrets": "import secrets\nx = secrets.token_hex()",
    "urandom": "import os\nx = os.urandom(8)",
    "uuid": "import uuid\nx = uuid.uuid4()",
    "environment": "import os\nx = os.environ['HOME']",
    "environment by name": "from os import getenv\nx = getenv('HOME')",
    "print": "print('hello')",
    "print of rich": "from rich import print\nprint('hello')",
    "eval": "x = eval('1')",
    "exec": "exec('x = 1')",
    "bare except": "try:\n    f()\nexcept:\n    pass",
    "except Exception": "try:\n    f()\nexcept Exception as error:\n    log(error)",
    "except among others": "try:\n    f()\nexcept (ValueError, Exception):\n    pass",
    "raise of another": "try:\n    f()\nexcept Exception as error:\n    raise E from error",
    "suppress": "from contextlib import suppress\nwith suppress(Exception):\n    f()",
    "SQL clock": "sql = \"insert into t values (datetime('now'))\"",
    "SQL clock by keyword": "sql = 'select CURRENT_TIMESTAMP'",
    "SQL clock in an f-string": "sql = f\"select strftime('%s', 'now') from {t}\"",
    "SQL chance": "sql = 'select * from t order by RANDOM() limit 1'",
}

FREE = {
    "seeded generator": "import random\nx = random.Random(7)",
    "type of a generator": "import random\ndef f(rng: random.Random): return rng.random()",
    "handed-in clock": "def f(clock):\n    return clock.time()",
    "steady clock": "import time\nx = time.perf_counter()",
    "date from a value": "import datetime\nx = datetime.datetime.fromtimestamp(1, datetime.UTC)",
    "comparison of secrets": "import secrets\nx = secrets.compare_digest('a', 'b')",
    "method called print": "console.print('hello')",
    "compiled expression": "import re\nx = re.compile('a')",
    "clean-up": "try:\n    f()\nexcept BaseException:\n    undo()\n    raise",
    "narrow except": "try:\n    f()\nexcept ValueError:\n    pass",
    "words about SQL": 'def f():\n    """Never datetime(\'now\')."""',
}


@pytest.mark.parametrize("code", BANNED.values(), ids=BANNED.keys())
def test_a_banned_call_is_found_once(code: str) -> None:
    assert len(check_calls("models/planted.py", code)) == 1


@pytest.mark.parametrize("code", FREE.values(), ids=FREE.keys())
def test_what_a_pure_file_may_do_is_left_alone(code: str) -> None:
    assert check_calls("models/planted.py", code) == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("edge/config.py", BANNED["environment"]),
        ("node/clock.py", BANNED["clock by module"]),
        ("node/supervise.py", BANNED["except Exception"]),
        ("bench/__main__.py", BANNED["print"]),
    ],
)
def test_a_shell_may_do_what_its_row_allows(path: str, code: str) -> None:
    assert check_calls(path, code) == []


def test_sleeping_is_banned_in_tests_alone() -> None:
    code = "import time\ntime.sleep(1)"
    assert len(check_calls("tests/edge/test_planted.py", code)) == 1
    assert check_calls("tests/powerloss/test_planted.py", code) == []
    assert check_calls("edge/store/writer.py", code) == []
