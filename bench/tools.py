"""What a call_tool costs from inside the sandbox, by the kind of tool that answers."""

import importlib.util
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from src.memory.tool_memory import call_recorder
from src.app.tool_wiring import ToolkitHooks, open_toolkit
from src.config.manager import PROJECT, ConfigManager
from src.domain.program_run import Limits, Program
from src.memory.artifact_store import ArtifactStore
from src.memory.embedding.ngrams import HashedNgrams
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory
from src.nodes.node_store import FolderNodeStore
from src.sandbox.sandbox import ConfinedSandbox
from src.tasks.live_tools import LiveTools, ServedTools, ToolAllowance, ToolBudget
from src.toolbox.toolbox import unrecorded
from src.toolbox.toolkit import Toolkit

SERVER = PROJECT / "tests" / "fakes" / "mcp_server.py"
CALLS = 40
MANIFESTS = {
    "kept": "type: executable\nexecutable: {command: [sort]}\neffects: none\npure: true\n",
    "sorter": "type: executable\nexecutable: {command: [sort]}\neffects: none\n",
    "echo": "type: python\npython: {file: echo.py}\neffects: none\n",
    "far": "type: mcp\neffects: none\n"
    f"mcp: {{command: {sys.executable}, arguments: [{SERVER}, /dev/null], tool: shout}}\n",
}
SHOWN = {
    "kept": "a pure tool's kept answer",
    "sorter": "an executable (sort), started each time",
    "echo": "a python tool, confined each time",
    "far": "an MCP server's tool, its session open",
}


def main() -> int:
    """Print the table; nothing is claimed of it, so nothing can be missed."""
    names = [name for name in MANIFESTS if name != "far" or importlib.util.find_spec("mcp")]
    with tempfile.TemporaryDirectory() as folder:
        with ConfinedSandbox(Limits(wall_seconds=60.0), allow_weak=True) as sandbox:
            bare = _microseconds(sandbox, "any", {"call_tool": lambda given: "x"})
            print(f"tier {sandbox.tier}, {CALLS} calls each")
            print(f"  {'the wire alone (broker)':<46}{bare:10.0f} µs")
            for recorded in (False, True):
                with _toolkit(Path(folder), sandbox, recorded) as toolkit:
                    print("  recorded in memory:" if recorded else "  not recorded:")
                    for name in names:
                        live = LiveTools(
                            toolkit.toolbox,
                            lambda given: "",
                            ToolBudget(ToolAllowance(10**6, 10**9, 3600.0)),
                            lambda event: None,
                        )
                        calls = {"call_tool": ServedTools(live, (name,)).call}
                        took = _microseconds(sandbox, name, calls)
                        print(f"    {SHOWN[name]:<44}{took:10.0f} µs   {took / bare:8.1f} x")
    return 0


def _microseconds(sandbox: ConfinedSandbox, name: str, calls: dict) -> float:  # type: ignore
    source = (
        f"import time\nfrom node_runtime import call_tool\ncall_tool({name!r}, 'a')\n"
        f"begun = time.perf_counter()\nfor _ in range({CALLS}):\n    call_tool({name!r}, 'a')\n"
        f"print((time.perf_counter() - begun) / {CALLS} * 1e6)"
    )
    with sandbox.open(Program(source, calls=calls)) as session:
        run = session.run("")
    if not run.finished:
        sys.exit(f"{name}: {run.reason or run.stderr}")
    return float(run.stdout)


@contextmanager
def _toolkit(home: Path, sandbox: ConfinedSandbox, recorded: bool) -> Iterator[Toolkit]:
    (home / "tools").mkdir(exist_ok=True)
    (home / "tools" / "echo.py").write_text("def answer(prompt):\n    return prompt\n")
    for name, text in MANIFESTS.items():
        (home / "tools" / f"{name}.yaml").write_text(f"name: {name}\ndescription: d\n{text}")
    config = ConfigManager(environment={"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": "/x"})
    store = ArtifactStore(home / "memory.db")
    with closing(RagMemory(store, EmbeddedIndex(store), HashedNgrams())) as memory:
        record = call_recorder(lambda: memory.tools, []) if recorded else unrecorded
        hooks = ToolkitHooks(tuple, record, lambda node, given: {})
        nodes = FolderNodeStore(home / "nodes", time.time)
        with closing(open_toolkit(config, None, sandbox, nodes, hooks)) as toolkit:
            for name in MANIFESTS:
                toolkit.trust(name)
            yield toolkit
