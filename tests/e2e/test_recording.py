"""A session is recorded and replayed: a bug report that anyone can run, with no model."""

import json
from pathlib import Path

import pytest

from tests.e2e.program import run_script
from tests.fakes.model_server import model_server


def test_a_recorded_session_replays_to_the_same_end_without_a_model(tmp_path: Path) -> None:
    recording = tmp_path / "session.jsonl"
    with model_server() as server:
        live = run_script(
            tmp_path / "a", "--json", "--record", str(recording), "add 10 and 20", ollama=server.url
        )
    replayed = run_script(tmp_path / "b", "--json", "--replay", str(recording), "add 10 and 20")

    one, two = json.loads(live.stdout), json.loads(replayed.stdout)
    assert (one["status"], one["result"], one["origin"]) == ("solved", 30, "written")
    assert {k: one[k] for k in ("result", "origin", "model", "attempts", "node")} == {
        k: two[k] for k in ("result", "origin", "model", "attempts", "node")
    }


def test_a_replay_is_strict_about_what_was_not_recorded(tmp_path: Path) -> None:
    recording = tmp_path / "session.jsonl"
    with model_server() as server:
        run_script(tmp_path / "a", "--record", str(recording), "add 1 and 2", ollama=server.url)

    missed = run_script(tmp_path / "b", "--json", "--replay", str(recording), "factorial of 5")

    said = json.loads(missed.stdout)
    assert said["status"] == "failed" and "holds no reply" in said["error"]
    assert "Traceback" not in missed.stderr


@pytest.mark.parametrize(
    ("recording", "task", "result", "model"),
    [
        ("add", "add 10 and 20", 30, "gemma3:4b"),
        (
            "joke",
            "write a joke about programmers",
            "Why did the programmer quit his job?\n\nBecause he didn't get the bonus.",
            "codellama",
        ),
        (
            "fibonacci",
            "calculate fibonacci sequence",
            [0, 1, 1, 2, 3, 5, 8, 13, 21, 34],
            "qwen2.5-coder:14b",
        ),
    ],
)
def test_what_a_real_small_model_wrote_is_used_and_not_the_library_s_own(
    tmp_path: Path, recording: str, task: str, result: object, model: str
) -> None:
    """Recorded with Qwen2.5-Coder-1.5B (Q4) behind every role's name, served by Ollama."""
    path = Path(__file__).parent / "recordings" / f"{recording}.jsonl"

    replayed = run_script(tmp_path, "--json", "--replay", str(path), task)

    outcome = json.loads(replayed.stdout)
    assert (outcome["result"], outcome["origin"], outcome["model"]) == (result, "written", model)
    assert outcome["confidence"]["level"] == "high"
