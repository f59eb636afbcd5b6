"""Settings that reach far: each is shown to change what is asked of whom."""

import os
import subprocess
import sys
from functools import cached_property
from pathlib import Path

import pytest

from src.app.adapters import Adapters
from src.app.app import App
from src.app.model_wiring import embedder_by_endpoint, open_models, role_settings, rules_of
from src.app.tool_wiring import limits_of_programs
from src.config.manager import ConfigManager
from src.config.settings import Settings
from src.domain.candidate import Origin
from src.domain.model_request import Request, Role
from src.domain.program_run import Ending, Program
from src.models.request_plan import RoleMap
from src.models.routing_rules import BackendKind, Server, Strategy
from tests.fakes.ollama_server import OllamaServer
from tests.fakes.pipeline_steps import FakeModel
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
        for task in ("add 1 and 2", "/search adding"):
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
    with OllamaServer(lambda body: "") as server:
        flags = {"ollama.base_url": server.url, "memory.embedding_model": "nomic-embed-text"}
        settings = ConfigManager(flags=flags, environment=environment).settings
        with open_models(settings.ollama, tmp_path, lambda event: None) as router:
            embedder_by_endpoint(router, settings).embed(["a word"])
        asked = [body["model"] for body in server.asked("/api/embed")]

    assert asked == ["nomic-embed-text"]


def test_each_endpoint_of_a_role_is_asked_by_its_own_protocol_with_its_own_key(
    tmp_path: Path,
) -> None:
    (tmp_path / "config.yaml").write_text(
        "ollama:\n  models:\n    generator:\n      model: mine\n"
        "      endpoints: ['https://a.example/v1', 'http://gpu:11434', 'https://B.example:443']\n"
        "  openai_servers:\n    - {base_url: 'https://a.example/v1/', api_key_env: A_KEY}\n"
        "    - {base_url: 'https://b.example', api_key_env: B_KEY}\n"
    )
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    settings = ConfigManager(tmp_path / "config.yaml", environment=environment).settings

    roles = RoleMap(role_settings(settings.ollama), rules_of(settings.ollama).servers)

    assert roles.plan(Request(Role.GENERATOR, "write", ())).servers == (
        Server("https://a.example/v1", BackendKind.OPENAI, "A_KEY"),
        Server("http://gpu:11434"),
        Server("https://b.example", BackendKind.OPENAI, "B_KEY"),
    )


def settings_with(folder: Path, **flags: str) -> Settings:
    """The settings with some of them given by dotted keys, `__` for the dot."""
    environment = {"CODE_EVOLVER_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    given = {key.replace("__", "."): value for key, value in flags.items()}
    return ConfigManager(flags=given, environment=environment).settings


def test_each_bound_of_programs_is_the_one_of_its_name(tmp_path: Path) -> None:
    names = ("wall_seconds", "cpu_seconds", "memory_mb", "output_bytes", "files_mb", "file_count")
    given = {f"sandbox__{name}": str(number) for number, name in enumerate(names, start=3)}

    limits = limits_of_programs(settings_with(tmp_path, **given).sandbox)

    assert [getattr(limits, name) for name in names] == [3, 4, 5, 6, 7, 8]


def test_each_rule_of_requests_is_the_one_of_its_name(tmp_path: Path) -> None:
    names = ("connect", "first_token_warm", "first_token_cold", "stall", "total")
    given = {f"ollama__deadlines__{name}": str(n) for n, name in enumerate(names, start=3)}
    others = {"strategy": "round_robin", "concurrency": "8", "tries": "9", "keep_alive": "5m"}
    given |= {f"ollama__{name}": value for name, value in others.items()}

    rules = rules_of(settings_with(tmp_path, **given).ollama)

    assert [getattr(rules.deadlines, name) for name in names] == [3, 4, 5, 6, 7]
    assert (rules.strategy, rules.concurrency, rules.retries) == (Strategy.ROUND_ROBIN, 8, 9)
    assert rules.keep_alive == "5m"


class AdaptersWithModel(Adapters):
    """One whose model answers nothing of use, and notes what it was asked for."""

    @cached_property
    def model(self) -> FakeModel:
        return FakeModel(lambda request: "{}")


@pytest.mark.parametrize(("library", "asked"), [("first", []), ("fallback", ["write"] * 3)])
def test_where_the_library_comes_first_no_model_is_asked_for_what_it_knows(
    library: str, asked: list[str], tmp_path: Path
) -> None:
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    config = ConfigManager(flags={"library": library}, environment=environment)
    adapters = AdaptersWithModel(config)
    app = App(adapters)

    solved = app.solve("factorial of 12", lambda event: None)
    asked_for = [request.purpose for request in adapters.model.requests]
    app.close()

    assert (solved.result, solved.origin) == (479001600, Origin.LIBRARY)
    assert asked_for == asked


def test_programs_read_what_the_settings_make_readable_and_nothing_beside_it(
    tmp_path: Path,
) -> None:
    for name in ("sales.csv", "wages.csv"):
        (tmp_path / name).write_text("12")
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    (tmp_path / "config.yaml").write_text(f"sandbox: {{readable: ['{tmp_path / 'sales.csv'}']}}")
    config = ConfigManager(tmp_path / "config.yaml", environment=environment)

    program = Program("import sys\nprint(open(sys.stdin.read()).read())")
    with Adapters(config).sandbox as sandbox, sandbox.open(program) as session:
        read = session.run(str(tmp_path / "sales.csv"))
        refused = session.run(str(tmp_path / "wages.csv"))

    assert read.stdout == "12\n" and refused.ending is Ending.FAILED
