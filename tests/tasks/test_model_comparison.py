"""The same task for each model, or what is missing for that."""

from pathlib import Path

import pytest

from src.app.app import App, build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.errors import Declined
from tests.fakes.model_server import model_server
from tests.fakes.ollama_server import OllamaServer, ServerProfile


def app_with(home: Path, url: str, mode: RunMode = RunMode(), library: str = "fallback") -> App:
    environment = {
        "CODE_EVOLVER_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "OLLAMA_HOST": url,
    }
    return build_app(ConfigManager(flags={"library": library}, environment=environment), mode)


@pytest.mark.parametrize("library", ["fallback", "first"])
def test_each_model_solves_the_task_and_nothing_is_kept(tmp_path: Path, library: str) -> None:
    with model_server() as server:
        app = app_with(tmp_path, server.url, library=library)

        told = app.model_trials.compare("add 10 and 20", lambda event: None)

        kept = app.nodes.ids()
        app.close()
    rows = told.answer["models"]
    assert isinstance(rows, list) and len(rows) == 4
    for row in rows:
        assert isinstance(row, dict) and row["solved"] is True, row
        assert row["result"] == 30 and "def " in str(row["code"])
        assert isinstance(row["tokens"], int) and row["tests_passed"] == row["tests"]
    assert kept == ()


def test_one_model_is_not_compared_and_what_is_missing_is_named(tmp_path: Path) -> None:
    with OllamaServer(lambda body: "", ServerProfile(models=("llama3",))) as server:
        app = app_with(tmp_path, server.url)

        with pytest.raises(Declined) as caught:
            app.model_trials.compare("add 10 and 20", lambda event: None)

        app.close()
    assert "only llama3 answers" in str(caught.value)
    assert "codellama is missing" in str(caught.value)
    assert "ollama pull" in caught.value.hint


def test_without_models_it_says_so(tmp_path: Path) -> None:
    app = app_with(tmp_path, "http://127.0.0.1:1", RunMode(offline=True))

    with pytest.raises(Declined, match="offline"):
        app.model_trials.compare("add 10 and 20", lambda event: None)

    app.close()
