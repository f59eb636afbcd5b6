"""Writes a node as a program of its own: runs and is tested with plain Python."""

from dataclasses import dataclass
from pathlib import Path

from ..documents.json_files import write_text
from ..domain.errors import BadArguments
from ..domain.node import Node, NodeVersion
from ..domain.node_runs import NodeRuns

# The files are named apart from what they become, so that nothing here takes them for its own.
_EXPORTED = Path(__file__).parent
_README = """# {title}

{goal}

```
echo '{{"description": "{asked}"}}' | python main.py
```

It reads one JSON object with a `description` from standard input, and prints one with a `result`,
or with an `error` in plain words. It needs Python 3.11 or newer{needs}.

The tests: `python -m pytest` in this folder (they need pytest).

## Where it comes from

Node `{id}`, version {version}: {origin}{model}, score {score:.2f}.{note}
{costs}
Exported by Code Evolver.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """Where a node was written to, and which files."""

    folder: Path
    files: tuple[str, ...]


def export_node(node: Node, version: NodeVersion, runs: NodeRuns, folder: Path) -> Exported:
    """Write the node into a folder that is new or empty. Raises BadArguments."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadArguments(
            f"{folder} is there already, and not an empty folder", hint="name a new folder"
        )
    files = {
        "main.py": version.source,
        "test_main.py": version.suite,
        "conftest.py": _exported("conftest"),
        "README.md": _readme(node, version, runs),
    }
    if "node_runtime" in version.source:
        files["node_runtime.py"] = _exported("runtime")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write_text(folder / name, text)
    except OSError as error:
        raise BadArguments(f"{folder} cannot be written: {error.strerror or error}") from error
    return Exported(folder, tuple(files))


def _exported(name: str) -> str:
    return (_EXPORTED / f"exported_{name}.py").read_text(encoding="utf-8")


def _readme(node: Node, version: NodeVersion, runs: NodeRuns) -> str:
    plan = node.specification.get("plan")
    facts = plan if isinstance(plan, dict) else {}
    task = facts.get("task")
    asked = str(task.get("text", "")) if isinstance(task, dict) else ""
    lineage = version.lineage
    tools = ", ".join(node.tools)
    return _README.format(
        title=node.title,
        goal=facts.get("goal") or node.title,
        asked=asked.replace('"', '\\"').replace("'", "’"),
        needs=f", and the tools {tools}: write them into node_runtime.py" if tools else "",
        id=node.id,
        version=version.number,
        origin=lineage.origin.value,
        model=f" by {lineage.model}" if lineage.model else "",
        score=version.score,
        note=f" {lineage.note}." if lineage.note else "",
        costs=_costs(runs),
    )


def _costs(runs: NodeRuns) -> str:
    if not runs.count:
        return ""
    return (
        f"\nMeasured in {runs.count} runs: {runs.latency_ms:.1f} ms, CPU {runs.cpu_ms:.1f} ms,"
        f" memory {runs.memory_mb:.1f} MiB, {runs.success_rate:.0%} of them finished.\n"
    )
