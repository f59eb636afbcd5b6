"""Writes a node as a program of its own: runs and is tested with plain Python."""

from dataclasses import dataclass
from pathlib import Path

from ..documents.json_files import write_text
from ..domain.errors import BadArguments
from ..domain.node import Node, NodeVersion
from ..memory.run_records import NodeRuns

_CONFTEST = '''"""Gives the tests `answer`, which runs the program beside this file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "main.py"


@pytest.fixture
def answer():
    """A question to the program: a description in, its result out."""

    def ask(description):
        run = subprocess.run(
            [sys.executable, str(PROGRAM)],
            input=json.dumps({"description": description}),
            capture_output=True,
            text=True,
            timeout=60,
            cwd=PROGRAM.parent,
        )
        assert run.returncode == 0, run.stderr
        said = json.loads(run.stdout)
        assert "error" not in said, said
        return said["result"]

    return ask
'''
_RUNTIME = '''"""Stands for the tools the program was made with: put your own there."""


def call_tool(name, prompt="", **arguments):
    """Call a tool by its name. Raises RuntimeError: there are none outside Code Evolver."""
    raise RuntimeError(f"there is no tool {name} here: write call_tool in node_runtime.py")


def call_tools_parallel(calls):
    """Call several; each that failed is an error in its place."""
    results = []
    for call in calls:
        try:
            results.append(call_tool(call[0], *call[1:2], **dict(*call[2:3])))
        except RuntimeError as error:
            results.append(error)
    return results
'''
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
        "conftest.py": _CONFTEST,
        "README.md": _readme(node, version, runs),
    }
    if "node_runtime" in version.source:
        files["node_runtime.py"] = _RUNTIME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write_text(folder / name, text)
    except OSError as error:
        raise BadArguments(f"{folder} cannot be written: {error.strerror or error}") from error
    return Exported(folder, tuple(files))


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
