"""Runs a suite with pytest in a confined child and reports each test's outcome to the host."""

from __future__ import annotations

import importlib
import os
import sys
from collections import Counter
from typing import Any

from .wire import Message

FILE = "test_suite.py"
_MAX_REASON = 1500


def preload() -> None:
    """Import pytest and what it always loads, before the fork."""
    config = importlib.import_module("_pytest.config")
    for name in dict.fromkeys((*config.essential_plugins, *config.default_plugins)):
        importlib.import_module(f"_pytest.{name}")
    for name in ("_pytest.assertion.rewrite", "_pytest._code.code", "pytest", "pygments"):
        importlib.import_module(name)


def run(request: Message) -> None:
    """Write the suite to the private folder and run it there; exits with pytest's code."""
    folder = os.getcwd()
    with open(FILE, "w", encoding="utf-8") as file:
        file.write(request["source"])
    with open("pytest.ini", "w", encoding="utf-8") as file:
        file.write("[pytest]\n")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    pytest = importlib.import_module("pytest")
    command = ["-q", "-p", "no:cacheprovider", "-c", "pytest.ini", f"--rootdir={folder}"]
    command += [f"--confcutdir={folder}", "--import-mode=importlib", "--tb=short", FILE]
    request["starts"]()
    sys.exit(int(pytest.main(command, plugins=[_plugin()])))


def _plugin() -> Any:
    """Return the plugin that reports each outcome to the host."""
    ask_host = sys.modules["node_runtime"].ask_host

    class OutcomePlugin:
        """Reports a function's parameter sets as one test, when the last is done."""

        def __init__(self) -> None:
            self._pending: Counter[str] = Counter()
            self._reasons: dict[str, str] = {}

        def pytest_collection_finish(self, session: Any) -> None:
            """Count how often each function will run."""
            self._pending.update(_name_of(item.nodeid) for item in session.items)

        def pytest_runtest_logreport(self, report: Any) -> None:
            """Report the outcome when a function's last phase is done."""
            name = _name_of(report.nodeid)
            if report.outcome != "passed":
                self._reasons.setdefault(name, _reason(report))
            if report.when != "teardown":
                return
            self._pending[name] -= 1
            if self._pending[name] == 0:
                reason = self._reasons.get(name, "")
                ask_host("outcome", {"name": name, "passed": not reason, "reason": reason})

    return OutcomePlugin()


def _name_of(node_id: str) -> str:
    return node_id.partition("::")[2].partition("[")[0]


def _reason(report: Any) -> str:
    if report.outcome == "skipped":
        return "it was skipped"
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash is not None else str(report.longrepr)
    return str(text).strip()[:_MAX_REASON] or "it failed"
