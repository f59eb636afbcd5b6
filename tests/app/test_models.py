"""What `models` shows: where each role's model is, and what was seen of it."""

from pathlib import Path

from src.app.app import build_app
from src.app.model_wiring import open_models
from src.config.manager import ConfigManager
from src.domain.model_request import PromptPart, Request, Role
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
    assert "loaded" in after["fast"] and "context 8192" in after["fast"]
    assert "tokens/s" in after["fast"] and " tokens in 1 calls" in after["fast"]


def test_a_loaded_model_is_shown_with_how_much_of_it_is_on_the_gpu(tmp_path: Path) -> None:
    with model_server() as server:
        environment = {"XDG_CONFIG_HOME": str(tmp_path), "OLLAMA_HOST": server.url}
        settings = ConfigManager(environment=environment).settings.ollama
        with open_models(settings, tmp_path) as router:
            router.complete(Request(Role.FAST, "write", (PromptPart("Say it."),)))
            details = {one.role: one.detail for one in router.states()}

    assert details["fast"].startswith("loaded, 100% on the GPU, context 8192")
