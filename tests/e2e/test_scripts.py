"""What scripts and programmers rely on: one object, exit codes, the two calls of docs/PYTHON.md."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.program import ROOT, environment, run_script
from tests.fakes.model_server import model_server

KEYS = {
    "task",
    "status",
    "kind",
    "result",
    "node",
    "reused",
    "attempts",
    "score",
    "model",
    "seconds",
    "trace",
    "origin",
}


def test_the_result_alone_is_on_stdout(tmp_path: Path) -> None:
    ended = run_script(tmp_path, "add 10 and 20")

    assert (ended.stdout, ended.returncode) == ("30\n", 0)
    assert "ARITHMETIC" in ended.stderr


def test_json_is_one_object_with_all_keys(tmp_path: Path) -> None:
    ended = run_script(tmp_path, "--json", "--offline", "add 10 and 20")

    said = json.loads(ended.stdout)
    assert KEYS <= said.keys()
    assert (said["status"], said["result"], said["origin"]) == ("solved", 30, "library")
    assert ended.returncode == 0

    shown = json.loads(run_script(tmp_path, "--json", "--offline", "show add_node").stdout)

    assert shown["metrics"] == {"attempts": 1, "score": 1.0, "confidence": None}
    assert shown["specification"]["plan"]["task"]["text"] == "add 10 and 20"


@pytest.mark.parametrize(
    "arguments, code", [(("--offline",), 1), ((), 3)], ids=["offline", "model down"]
)
def test_a_decline_tells_by_its_exit_code_whether_a_model_is_missing(
    arguments: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    ended = run_script(tmp_path, *arguments, "--json", "frobnicate the quux of tomorrow")

    said = json.loads(ended.stdout)
    assert (said["status"], ended.returncode) == ("declined", code)
    assert (said["kind"], said["score"], said["node"]) == ("DATE", None, None)
    assert said["error"] and said["hint"]


def test_tasks_come_from_stdin_one_a_line(tmp_path: Path) -> None:
    ended = run_script(tmp_path, "--offline", typed="add 1 and 2\n\nadd 3 and 4\n")

    assert ended.stdout.split() == ["3", "7"]


def test_a_config_that_is_no_yaml_is_one_message_and_exit_code_two(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("ollama:\n  base_url: [\n")

    ended = run_script(tmp_path, "--config", str(path), "add 1 and 2")

    assert ended.returncode == 2
    assert str(path) in ended.stderr and "Traceback" not in ended.stderr


def test_a_wrong_key_of_a_config_is_named_and_the_task_solved(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("ollama:\n  base_ulr: x\n")

    ended = run_script(tmp_path, "--config", str(path), "add 1 and 2")

    assert (ended.returncode, ended.stdout.strip()) == (0, "3")
    assert f"{path}:2: ollama.base_ulr" in ended.stderr and "Traceback" not in ended.stderr


def test_the_two_calls_of_the_python_page_work_in_an_empty_folder(tmp_path: Path) -> None:
    program = """
from src import ChatCLI, ConfigManager
cli = ChatCLI(ConfigManager())
print(cli.generate_code("calculate fibonacci"))
stdout, stderr, metrics = cli.runner.run_node(
    "fibonacci_node", {"description": "calculate first 10 fibonacci numbers"}
)
print(stdout.strip())
print({"latency_ms", "cpu_time_ms", "memory_mb", "success", "exit_code"} <= metrics.keys())
print(metrics["success"], metrics["exit_code"])
cli.close()
"""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.stdout.splitlines()[-4:] == [
        "True",
        '{"result": [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]}',
        "True",
        "True 0",
    ]


def test_a_task_reads_the_file_it_names_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("item,price\npen,1.50\nbook,10\n")
    task = f"sum the price column in @{tmp_path / 'sales.csv'}"

    ended = run_script(tmp_path / "home", "--offline", task)
    missing = run_script(tmp_path / "home", "--offline", "sum the price column in @gone.csv")

    assert (ended.stdout.strip(), ended.returncode) == ("11.5", 0)
    assert missing.returncode == 1 and "gone.csv" in missing.stderr


def test_an_example_given_with_the_task_decides(tmp_path: Path) -> None:
    right = run_script(tmp_path, "--offline", "add 10 and 20 => 30")
    wrong = run_script(tmp_path, "--offline", "multiply 3 and 4 => 13")
    wrong_for_a_stored_node = run_script(tmp_path, "--offline", "add 5 and 8 => 14")

    assert (right.stdout, right.returncode) == ("30\n", 0)
    assert wrong.stdout == "" and wrong.returncode == 1
    assert wrong_for_a_stored_node.stdout == "" and wrong_for_a_stored_node.returncode == 1
    assert "expected 14" in wrong_for_a_stored_node.stderr


def test_a_task_with_a_typing_error_is_answered_as_it_was_understood(tmp_path: Path) -> None:
    ended = run_script(tmp_path, "--offline", "convert 10 kilometrs to miles")

    assert (ended.stdout, ended.returncode) == ("6.2137119224\n", 0)
    assert "Read as: convert 10 kilometers to miles" in ended.stderr


def test_what_a_pattern_refuses_is_declined_and_nothing_kept(tmp_path: Path) -> None:
    ended = run_script(tmp_path, "--offline", "--json", "factorial of 2000")

    said = json.loads(ended.stdout)
    assert (said["status"], said["node"]) == ("declined", None)
    assert "0 to 1000" in said["error"]
    assert not list((tmp_path / "nodes").glob("*/main.py"))


def test_a_wrong_case_is_told_and_costs_only_that_case(tmp_path: Path) -> None:
    with model_server(1.0, only="tests: one wrong result") as server:
        task = "how many collatz steps does 7 take"
        ended = run_script(tmp_path, "--json", task, ollama=server.url)

    said = json.loads(ended.stdout)
    assert (said["status"], said["result"]) == ("solved", 16)
    assert "-77" in ended.stderr


def test_a_kill_anywhere_leaves_a_store_that_opens(tmp_path: Path) -> None:
    argv = [sys.executable, str(ROOT / "chat_cli.py"), "--offline"]
    for milliseconds in (300, 700, 1100, 1500, 2000, 2600):
        child = subprocess.Popen(
            [*argv, f"add {milliseconds} and 1"],
            env=environment(tmp_path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            child.wait(milliseconds / 1000)
        except subprocess.TimeoutExpired:
            os.kill(child.pid, signal.SIGKILL)
            child.wait(10)

    ended = run_script(tmp_path, "--offline", "add 10 and 20")

    assert (ended.stdout, ended.returncode) == ("30\n", 0)
    assert "damaged" not in ended.stderr


def test_ctrl_c_ends_a_script_with_its_children(tmp_path: Path) -> None:
    with model_server() as server:
        server.profile.latency = 30.0
        child = subprocess.Popen(
            [sys.executable, str(ROOT / "chat_cli.py"), "add 10 and 20"],
            env=environment(tmp_path, server.url),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 30
        while not server.asked() and time.monotonic() < deadline:
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        out, errors = child.communicate(timeout=20)

    assert (out, child.returncode) == ("", 130)
    assert "Traceback" not in errors
