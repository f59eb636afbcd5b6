"""A session is recorded and replayed: a bug report that anyone can run, with no model."""

import json
from pathlib import Path

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
