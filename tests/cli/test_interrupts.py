"""Ctrl-C in the middle of an import ends what runs after it, and leaves no lock taken."""

import importlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.cli.interrupts import handle_between_imports

IMPORTED = """
import os, signal, time
os.kill(os.getpid(), signal.SIGINT)
time.sleep(0.1)
WHOLE = True
"""


@pytest.fixture(autouse=True)
def handled() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    handle_between_imports(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_module_is_imported_to_its_end_before_ctrl_c_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "imported_while_interrupted.py").write_text(IMPORTED)
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(KeyboardInterrupt):
        importlib.import_module("imported_while_interrupted")
        time.sleep(20)

    assert sys.modules.pop("imported_while_interrupted").WHOLE


def test_elsewhere_it_is_heard_at_once() -> None:
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(20)
