"""An entry of a settings file that cannot be read costs itself; the sandbox gets no weaker."""

from pathlib import Path

import pytest

from src.config.manager import ConfigManager
from src.config.settings import Settings
from src.domain.errors import ConfigError
from src.domain.model_request import Role

NAMED, OWN = "named.yaml", "code_evolver/config.yaml"

UNREADABLE = [
    ("ollama:\n  base_ulr: x\n", "named.yaml:2: ollama.base_ulr: unknown key; did you mean"),
    ("ollama:\n  base_url: 3\n", "named.yaml:2: ollama.base_url: expected an address"),
    ("attempts: []\n", "attempts: expected at least one"),
    ("attempts:\n  - {role: gneral}\n", "named.yaml:2: attempts[0].role: expected one of"),
    ("optimizer:\n  rounds: -1\n", "named.yaml:2: optimizer.rounds: expected a whole number"),
    ("ollama: {models: {painter: {model: x}}}\n", "ollama.models.painter: unknown key"),
    ("ollama:\n  - 1\n", "expected keys and values"),
    ("sandbox:\n  wall_seconds: 1e999\n", "sandbox.wall_seconds: expected a number of sec"),
    ("sandbox:\n  cpu_seconds: 1e300\n", "sandbox.cpu_seconds: expected a number of seconds"),
    (
        "sandbox:\n  readable: [sales]\n",
        "named.yaml:2: sandbox.readable[0]: sales is relative",
    ),
    (
        "sandbox:\n  readable:\n    - /\n    - /none/sales\n",
        "named.yaml:4: sandbox.readable[1]: /none/sales does not exist",
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
        "named.yaml:2: ollama.base_url: expected an add",
    ),
    ("ollama:\n  base_url: http://[::1\n", "named.yaml:2: ollama.base_url: expected an addr"),
    ("ollama:\n  base_url: http://h x\n", "named.yaml:2: ollama.base_url: expected an addre"),
    ("memory:\n  qdrant_url: http://q:99999\n", "memory.qdrant_url: expected an address, or"),
    ("memory:\n  qdrant_url: nonsense\n", "memory.qdrant_url: expected an address, or"),
    (
        "ollama:\n  keep_alive: soon\n",
        "named.yaml:2: ollama.keep_alive: expected a time such as",
    ),
    ("auto:\n  minutes: -1\n", "auto.minutes: expected a number of minutes above 0"),
    (
        "ollama: {models: {fast: {model: x, endpoint: 'http://a', endpoints: ['http://b']}}}\n",
        "expected endpoint or endpoints, found both",
    ),
]
"""What cannot be read, and how the sentence about it goes."""


def settings_of(
    tmp_path: Path, named: str, own: str = "", flags: dict[str, str] | None = None, **more: str
) -> ConfigManager:
    """Settings from a file named by --config, and the weaker one of the user's."""
    (tmp_path / "code_evolver").mkdir(exist_ok=True)
    (tmp_path / NAMED).write_text(named)
    (tmp_path / OWN).write_text(own)
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "CODE_EVOLVER_HOME": str(tmp_path), **more}
    return ConfigManager(tmp_path / NAMED, flags=flags, environment=environment)


@pytest.mark.parametrize(("text", "complaint"), UNREADABLE)
def test_an_entry_that_cannot_be_read_costs_itself(
    text: str, complaint: str, tmp_path: Path
) -> None:
    found = settings_of(tmp_path, text + "terminal: {vi_mode: true}\n")

    (entry,) = found.unread
    assert complaint in entry.sentence and NAMED in entry.sentence and "ignored" in entry.sentence
    assert found.notes[0] == entry.sentence and found.notes[1].endswith("doctor --repair")
    assert found.settings.terminal.vi_mode
    assert found.settings.optimizer == Settings().optimizer


@pytest.mark.parametrize(("text", "complaint"), UNREADABLE)
def test_a_repair_makes_a_comment_of_it(text: str, complaint: str, tmp_path: Path) -> None:
    text += "terminal: {vi_mode: true}\n"
    found = settings_of(tmp_path, text)
    before = found.settings

    (told,) = found.repair()

    assert told.endswith(" is a comment now; backup: named.yaml.bak1") and complaint
    assert (tmp_path / "named.yaml.bak1").read_text() == text
    again = settings_of(tmp_path, (tmp_path / NAMED).read_text())
    assert again.settings == found.settings == before
    assert again.notes == found.notes == () and list(found.repair()) == []


def test_every_entry_is_named_and_the_next_weaker_value_counts(tmp_path: Path) -> None:
    named = (
        "optimizer:\n  rounds: x\n  tries: 0\n  seconds: 5\nlibrary: [first]\nnothing: 1\n"
        "ollama: {models: {fast: {model: 3, num_ctx: 77}}}\n"
    )
    own = "optimizer: {rounds: 7, tries: y}\nollama: {models: {fast: {model: own}}}\n"

    found = settings_of(tmp_path, named, own)

    of, fast = found.settings.optimizer, found.settings.ollama.models[Role.FAST]
    assert (of.rounds, of.tries, of.seconds) == (7, Settings().optimizer.tries, 5)
    assert (fast.model, fast.num_ctx, found.settings.library) == ("own", 77, "fallback")
    places = {(one.file.name, ".".join(map(str, one.path))) for one in found.unread}
    assert places == {
        ("config.yaml", "optimizer.tries"),
        *((NAMED, key) for key in ("optimizer.rounds", "optimizer.tries", "library", "nothing")),
        (NAMED, "ollama.models.fast.model"),
    }
    assert {row[0]: row[2] for row in found.rows()}["optimizer.rounds"].endswith(f"{OWN}:1")


@pytest.mark.parametrize(
    ("named", "key", "value"),
    [
        ("sandbox: {allow_weak: 'no'}", "allow_weak", False),
        ("sandbox: {alow_weak: false}", "allow_weak", False),
        ("sandbox: [allow_weak]", "allow_weak", False),
        ("sandbx: {allow_weak: false}", "allow_weak", False),
        ("sandbox: {readable: none}", "readable", ()),
        ("sandbox: {readable: [/usr, /gone]}", "readable", ("/usr",)),
        ("sandbox: {memory_mb: 64M}", "memory_mb", Settings().sandbox.memory_mb),
        ("sandbox: {cpu_seconds: one}", "cpu_seconds", 2.0),
    ],
)
def test_the_sandbox_gets_the_strictest_value(
    named: str, key: str, value: object, tmp_path: Path
) -> None:
    own = "sandbox: {allow_weak: true, readable: [/], memory_mb: 9000, cpu_seconds: 2.0}\n"

    found = settings_of(tmp_path, named + "\n", own)
    told = list(found.repair())

    assert getattr(found.settings.sandbox, key) == value
    # Where a comment would leave more to a program, the line stays.
    is_left = "cpu" not in key and value != ("/usr",)
    assert all(("would be allowed more" in one) is is_left for one in told)
    assert ((tmp_path / NAMED).read_text() == named + "\n") is is_left


def test_a_section_of_comments_is_no_entry(tmp_path: Path) -> None:
    found = settings_of(tmp_path, "sandbox:\n  # memory_mb: 64\ntools:\n")

    assert found.notes == () and found.settings == Settings()


def test_a_file_that_is_wrong_almost_everywhere_stops_the_program(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="named.yaml: more than 50 entries") as caught:
        settings_of(tmp_path, "".join(f"key{number}: 1\n" for number in range(5_000)))

    assert "key0: unknown key" in caught.value.hint


def test_what_is_given_for_one_run_must_be_right(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="command line: optimizer.rounds: expected"):
        settings_of(tmp_path, "", flags={"optimizer.rounds": "many"})
    with pytest.raises(ConfigError, match="environment CODE_EVOLVER__SANDBOX__ALLOW_WEAK: sand"):
        settings_of(tmp_path, "", CODE_EVOLVER__SANDBOX__ALLOW_WEAK="perhaps")


def test_a_setting_can_be_changed_beside_one_that_cannot_be_read(tmp_path: Path) -> None:
    found = settings_of(tmp_path, "", "optimizer:\n  rounds: many\n  tries: 2\n")

    found.set("optimizer.tries", "3")
    with pytest.raises(ConfigError, match="optimizer.seconds: expected"):
        found.set("optimizer.seconds", "long")
    found.set("optimizer.rounds", "4")

    assert (tmp_path / OWN).read_text() == "optimizer:\n  rounds: 4\n  tries: 3\n"
    assert found.unread == () and found.settings.optimizer.rounds == 4


def test_a_change_that_contradicts_another_file_changes_nothing(tmp_path: Path) -> None:
    named = "ollama: {models: {fast: {model: x, endpoint: 'http://a'}}}\n"
    own = "ollama:\n  models:\n    fast:\n      model: y\n"
    found = settings_of(tmp_path, named, own)

    with pytest.raises(ConfigError, match="expected endpoint or endpoints, found both"):
        found.write_user_file(own + "      endpoints: ['http://b']\n")

    assert (tmp_path / OWN).read_text() == own and found.unread == ()


def test_a_file_that_cannot_be_changed_is_named_and_the_others_are_repaired(
    tmp_path: Path,
) -> None:
    named = '{"model": "x\\\n  y", "optimizer": {"rounds": 1.5}}\n'
    found = settings_of(tmp_path, named, "optimizer: {tries: x}\n")

    told = list(found.repair())

    assert len(found.unread) == 1 and "rounds" in found.unread[0].sentence
    assert any(one.endswith("correct the line by hand") for one in told)
    assert (tmp_path / OWN).read_text() == "# tries: x\noptimizer: {}\n"


def test_answers_that_cannot_be_read_trust_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "code_evolver" / "trusted_folders.json"
    record.parent.mkdir()
    record.write_text("{bad")
    (tmp_path / "code_evolver.yaml").write_text("sandbox: {allow_weak: true}\n")
    monkeypatch.chdir(tmp_path)

    found = settings_of(tmp_path, "")

    assert not found.settings.sandbox.allow_weak and found.asks_for_trust
    assert "trusted_folders.json:1: broken JSON" in found.notes[0]
    found.trust_folder(True)
    assert found.settings.sandbox.allow_weak and found.notes == ()
