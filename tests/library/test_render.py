"""A function of the library as a module of its own: what of its module goes with it."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from src.library.render import sources_of

MODULE = '''"""A family of functions."""

import functools
import math

LEAST, MOST = 1, math.inf


@functools.lru_cache(
    maxsize=9
)
def _steps(n: int) -> int:
    """How many steps."""
    return 0 if n <= LEAST else 1 + _steps(n // 2)


def bundled(reason: str):
    """Mark a function."""
    return lambda function: function


@bundled("halving")
def halvings(n: int) -> int:
    """How often n can be halved."""
    return _steps(n)
'''


@pytest.fixture(name="family")
def _family(tmp_path: Path) -> Iterator[ModuleType]:
    path = tmp_path / "family_of_functions.py"
    path.write_text(MODULE)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[path.stem]


def test_helpers_keep_their_decorators_and_the_mark_of_the_library_goes(family: ModuleType) -> None:
    imports, (constants, steps, halvings) = sources_of(family, ["halvings"])

    assert imports == {"import functools", "import math"}
    assert constants == "LEAST, MOST = 1, math.inf"
    assert steps.startswith("@functools.lru_cache(\n    maxsize=9\n)\ndef _steps(n: int) -> int:")
    assert halvings.startswith("def halvings(n: int) -> int:")
