"""Checks that every part works, by using it, and says what to do where one does not."""

import os
from collections.abc import Callable, Iterator
from functools import partial

from ..domain.errors import EvolverError, MemoryUnavailable, NodeError
from ..domain.model_request import ModelState
from ..domain.ports import Analyzer
from ..domain.program_run import Program
from ..memory.seeds import artifacts_of_nodes
from ..nodes.node_repair import repair_manifest, survey
from .adapters import Adapters

Finding = tuple[str, bool, str, str]
"""Name, whether it is well, what was found, what to do."""
_REPAIR = "repair it with doctor --repair"


def examine(adapters: Adapters, models: tuple[ModelState, ...]) -> Iterator[Finding]:
    """Yield each part in turn, really used."""
    yield _folder(adapters)
    yield from _settings(adapters)
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


def _settings(adapters: Adapters) -> Iterator[Finding]:
    unread = adapters.config.unread
    for one in unread:
        yield "settings", False, one.sentence, _REPAIR if one is unread[-1] else ""
    if not unread:
        yield "settings", True, "all can be read", ""


def _sandbox(adapters: Adapters) -> str:
    with adapters.sandbox.open(Program('print("{}")')) as session:
        run = session.run({})
    tier = f"tier {adapters.sandbox.tier}: {adapters.sandbox.explanation}"
    return f"{tier}; a program {run.ending.value}"


def repair(adapters: Adapters) -> Iterator[str]:
    """Repair what can be repaired; a sentence for each. Raises MemoryUnavailable."""
    yield from adapters.config.repair()
    nodes, broken = survey(adapters.nodes.load, adapters.nodes.ids())
    for node_id, _ in broken:
        try:
            number = repair_manifest(adapters.config.home / "nodes", node_id)
        except NodeError as error:
            yield f"{error}: {error.hint}"
        else:
            yield f"{node_id}: node.json was written again from version {number}"
    nodes, _ = survey(adapters.nodes.load, adapters.nodes.ids())
    damaged = adapters.memory.repair(artifacts_of_nodes(nodes))
    if damaged:
        yield f"memory: {', '.join(damaged)} {'was' if len(damaged) == 1 else 'were'} rebuilt"


def _memory(adapters: Adapters) -> str:
    adapters.memory.recall("a search, to see that it works", limit=1)
    state = adapters.memory.state()
    if state.problem:
        raise MemoryUnavailable(state.problem, hint="repair that, or name another data folder")
    damaged = adapters.memory.damaged()
    if damaged:
        raise MemoryUnavailable(f"cannot read {', '.join(damaged)}", hint=_REPAIR)
    return f"{state.index}, {state.embedder}"


def _nodes(adapters: Adapters) -> str:
    nodes, broken = survey(adapters.nodes.load, adapters.nodes.ids())
    if broken:
        raise NodeError("; ".join(f"{node_id}: {error}" for node_id, error in broken), hint=_REPAIR)
    old = sum(node.contract == 1 for node in nodes)
    are = "is a program" if old == 1 else "are programs"
    return f"{len(nodes)}" + (f", of which {old} {are} of version 1" if old else "")


def _models(adapters: Adapters, models: tuple[ModelState, ...]) -> Iterator[Finding]:
    if adapters.mode.offline:
        yield "models", True, "not asked: offline", ""
    for one in models:
        found = f"{one.model} at {one.endpoint}: {one.state}"
        twins = [f"the same model as {', '.join(one.same_as)}"] if one.same_as else []
        facts = ", ".join([*filter(None, [one.detail]), *twins])
        found += f" ({facts})" if facts else ""
        yield f"model {one.role}", one.state == "ready", found, one.hint


def _tools(adapters: Adapters) -> Finding:
    complaints = adapters.toolkit.manifests.complaints
    if complaints:
        found = "; ".join(map(str, complaints))
        return "tools", False, found, complaints[0].hint or "fix the manifest"
    return "tools", True, f"{len(adapters.toolkit.manifests.manifests)} manifests", ""
