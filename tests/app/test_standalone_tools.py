"""A node is run by hand, outside the sandbox, as its folder's README line says."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE = """
import json
import sys
from node_runtime import call_tool

given = json.load(sys.stdin)
print(json.dumps({"result": call_tool(given["tool"], given["description"])}))
"""


SEVERAL = """
from node_runtime import call_tools_parallel

calls = [("text_counter", "a b", {"count": "words"}), ("nothing", "x")]
calls.append(("prime_factors", "", {"number": 6}))
print([str(said) for said in call_tools_parallel(calls)])
"""


def run_by_hand(
    folder: Path, tool: str, source: str = NODE, **environment: str
) -> "subprocess.CompletedProcess[str]":
    (folder / "main.py").write_text(source)
    given = {"tool": tool, "description": "write me a joke about cats"}
    return subprocess.run(
        [sys.executable, str(folder / "main.py")],
        input=json.dumps(given),
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "CODE_EVOLVER_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_tool_is_called_in_the_node_s_own_process(tmp_path: Path) -> None:
    ended = run_by_hand(tmp_path, "content_generator", CODE_EVOLVER_OFFLINE="1")

    assert "cat" in json.loads(ended.stdout)["result"].lower()


def test_with_no_model_reachable_the_template_stands_in(tmp_path: Path) -> None:
    ended = run_by_hand(tmp_path, "content_generator", OLLAMA_HOST="http://127.0.0.1:1")

    assert "cat" in json.loads(ended.stdout)["result"].lower()


def test_an_unknown_tool_is_an_error_with_the_nearest_name(tmp_path: Path) -> None:
    ended = run_by_hand(tmp_path, "content_genrator", CODE_EVOLVER_OFFLINE="1")

    assert ended.returncode == 1 and "did you mean content_generator?" in ended.stderr


def test_several_tools_are_called_at_once_each_with_its_own_end(tmp_path: Path) -> None:
    ended = run_by_hand(tmp_path, "", SEVERAL, CODE_EVOLVER_OFFLINE="1")

    assert ended.stdout.startswith("['2', \"unknown tool 'nothing'"), ended.stderr
    assert ended.stdout.endswith("'6: 2 3']\n")
