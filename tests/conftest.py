"""Leaves the long loops to `make soak`; hears Ctrl-C wherever the tests were started."""

import signal

import pytest


def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # So a shell's background leaves it, for all programs that the tests start, too.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", "soak: a long loop; runs by `make soak` only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "soak" in str(config.getoption("-m")):
        return
    skip = pytest.mark.skip(reason="a long loop; runs by `make soak`")
    for item in items:
        if "soak" in item.keywords:
            item.add_marker(skip)
