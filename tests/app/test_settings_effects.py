"""Settings that reach far: each is shown to change what is asked of whom."""

import os
import subprocess
import sys
from pathlib import Path

from src.app.house import House
from src.app.model_wiring import embedder_by_endpoint, open_models, role_settings
from src.config.manager import ConfigManager
from src.core.language import Role
from src.core.running import Ending, Program
from src.llm.settings import BackendKind
from tests.fakes.model_server import model_server
from tests.fakes.qdrant_server import fake_qdrant

PROJECT = Path(__file__).resolve().parents[2]


def test_the_qdrant_key_is_taken_from_the_variable_that_is_named(tmp_path: Path) -> None:
    with fake_qdrant() as server:
        environment = {
            **os.environ,
            "CODE_EVOLVER_HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path),
            "CODE_EVOLVER__MEMORY__QDRANT_URL": server.url,
            "CODE_EVOLVER__MEMORY__QDRANT_API_KEY_ENV": "MY_KEY",
            "MY_KEY": "open sesame",
        }
        for task in ("add 1 and 2", "count the words in 'a b'"):
            subprocess.run(
                [sys.executable, str(PROJECT / "chat_cli.py"), "--offline", task],
                env=environment,
                timeout=120,
                check=True,
                capture_output=True,
            )

    assert server.keys and set(server.keys) == {"open sesame"}


def test_the_embedding_model_is_the_one_that_is_asked(tmp_path: Path) -> None:
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with model_server() as server:
        flags = {"ollama.base_url": server.url, "memory.embedding_model": "llama3"}
        settings = ConfigManager(flags=flags, environment=environment).settings
        with open_models(settings.ollama, tmp_path, lambda event: None) as router:
            embedder_by_endpoint(router, settings).embed(["a word"])
        asked = [body["model"] for body in server.asked("/api/embed")]

    assert asked == ["llama3"]


def test_an_endpoint_that_is_listed_speaks_as_openai_does_with_its_key(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        "ollama:\n  models:\n    generator: {model: mine, endpoint: 'http://127.0.0.1:9/v1'}\n"
        "  openai_servers:\n    - {base_url: 'http://127.0.0.1:9/v1', api_key_env: MY_KEY}\n"
    )
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    settings = ConfigManager(tmp_path / "config.yaml", environment=environment).settings

    roles = role_settings(settings.ollama)

    assert roles[Role.GENERATOR].backend is BackendKind.OPENAI
    assert roles[Role.GENERATOR].key_variable == "MY_KEY"
    assert roles[Role.OVERSEER].backend is BackendKind.OLLAMA


def test_programs_read_what_the_settings_make_readable_and_nothing_beside_it(
    tmp_path: Path,
) -> None:
    for name in ("sales.csv", "wages.csv"):
        (tmp_path / name).write_text("12")
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    (tmp_path / "config.yaml").write_text(f"sandbox: {{readable: ['{tmp_path / 'sales.csv'}']}}")
    config = ConfigManager(tmp_path / "config.yaml", environment=environment)

    program = Program("import sys\nprint(open(sys.stdin.read()).read())")
    with House(config).sandbox as sandbox, sandbox.open(program) as session:
        read = session.run(str(tmp_path / "sales.csv"))
        refused = session.run(str(tmp_path / "wages.csv"))

    assert read.stdout == "12\n" and refused.ending is Ending.FAILED
