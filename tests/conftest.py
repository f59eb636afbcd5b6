"""Leaves what takes long to its own make target; shares out the tests; tells what was skipped."""

import signal
from typing import TYPE_CHECKING

import pytest

from tests.skip_summary import skip_summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from src.domain.ports import Embedder
    from xdist.remote import Producer
    from xdist.scheduler import LoadFileScheduling

ON_REQUEST = {
    "soak": "a long loop; runs by `make soak`",
    "wheel": "installs the program; runs by `make test-wheel`",
}
# What compares programs' speed is in one process: on a machine, one measurement goes on at a time.
MEASURING = (
    "tests/app/test_measure_wiring",
    "tests/autoevolve/test_autoevolve",
    "tests/autoevolve/test_evolving",
    "tests/autoevolve/test_typed_nodes",
    "tests/e2e/test_compare",
    "tests/e2e/test_own_files",
    "tests/measure/",
    "tests/usercode/test_each_rewrite",
    "tests/usercode/test_optimize",
    "tests/test_documentation_blocks",
    "tests/usercode/test_refused_files",
)


def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # So a shell's background leaves it, for all programs that the tests start, too.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for name, reason in ON_REQUEST.items():
        config.addinivalue_line("markers", f"{name}: {reason} only")


@pytest.fixture(scope="session", autouse=True)
def letters_instead_of_meanings() -> None:
    """Memory that is chosen automatically compares letters; a test of meanings names `minilm`.

    The embedding model costs half of a solved task's time, and few tests depend on it.
    """
    from src.app import memory_wiring
    from src.memory.embedding.embedder_choice import choose_embedder
    from tests.fakes.embedding import FakeEmbedder

    def choose(wanted: str, by_endpoint: "Callable[[], Embedder] | None" = None) -> "Embedder":
        return FakeEmbedder(384) if wanted == "auto" else choose_embedder(wanted, by_endpoint)

    memory_wiring.choose_embedder = choose


@pytest.fixture(scope="session", autouse=True)
def warm_processes() -> None:
    """Programs of one process's tests share the sandboxed processes that import much."""
    from tests.fakes.warm_sandbox import share_warm_processes

    share_warm_processes()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    requested = str(config.getoption("-m"))
    for name, reason in ON_REQUEST.items():
        for item in items:
            if name in item.keywords and name not in requested:
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = skip_summary(terminalreporter.getreports("skipped"))
    if lines:
        terminalreporter.section("skipped tests")
    for line in lines:
        terminalreporter.line(line)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> "LoadFileScheduling":
    from xdist.scheduler import LoadFileScheduling

    class ByFiles(LoadFileScheduling):
        """A file's tests run in one process, and those of all files that measure."""

        def _split_scope(self, nodeid: str) -> str:
            return "measuring" if nodeid.startswith(MEASURING) else super()._split_scope(nodeid)

    return ByFiles(config, log)
