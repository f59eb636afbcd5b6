"""What `models` shows: where each role's model is, and what was seen of it."""

from pathlib import Path

from src.app.app import build_app
from src.config.manager import ConfigManager
from tests.fakes.model_server import model_server


def test_models_show_what_was_seen_of_them_once_they_were_asked(tmp_path: Path) -> None:
    with model_server() as server:
        environment = {
            "CODE_EVOLVER_HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path),
            "OLLAMA_HOST": server.url,
        }
        app = build_app(ConfigManager(environment=environment))
        app.probe()
        before = {one.role: one.detail for one in app.status().models}

        app.solve("add 10 and 20", lambda event: None)
        app.probe()

        after = {one.role: one.detail for one in app.status().models}
        states = {one.state for one in app.status().models}
        app.close()
    assert states == {"ready"}
    assert before["fast"] == ""
    assert "loaded, 100% of it on the GPU" in after["fast"] and "context 8192" in after["fast"]
    assert "tokens/s" in after["fast"] and " tokens in 1 calls" in after["fast"]
