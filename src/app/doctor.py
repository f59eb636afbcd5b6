"""Checks that every part works, by using it, and says what to do where one does not."""

import os
from collections.abc import Callable, Iterator
from functools import partial

from ..domain.errors import EvolverError, MemoryUnavailable
from ..domain.model_request import ModelState
from ..domain.ports import Analyzer
from ..domain.program_run import Program
from ..models.endpoint_address import pull_command
from .adapters import Adapters

Finding = tuple[str, bool, str, str]
"""Name, whether it is well, what was found, what to do."""


def examine(adapters: Adapters, models: tuple[ModelState, ...]) -> Iterator[Finding]:
    """Each part in turn, really used."""
    yield _folder(adapters)
    yield _tried("sandbox", lambda: _sandbox(adapters))
    yield from _models(adapters, models)
    yield _tried("memory", lambda: _memory(adapters))
    yield _tried("library", lambda: f"{len(adapters.library.book.functions)} functions")
    yield _tools(adapters)
    yield _tried("nodes", lambda: _nodes(adapters))
    for analyzer in adapters.analyzers:
        yield _tried(analyzer.name, partial(_remarks, analyzer))


def _remarks(analyzer: Analyzer) -> str:
    found = len(analyzer.review("x = 1"))
    return f"works ({found or 'no'} remark{'' if found == 1 else 's'} on “x = 1”)"


def _tried(name: str, use: Callable[[], str]) -> Finding:
    try:
        return name, True, use(), ""
    except EvolverError as error:
        return name, False, str(error), error.hint


def _folder(adapters: Adapters) -> Finding:
    home = adapters.config.home
    existing = next(folder for folder in (home, *home.parents) if folder.exists())
    well = existing.is_dir() and os.access(existing, os.W_OK)
    cure = "" if well else "name another folder with CODE_EVOLVER_HOME"
    return "data folder", well, str(home) if well else f"{home} cannot be written", cure


def _sandbox(adapters: Adapters) -> str:
    with adapters.sandbox.open(Program('print("{}")')) as session:
        run = session.run({})
    tier = f"tier {adapters.sandbox.tier}: {adapters.sandbox.explanation}"
    return f"{tier}; a program {run.ending.value}"


def _memory(adapters: Adapters) -> str:
    adapters.memory.recall("a search, to see that it works", limit=1)
    state = adapters.memory.state()
    if state.problem:
        raise MemoryUnavailable(state.problem, hint="mend that, or name another data folder")
    return f"{state.index}, {state.embedder}"


def _nodes(adapters: Adapters) -> str:
    nodes = [adapters.nodes.load(node_id) for node_id in adapters.nodes.ids()]
    old = sum(node.contract == 1 for node in nodes)
    are = "is a program" if old == 1 else "are programs"
    return f"{len(nodes)}" + (f", of which {old} {are} of version 1" if old else "")


def _models(adapters: Adapters, models: tuple[ModelState, ...]) -> Iterator[Finding]:
    if adapters.offline:
        yield "models", True, "not asked: offline", ""
    for one in models:
        pull = pull_command(one.model, one.endpoint)
        cure = {"not reachable": "ollama serve", "missing": pull}
        found = f"{one.model} at {one.endpoint}: {one.state}"
        yield f"model {one.role}", one.state == "ready", found, cure.get(one.state, "")


def _tools(adapters: Adapters) -> Finding:
    complaints = adapters.toolkit.manifests.complaints
    if complaints:
        found = "; ".join(map(str, complaints))
        return "tools", False, found, complaints[0].hint or "mend the manifest"
    return "tools", True, f"{len(adapters.toolkit.manifests.manifests)} manifests", ""
