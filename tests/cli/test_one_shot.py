"""What a script sees: stdout, stderr and exit codes."""

import io
import json

import pytest

from src.cli.command_line import Arguments, Verbosity, read_arguments
from src.cli.commands.catalogue import all_commands
from src.cli.context import CommandContext
from src.cli.input_line import LineHandler
from src.cli.one_shot import OneShot
from src.cli.screen import Screen
from src.cli.theme import TerminalFeatures
from tests.fakes.app import FakeApp, FakeConfig

KEYS = (
    "task status kind result node reused attempts score model seconds trace origin files"
    " schema function signature arguments source checks"
).split()


class Script:
    """A one-shot with a fake App, and what it wrote."""

    def __init__(self, tmp_path, *argv: str, app: FakeApp | None = None) -> None:
        self.arguments: Arguments = read_arguments(argv)
        self.app = app or FakeApp()
        out, stages = io.StringIO(), io.StringIO()
        context = CommandContext(
            lambda: self.app, FakeConfig(tmp_path), Screen(out, TerminalFeatures()), all_commands()
        )
        context.take_notes = self.app.take_notes
        context.verbosity = Verbosity.QUIET if self.arguments.quiet else Verbosity.NORMAL
        self.shot = OneShot(
            LineHandler(context), self.arguments, Screen(stages, TerminalFeatures()), context.screen
        )
        self._out, self._stages = out, stages

    def run(self) -> int:
        assert self.arguments.line is not None
        return self.shot.take(self.arguments.line, self.arguments.strays, self.arguments.words)

    @property
    def stdout(self) -> str:
        return self._out.getvalue()

    @property
    def stderr(self) -> str:
        return self._stages.getvalue()


def test_the_result_stands_alone_on_stdout_and_the_stages_on_stderr(tmp_path) -> None:
    script = Script(tmp_path, "add 10 and 20")

    code = script.run()

    assert (code, script.stdout) == (0, "30\n")
    assert "> Task classified as ARITHMETIC" in script.stderr


def test_what_was_noted_behind_a_command_stands_on_stderr(tmp_path) -> None:
    script = Script(tmp_path, "list")
    script.app.notes.append("llama3 makes no embeddings.")

    code = script.run()

    assert (code, script.stderr.count("llama3 makes no embeddings.")) == (0, 1)
    assert "llama3" not in script.stdout


def test_json_is_one_object_with_all_keys(tmp_path) -> None:
    script = Script(tmp_path, "--json", "add 10 and 20")

    code = script.run()

    told = json.loads(script.stdout)
    assert code == 0
    assert set(KEYS) <= told.keys()
    assert (told["status"], told["result"], told["node"]) == ("solved", 30, "add_node")
    assert (told["attempts"], told["schema"]) == (1, 2)


def test_a_declined_task_exits_1_and_leaves_stdout_empty(tmp_path) -> None:
    script = Script(tmp_path, "fold my laundry")

    code = script.run()

    assert (code, script.stdout) == (1, "")
    assert "No bundled function fits" in script.stderr


def test_a_task_declined_because_its_model_is_down_exits_3(tmp_path) -> None:
    script = Script(tmp_path, "--json", "fold my laundry", app=FakeApp(models_down=True))

    code = script.run()

    told = json.loads(script.stdout)
    assert code == 3
    assert told["status"] == "declined"
    assert told["error"] and told["hint"]


def test_an_interrupt_exits_130_and_is_told_in_json(tmp_path) -> None:
    class Interrupted(FakeApp):
        def solve(self, text, notify):  # type: ignore[no-untyped-def]
            raise KeyboardInterrupt

    script = Script(tmp_path, "--json", "add 10 and 20", app=Interrupted())

    code = script.run()

    assert code == 130
    assert json.loads(script.stdout)["status"] == "cancelled"


def test_our_own_failure_is_one_line_and_its_traceback_goes_to_the_log(tmp_path) -> None:
    script = Script(tmp_path, "crash now")

    code = script.run()

    assert code == 1
    assert "Traceback" not in script.stderr
    assert "a wheel came off" in script.stderr
    assert str(tmp_path / "logs" / "evolver.log") in script.stderr
    assert "Traceback" in (tmp_path / "logs" / "evolver.log").read_text()


def test_quiet_leaves_stderr_empty(tmp_path) -> None:
    script = Script(tmp_path, "--quiet", "add 10 and 20")

    script.run()

    assert script.stderr == ""


def test_events_are_json_lines_on_stderr(tmp_path) -> None:
    script = Script(tmp_path, "--events", "add 10 and 20")

    script.run()

    told = [json.loads(line) for line in script.stderr.splitlines()]
    assert told[0]["event"] == "TaskStarted"
    assert told[-1]["event"] == "TaskEnded"
    assert script.stdout == "30\n"


def test_a_commands_facts_are_json_too(tmp_path) -> None:
    script = Script(tmp_path, "list", "--json")

    code = script.run()

    assert code == 0
    assert [node["id"] for node in json.loads(script.stdout)["nodes"]] == [
        "add_node",
        "fibonacci_node",
    ]


def test_every_command_that_shows_facts_answers_in_json(tmp_path) -> None:
    for line in (
        "help",
        "status",
        "show add_node",
        "history add_node",
        "diff add_node",
        "tools",
        "models",
        "workflow add_node",
        "lineage add_node",
        "models pull llama3",
        "models install embeddings",
        "memory show code",
        "memory reindex",
        "memory export x",
        "memory",
        "/search add",
        "config",
        "doctor",
        "log",
        "run add_node 1",
    ):
        script = Script(tmp_path, "--json", line)

        script.run()

        assert json.loads(script.stdout)["schema"] == 2, line


def test_deleting_asks_and_a_script_must_say_yes(tmp_path) -> None:
    script = Script(tmp_path, "delete add_node")

    code = script.run()

    assert code == 1
    assert "add --yes" in script.stdout
    assert "add_node" in script.app.nodes.ids()


def test_lines_of_a_stream_are_tasks_and_the_exit_code_is_the_worst(tmp_path) -> None:
    script = Script(tmp_path)

    code = script.shot.take_all(io.StringIO("add 10 and 20\n\nfold my laundry\nadd 10 and 20\n"))

    assert code == 1
    assert script.stdout == "30\n30\n"
    assert script.app.solved == ["add 10 and 20", "fold my laundry", "add 10 and 20"]


def test_an_option_that_no_command_knows_is_wrong_usage(tmp_path) -> None:
    script = Script(tmp_path, "add 10 and 20", "--jsn")

    assert script.run() == 2
    assert "--jsn" in script.stderr


def test_an_unknown_option_ends_with_exit_code_2(capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        read_arguments(["--jsn", "add 1 and 2"])

    assert caught.value.code == 2
    assert "--jsn" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        (["add", "-5", "and", "3"], "add -5 and 3"),
        (["-5 plus 3"], "-5 plus 3"),
        (["show", "x", "--version", "2"], "show x --version 2"),
        (["list", "--json"], "list"),
        (["--", "--help"], "--help"),
        ([], None),
    ],
)
def test_words_of_a_task_are_not_taken_for_options(argv, line) -> None:
    assert read_arguments(argv).line == line


def test_a_version_is_shown_with_all_that_made_it(tmp_path) -> None:
    told, listed = Script(tmp_path, "--json", "show add_node"), Script(tmp_path, "show add_node")
    of_all = Script(tmp_path, "--json", "history add_node")

    assert (told.run(), listed.run(), of_all.run()) == (0, 0, 0)

    made = json.loads(told.stdout)["lineage"]
    assert (made["temperature"], made["seed"], made["prompt_digest"]) == (0.1, 7, "d1ge57")
    assert json.loads(of_all.stdout)["versions"][0].items() >= {"seed": 7, "parent": 0}.items()
    assert all(word in listed.stdout for word in ("temperature", "d1ge57", "gemma3:4b"))


def test_status_counts_what_the_sandbox_keeps_for_the_next_run(tmp_path) -> None:
    told, listed = Script(tmp_path, "--json", "status"), Script(tmp_path, "status")

    assert (told.run(), listed.run()) == (0, 0)

    assert json.loads(told.stdout)["sandbox"].items() >= {"warm": 2, "warm_mb": 41.5}.items()
    assert "2 interpreters, 42 MiB" in listed.stdout
