"""Where settings come from, what they must be, and how complaints name the place."""

import re
from pathlib import Path

import pytest

from src.config.manager import PROJECT, ConfigManager
from src.config.settings import Settings
from src.domain.errors import ConfigError
from src.domain.model_request import Role


def manager(tmp_path: Path, text: str = "", **environment: str) -> ConfigManager:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    return ConfigManager(path, environment={"XDG_CONFIG_HOME": str(tmp_path), **environment})


def test_the_shipped_file_says_the_defaults(tmp_path: Path) -> None:
    shipped = ConfigManager(environment={"XDG_CONFIG_HOME": str(tmp_path)})

    assert shipped.settings == Settings()
    unsaid = [key for key, _, place in shipped.rows() if place == "default"]
    in_role = re.compile(r"ollama\.models\.\w+\.(endpoints|num_ctx)")
    assert [key for key in unsaid if not in_role.fullmatch(key)] == []


def test_shipped_endpoints_are_on_this_machine_only() -> None:
    settings = ConfigManager(environment={"XDG_CONFIG_HOME": "/nowhere"}).settings

    assert settings.ollama.base_url == "http://localhost:11434"
    assert all(not m.endpoint and not m.endpoints for m in settings.ollama.models.values())


def test_a_role_that_is_not_named_keeps_its_default(tmp_path: Path) -> None:
    text = (
        "ollama:\n  models:\n    generator: {model: x, endpoints: ['http://a:1', 'http://b:2']}\n"
    )

    models = manager(tmp_path, text).settings.ollama.models

    assert models[Role.GENERATOR].endpoints == ("http://a:1", "http://b:2")
    assert models[Role.FAST].model == "gemma3:4b"


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("ollama:\n  base_ulr: x\n", "config.yaml:2: ollama.base_ulr: unknown key; did you mean"),
        ("ollama:\n  base_url: 3\n", "config.yaml:2: ollama.base_url: expected an address"),
        ("attempts: []\n", "attempts: expected at least one"),
        ("attempts:\n  - {role: gneral}\n", "config.yaml:2: attempts[0].role: expected one of"),
        ("optimizer:\n  rounds: -1\n", "config.yaml:2: optimizer.rounds: expected a whole number"),
        ("ollama: {models: {painter: {model: x}}}\n", "ollama.models.painter: unknown key"),
        ("ollama:\n  - 1\n", "expected keys and values"),
        ("sandbox:\n  wall_seconds: 1e999\n", "sandbox.wall_seconds: expected a number of sec"),
        ("sandbox:\n  cpu_seconds: 1e300\n", "sandbox.cpu_seconds: expected a number of seconds"),
        (
            "sandbox:\n  readable: [sales]\n",
            "config.yaml:2: sandbox.readable[0]: sales is relative",
        ),
        (
            "sandbox:\n  readable:\n    - /\n    - /none/sales\n",
            "config.yaml:4: sandbox.readable[1]: there is no /none/sales to read",
        ),
        ("sandbox:\n  readable: ['~nobody-of-that-name/x']\n", "readable[0]: ~nobody-of-that-name"),
        ("sandbox:\n  readable: ['/a\\0']\n", "sandbox.readable[0]"),
        (
            "sandbox:\n  memory_mb: 99999999999999\n",
            "sandbox.memory_mb: expected a whole number, 1",
        ),
        ("sandbox:\n  files_mb: 99999999999999\n", "sandbox.files_mb: expected a whole number, 1"),
        (
            "ollama:\n  base_url: http://h:65536\n",
            "config.yaml:2: ollama.base_url: expected an add",
        ),
        ("ollama:\n  base_url: http://[::1\n", "config.yaml:2: ollama.base_url: expected an addr"),
        ("ollama:\n  base_url: http://h x\n", "config.yaml:2: ollama.base_url: expected an addre"),
        ("memory:\n  qdrant_url: http://q:99999\n", "memory.qdrant_url: expected an address, or"),
        ("memory:\n  qdrant_url: nonsense\n", "memory.qdrant_url: expected an address, or"),
        ("ollama: [\n", "broken YAML"),
        (
            "ollama:\n  keep_alive: soon\n",
            "config.yaml:2: ollama.keep_alive: expected a time such as",
        ),
        ("auto:\n  minutes: -1\n", "auto.minutes: expected a number of minutes above 0"),
        (
            "ollama:\n  openai_servers: [{base_url: 'http://b'}]\n"
            "  models: {fast: {model: x, endpoints: ['http://a', 'http://b']}}\n",
            "the endpoints of fast: expected servers of one protocol",
        ),
        (
            "ollama: {models: {fast: {model: x, endpoint: 'http://a', endpoints: ['http://b']}}}\n",
            "expected endpoint or endpoints, found both",
        ),
    ],
)
def test_a_broken_file_is_one_message(text: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        manager(tmp_path, text)

    assert complaint in str(caught.value) and "config.yaml" in str(caught.value)


@pytest.mark.parametrize("time", ["0", "300ms", "1h30m", "1.5h", "-1m"])
def test_times_are_taken_as_ollama_writes_them(time: str, tmp_path: Path) -> None:
    read = manager(tmp_path, f"ollama:\n  keep_alive: '{time}'\n")

    assert read.settings.ollama.keep_alive == time


def test_what_programs_may_read_can_be_named_from_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sales").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))

    settings = manager(tmp_path, "sandbox:\n  readable: [~/sales, /]\n").settings

    assert settings.sandbox.readable == (str(tmp_path / "sales"), "/")


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        ConfigManager(tmp_path / "gone.yaml")


def test_flag_goes_before_environment_before_project_before_user(tmp_path: Path) -> None:
    user = tmp_path / "code_evolver"
    user.mkdir()
    (user / "config.yaml").write_text(
        "optimizer: {rounds: 1, candidates: 1, seconds: 1.0}\nlibrary: first\n"
    )
    path = tmp_path / "config.yaml"
    path.write_text("optimizer: {rounds: 2, candidates: 2, seconds: 2.0}\n")
    environment = {
        "XDG_CONFIG_HOME": str(tmp_path),
        "CODE_EVOLVER__OPTIMIZER__ROUNDS": "3",
        "CODE_EVOLVER__OPTIMIZER__CANDIDATES": "3",
    }

    found = ConfigManager(path, flags={"optimizer.rounds": "4"}, environment=environment)

    optimizer = found.settings.optimizer
    assert (optimizer.rounds, optimizer.candidates, optimizer.seconds) == (4, 3, 2.0)
    assert found.settings.library == "first"
    sources = {key: source for key, _, source in found.rows()}
    assert sources["optimizer.rounds"] == "command line"
    assert sources["optimizer.candidates"] == "environment CODE_EVOLVER__OPTIMIZER__CANDIDATES"
    assert sources["optimizer.seconds"].endswith("config.yaml:1")
    assert sources["memory.embedder"] == "default"


def test_usual_variables_are_understood(tmp_path: Path) -> None:
    found = manager(tmp_path, OLLAMA_HOST="gpu:11434", QDRANT_URL="http://q:6333")

    assert found.settings.ollama.base_url == "http://gpu:11434"
    assert found.settings.memory.qdrant_url == "http://q:6333"
    assert manager(tmp_path, OLLAMA_HOST=":99").settings.ollama.base_url == "http://localhost:99"


@pytest.mark.parametrize(
    "address",
    [
        "http://h",
        "https://h/",
        "http://127.0.0.1:65535",
        "http://[::1]:11434",
        "http://[fe80::1%eth0]",
        "https://me:secret@host:8443/v1?x=1",
        "http://my_box.local:1/a%20b",
    ],
)
def test_usual_addresses_are_taken(address: str, tmp_path: Path) -> None:
    found = manager(tmp_path, f"ollama:\n  base_url: '{address}'\n")

    assert found.settings.ollama.base_url == address


def test_the_data_folder_is_the_project_unless_named(tmp_path: Path) -> None:
    assert manager(tmp_path).home == PROJECT
    assert manager(tmp_path, CODE_EVOLVER_HOME=str(tmp_path / "d")).home == tmp_path / "d"


def test_an_installed_program_keeps_its_data_and_settings_in_the_user_s_folders(
    tmp_path: Path,
) -> None:
    named = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}

    found = ConfigManager(environment=named, in_checkout=False)
    usual = ConfigManager(environment={}, in_checkout=False)

    assert found.home == tmp_path / "data" / "code_evolver"
    assert found.path == tmp_path / "config" / "code_evolver" / "config.yaml"
    assert usual.home == Path.home() / ".local" / "share" / "code_evolver"
    assert usual.path == Path.home() / ".config" / "code_evolver" / "config.yaml"


def test_the_first_setting_changed_in_an_installed_program_makes_the_user_s_file(
    tmp_path: Path,
) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    found = ConfigManager(environment=environment, in_checkout=False)
    bundled = (PROJECT / "config.yaml").read_text()

    with pytest.raises(ConfigError):
        found.set("optimizer.rounds", "many")
    assert not found.path.exists()
    found.set("optimizer.rounds", "7")

    changed = found.path.read_text().splitlines()
    assert [line for line in changed if line not in bundled.splitlines()] == [
        line.replace("rounds: 3", "rounds: 7")
        for line in bundled.splitlines()
        if "rounds: 3" in line
    ]
    assert found.settings.optimizer.rounds == 7
    again = ConfigManager(environment=environment, in_checkout=False)
    assert again.settings == found.settings
    assert (PROJECT / "config.yaml").read_text() == bundled


def test_a_setting_is_changed_in_its_line_and_nothing_else_is(tmp_path: Path) -> None:
    text = "# mine\noptimizer:\n  rounds: 3  # why\nterminal: {theme: dark}\n"
    found = manager(tmp_path, text)

    found.set("optimizer.rounds", "5")

    assert (tmp_path / "config.yaml").read_text() == text.replace("3  # why", "5  # why")
    assert found.settings.optimizer.rounds == 5


@pytest.mark.parametrize(
    "key, value", [("optimizer.rounds", "many"), ("optimizer.gone", "1"), ("terminal.theme", "red")]
)
def test_a_value_that_does_not_fit_changes_nothing(key: str, value: str, tmp_path: Path) -> None:
    text = "optimizer:\n  rounds: 3\n"
    found = manager(tmp_path, text)

    with pytest.raises(ConfigError):
        found.set(key, value)

    assert (tmp_path / "config.yaml").read_text() == text
    assert found.settings.optimizer.rounds == 3
