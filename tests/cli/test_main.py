"""The command line from outside: what is loaded, and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from src.__main__ import run
from src.domain.installation import VERSION

PROJECT = Path(__file__).resolve().parents[2]
HEAVY = "qdrant_client ollama httpx numpy pydantic pytest pylint mypy black flake8"
# The servers are asked by the client that later requests use: 0.06 s, while the user types.
BEHIND_THE_PROMPT = HEAVY.replace(" httpx", "")
# Ours, of no use before a task is typed: each costs some milliseconds of every start.
BEFORE_THE_PROMPT = HEAVY + (
    " src.app.app src.domain.node src.domain.candidate src.domain.artifact src.domain.task"
    " src.language.tokenizer"
)


def run_python(code: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CODE_EVOLVER_HOME": str(tmp_path), "TERM": "xterm-256color"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def run_cli(*argv: str, tmp_path: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROJECT / "chat_cli.py"), *argv],
        env=os.environ | {"CODE_EVOLVER_HOME": str(tmp_path)},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_load_neither_rich_nor_prompt_toolkit(option: str, tmp_path: Path) -> None:
    code = f"""
import sys
from src.cli.main import main
try:
    main([{option!r}])
except SystemExit as ended:
    assert not ended.code
print("loaded:", *[name for name in ("rich", "prompt_toolkit", "yaml") if name in sys.modules])
"""

    done = run_python(code, tmp_path)

    assert done.stdout.splitlines()[-1].strip() == "loaded:", done.stderr


def test_nothing_heavy_is_loaded_before_the_prompt(tmp_path: Path) -> None:
    code = f"""
import sys
from src import ChatCLI, ConfigManager
from src.cli.repl import Repl
cli = ChatCLI(ConfigManager())
Repl(cli.context, cli.line_handler, cli.environment)
print("loaded:", *[name for name in {BEFORE_THE_PROMPT!r}.split() if name in sys.modules])
"""

    done = run_python(code, tmp_path)

    assert done.stdout.splitlines()[-1].strip() == "loaded:", done.stderr


def test_the_probes_behind_the_prompt_load_nothing_heavy_either(tmp_path: Path) -> None:
    code = f"""
import sys
from src import ChatCLI, ConfigManager
app = ChatCLI(ConfigManager()).app
app.probe()
app.status()
print("loaded:", *[name for name in {BEHIND_THE_PROMPT!r}.split() if name in sys.modules])
app.close()
"""

    done = run_python(code, tmp_path)

    assert done.stdout.splitlines()[-1].strip() == "loaded:", done.stderr


def test_a_config_that_is_not_yaml_is_one_message_and_exit_2(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("ollama:\n  base_url: [x\n")

    done = run_cli("--config", str(broken), "add 1 and 2", tmp_path=tmp_path)

    assert done.returncode == 2
    assert done.stdout == ""
    assert "broken.yaml:3: broken YAML" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "argv",
    [
        ["--nonsense"],
        ["--config"],
        ["--set", "x"],
        ["/nonsense"],
        ["--record", "a.jsonl", "--replay", "b.jsonl"],
        ["--record", "a.jsonl", "--offline"],
        ["--quiet", "--verbose"],
    ],
)
def test_wrong_usage_is_exit_2(argv: list[str], tmp_path: Path) -> None:
    done = run_cli(*argv, tmp_path=tmp_path)

    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_stream_without_a_task_is_nothing_to_do(tmp_path: Path) -> None:
    done = run_cli(tmp_path=tmp_path, typed="\n  \n\n")

    assert (done.returncode, done.stdout) == (0, "")


def test_a_reader_that_goes_away_is_no_reason_to_complain(tmp_path: Path) -> None:
    command = f"{sys.executable} {PROJECT}/chat_cli.py help | head -1"

    done = subprocess.run(
        ["bash", "-c", command],
        env=os.environ | {"CODE_EVOLVER_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Type a task" in done.stdout
    assert done.stderr == ""


def test_on_another_system_one_sentence_says_that_linux_is_needed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = run(["--version"], platform="win32")

    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.startswith("Code Evolver runs on Linux only") and said.err.count("\n") == 1


def test_nothing_of_linux_alone_is_imported_before_that_sentence(tmp_path: Path) -> None:
    script = """
import sys
sys.modules |= dict.fromkeys("fcntl grp pty pwd resource termios tty".split())
from src.__main__ import run
print(run(["add 1 and 2"], platform="darwin"))
"""

    done = run_python(script, tmp_path)

    assert done.stdout == "2\n", done.stderr


@pytest.mark.parametrize("start", [("-m", "src"), ("chat_cli.py",)])
def test_a_checkout_starts_as_a_module_and_as_a_script(start: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, *start, "--version"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == f"Code Evolver {VERSION}\n", done.stderr


def run_in_shell(
    line: str, tmp_path: Path, folder: str = ".", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which $P is the program."""
    start = {"P": f"{sys.executable} {PROJECT}/chat_cli.py", "CODE_EVOLVER_HOME": str(tmp_path)}
    return subprocess.run(
        ["bash", "-c", line],
        env=os.environ | start | variables,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("$P help >&-", 1, "stdout cannot be written: Bad file descriptor"),
        ("$P help > /dev/full", 1, "stdout cannot be written: No space left on device"),
        ("$P --version > /dev/full", 1, "stdout cannot be written: No space left on device"),
        ("$P help >&- 2>&- <&-", 1, ""),
        ("$P help 2>&- > /dev/null", 0, ""),
        ("$P /nonsense 2> /dev/full", 2, ""),
        ("$P <&-", 0, ""),
        ("$P $'reverse the text \"\\xffab\"'", 2, "is not UTF-8 text"),
        ("printf 'reverse the word caf\\351' | $P", 2, r"caf\udce9 is not UTF-8 text"),
        ("printf 'reverse the word caf\\351' | $P -", 2, r"caf\udce9 is not UTF-8 text"),
    ],
)
def test_a_stream_that_is_closed_or_full_is_a_sentence_and_an_exit_code(
    line: str, code: int, told: str, tmp_path: Path
) -> None:
    done = run_in_shell(line, tmp_path)

    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr and done.stderr.count("\n") <= 2
    assert "Traceback" not in done.stderr and "wrong inside" not in done.stderr


@pytest.mark.parametrize("end", [">&-", "> /dev/full"])
def test_a_result_that_cannot_be_written_is_told(end: str, tmp_path: Path) -> None:
    done = run_in_shell(f"$P --offline 'add 10 and 20' {end}", tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert "stdout cannot be written: " in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr and "wrong inside" not in done.stderr


FULL_DISK = """
import resource, signal, sys, tempfile
from src.__main__ import run

tempfile.gettempdir()  # It is not full.
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
sys.exit(run(["--offline"]))
"""


@pytest.mark.parametrize("is_new", [True, False])
def test_a_full_disk_keeps_nothing_and_costs_no_answer(is_new: bool, tmp_path: Path) -> None:
    if not is_new:
        run_cli("--offline", "add 1 and 2", tmp_path=tmp_path)

    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK],
        cwd=PROJECT,
        env=os.environ | {"CODE_EVOLVER_HOME": str(tmp_path)},
        input="is 7 prime\nlist\nadd 10 and 20\n",
        capture_output=True,
        text=True,
        check=False,
    )

    said = done.stdout.splitlines()
    assert (done.returncode, said[0], said[-1]) == (0, "true", "30"), done.stderr
    assert ("add_node" in done.stdout) is not is_new
    assert "Not kept: the node could not be kept: [Errno 27]" in done.stderr
    assert "wrong inside" not in done.stderr


def test_what_is_told_of_a_task_may_be_lost_but_not_its_result(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()

    done = run_in_shell(
        "rmdir $PWD; $P --offline 'add 10 and 20' 2> /dev/full", tmp_path, str(gone)
    )

    assert (done.returncode, done.stdout) == (0, "30\n")


def test_a_warning_about_foreign_code_is_not_shown(tmp_path: Path) -> None:
    source = 'def f(n: int) -> int:\n    """Halve."""\n    return 1if n else 2\n'
    (tmp_path / "halves.py").write_text(source)

    typed = run_cli("--offline", source, tmp_path=tmp_path)
    tested = run_cli("--offline", "test", str(tmp_path / "halves.py"), tmp_path=tmp_path)

    assert "Not solved" in typed.stderr and tested.returncode == 0, tested.stderr
    assert "SyntaxWarning" not in typed.stderr + tested.stderr


def test_a_deleted_folder_is_named_once(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()

    done = run_in_shell("rmdir $PWD; $P --offline 'add 10 and 20'", tmp_path, str(gone))

    assert (done.returncode, done.stdout) == (0, "30\n")
    assert done.stderr.count("was deleted; no file can be read in it") == 1


def test_an_ascii_locale_is_no_reason_to_lose_a_letter(tmp_path: Path) -> None:
    home = tmp_path / "hömé"

    done = run_in_shell(
        "$P --offline 'reverse the text \"äbc\"'",
        home,
        LC_ALL="POSIX",
        PYTHONUTF8="0",
    )

    assert (done.returncode, done.stdout) == (0, "cbä\n"), done.stderr
    assert (home / "nodes").is_dir()
