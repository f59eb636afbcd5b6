"""Writes a node as a program of its own: runs and is tested with plain Python."""

import json
from dataclasses import dataclass
from pathlib import Path

from ..documents.json_files import canonical_json, write_text
from ..domain.errors import BadArguments
from ..domain.json_value import JSONObject
from ..domain.node import Node, NodeVersion
from ..domain.node_contract import node_input
from ..domain.node_runs import NodeRuns
from ..domain.program_run import ImportedModules
from ..domain.signature import call_text

# Named apart from the conftest.py that it becomes, so that pytest does not take it for its own.
_REPLIES = Path(__file__).parent / "exported_replies.py"
_RUNTIME = _REPLIES.parents[2] / "node_runtime.py"
_README = """# {title}

{goal}

```
echo '{input}' | python main.py
```

{contract} It needs Python 3.11 or newer{needs}.

## Where it comes from

Node `{id}`, version {version}: {origin}{model}, score {score:.2f}.{note}
{costs}
Exported by Code Evolver.
"""
_PROGRAM = """It reads one JSON object with a `description` from standard input, and prints one
with a `result`, or with an `error` in plain words."""
_FUNCTION = """It reads one JSON object with the arguments by name from standard input, and prints
one with a `result`, or with an `error` in plain words; `description`, a task in words, is only
read where Code Evolver is installed. From Python:

```python
from main import {function}

{call}
```

The signature: `{signature}`. The tests: `python -m pytest` in this folder (they need pytest)."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Where a node was written to, and which files."""

    folder: Path
    files: tuple[str, ...]


def export_node(
    node: Node, version: NodeVersion, runs: NodeRuns, folder: Path, imports: ImportedModules
) -> Exported:
    """Write the node, with what it imports, into a folder that is new or empty.

    Raises BadArguments.
    """
    if imports.problem:
        raise BadArguments(f"{node.id} cannot be exported: {imports.problem}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadArguments(
            f"{folder} is there already, and not an empty folder", hint="name a new folder"
        )
    files = {
        "main.py": version.source,
        **_tests(node, version),
        "README.md": _readme(node, version, runs),
    }
    files |= {f"{name.replace('.', '/')}.py": text for name, text in imports.sources.items()}
    if any("node_runtime" in text for text in (version.source, *imports.sources.values())):
        files["node_runtime.py"] = _RUNTIME.read_text(encoding="utf-8")
    try:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_text(folder / name, text)
    except OSError as error:
        raise BadArguments(f"{folder} cannot be written: {error.strerror or error}") from error
    return Exported(folder, tuple(files))


def _tests(node: Node, version: NodeVersion) -> dict[str, str]:
    """The tests, with what they need; a program of version 1 is exported without any."""
    if not node.function:
        return {}
    tests = {"test_main.py": version.suite}
    if not node.tools:
        return tests
    suite = node.specification.get("suite")
    replies = suite.get("tool_replies") if isinstance(suite, dict) else None
    pairs = replies if isinstance(replies, list) else []
    said = {str(pair[0]): pair[1] for pair in pairs if isinstance(pair, list)}
    conftest = _REPLIES.read_text(encoding="utf-8")
    return {**tests, "conftest.py": conftest, "tool_replies.json": canonical_json(said)}


def _readme(node: Node, version: NodeVersion, runs: NodeRuns) -> str:
    plan = node.specification.get("plan")
    facts = plan if isinstance(plan, dict) else {}
    lineage = version.lineage
    tools = ", ".join(node.tools)
    return _README.format(
        title=node.title,
        goal=facts.get("goal") or node.title,
        input=_example_input(node).replace("'", "’"),
        contract=_contract(node),
        needs=f", and the tools {tools}: write them into node_runtime.py" if tools else "",
        id=node.id,
        version=version.number,
        origin=lineage.origin.value,
        model=f" by {lineage.model}" if lineage.model else "",
        score=version.score,
        note=f" {lineage.note}." if lineage.note else "",
        costs=_costs(runs),
    )


def _contract(node: Node) -> str:
    if not node.function:
        return _PROGRAM
    call = call_text(node.function, _example_arguments(node))
    return _FUNCTION.format(function=node.function, call=call, signature=node.signature)


def _example_input(node: Node) -> str:
    given = _example_arguments(node) if node.function else node_input(node.made_for)
    return json.dumps(given, ensure_ascii=False)


def _example_arguments(node: Node) -> JSONObject:
    """The arguments of the task that the node was made for."""
    plan = node.specification.get("plan")
    arguments = plan.get("arguments") if isinstance(plan, dict) else None
    return arguments if isinstance(arguments, dict) else {}


def _costs(runs: NodeRuns) -> str:
    if not runs.count:
        return ""
    return (
        f"\nMeasured in {runs.count} runs: {runs.latency_ms:.1f} ms, CPU {runs.cpu_ms:.1f} ms,"
        f" memory {runs.memory_mb:.1f} MiB, {runs.success_rate:.0%} of them finished.\n"
    )
