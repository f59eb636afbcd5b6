"""Leaves the long loops to `make soak`."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: a long loop; runs by `make soak` only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "soak" in str(config.getoption("-m")):
        return
    skip = pytest.mark.skip(reason="a long loop; runs by `make soak`")
    for item in items:
        if "soak" in item.keywords:
            item.add_marker(skip)
