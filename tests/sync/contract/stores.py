"""The stores under contract."""

import pytest

from tests.sync.fleet import make_memory

STORES = [pytest.param(make_memory, id="memory")]
