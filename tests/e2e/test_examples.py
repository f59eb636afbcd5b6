"""Runs the programs of examples/ without a language model, in a copy of the folder."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLES = PROJECT / "examples"
PRINTED = {
    "csv_questions.py": [
        "customers.csv 4 rows: customer country",
        "orders.csv 4 rows: customer city amount status",
    ],
    "evolve_program.py": ["score: 0.0", "GAIN = 17"],
    "functions.py": [
        "is_prime(97): True",
        "reverse_text(text: str) -> str: desserts",
        "senders with an address: ['ann@example.com']",
        "refused: n: expected int, got 'seven'",
    ],
    "functions_notebook.py": [
        "gcd(numbers: list[int]) -> int -> 6",
        "True",
        "[4, False]",
    ],
    "optimize_file.py": ["kept: lookup list to set", "stats.optimized.py"],
}


AS_A_NOTEBOOK = """
import asyncio, runpy, sys

async def run_cells():
    runpy.run_path(sys.argv[1])

asyncio.run(run_cells())
"""
"""Runs a file while an event loop runs, as a notebook's kernel does."""


@pytest.fixture(name="environment", scope="module")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("home")
    return {
        **os.environ,
        "CODE_EVOLVER_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        # No server listens there.
        "CODE_EVOLVER__OLLAMA__BASE_URL": "http://127.0.0.1:9",
        "CODE_EVOLVER__MEMORY__EMBEDDER": "lexical",
        "PYTHONPATH": str(PROJECT),
    }


# README's blocks optimize the same file in the usual tests.
LONG = [pytest.param("optimize_file.py", marks=pytest.mark.soak)]


@pytest.mark.parametrize("name", [*(name for name in PRINTED if name != "optimize_file.py"), *LONG])
def test_an_example_prints_what_it_should(
    name: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    folder = shutil.copytree(EXAMPLES, tmp_path / "examples")

    loader = ["-c", AS_A_NOTEBOOK] if "notebook" in name else []
    ran = subprocess.run(
        [sys.executable, *loader, folder / name],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=tmp_path,
        env=environment,
        check=False,
    )

    printed = [line for line in ran.stdout.splitlines() if line.strip()]
    # What the program itself shows of its work comes before.
    assert printed[-len(PRINTED[name]) :] == PRINTED[name], ran.stderr


def test_an_mcp_client_starts_the_server_that_the_settings_name(
    environment: dict[str, str],
) -> None:
    pytest.importorskip("mcp")
    settings = json.loads((EXAMPLES / "mcp_settings.json").read_text("utf-8"))
    server = settings["mcpServers"]["code-evolver"]
    assert server["command"] == "code-evolver"
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }

    ran = subprocess.run(
        [sys.executable, PROJECT / "chat_cli.py", *server["args"]],
        input=json.dumps(hello) + "\n",
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )

    assert json.loads(ran.stdout.splitlines()[0])["result"]["serverInfo"]["name"]


def test_every_example_is_run() -> None:
    programs = {path.name for path in EXAMPLES.glob("*.py")}

    assert programs - {*PRINTED, "program.py", "evaluator.py", "stats.py"} == set()
