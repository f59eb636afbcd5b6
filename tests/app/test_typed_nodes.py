"""Every command on nodes works on typed functions, offline, as at the prompt or in a script."""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from src.app.app import App
from src.app.run_mode import RunMode
from src.cli.chat import ChatCLI
from src.cli.output import Output
from src.config.manager import ConfigManager
from src.domain.candidate import Origin
from src.domain.errors import BadArguments
from src.domain.json_value import JSONObject, JSONValue
from src.domain.node import Lineage, NodeDraft
from src.domain.node_contract import read_answer
from src.domain.signature import function_ending
from tests.autoevolve.evolving import adapters_of, open_app

NODE = "is_prime_node"
SIGNATURE = "is_prime(n: int) -> bool"
CALLER = '''"""Asks the other node."""

from node_runtime import call_tool


def ask(n: int, words: str = "") -> list[str]:
    """What the node says, by its id and as a tool."""
    if words:
        return [call_tool("is_prime_node", words)]
    return [call_tool("is_prime_node", n=n), call_tool("prime_check", n=n)]
'''


@pytest.fixture(name="solved", scope="module")
def _solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which one task was solved."""
    home = tmp_path_factory.mktemp("solved")
    app = open_app(home)
    assert app.solve("is 7 prime", lambda event: None).node_id == NODE
    app.close()
    return home


@pytest.fixture(name="cli")
def _cli(solved: Path, tmp_path: Path) -> Iterator[ChatCLI]:
    home = tmp_path / "home"
    shutil.copytree(solved, home)
    (home / "tools").mkdir(exist_ok=True)
    (home / "tools" / "prime_check.yaml").write_text(
        "name: Prime check\ntype: node\ndescription: Tells whether n is prime\n"
        f"node: {{id: {NODE}}}\ninput: {{n: {{type: integer, required: true}}}}\n"
    )
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    cli = ChatCLI(
        ConfigManager(environment=environment),
        build=lambda: open_app(home),
        stream=io.StringIO(),
    )
    yield cli
    cli.close()


@pytest.fixture(name="ask")
def _ask(cli: ChatCLI) -> Callable[[str], Output]:
    """Carries out a command."""
    return lambda line: cli.line_handler.carry_out(cli.line_handler.read(line))


def facts(output: Output) -> dict[str, Any]:
    assert output.ok and isinstance(output.answer, dict), output
    return output.answer


def replace_source(app: App, change: Callable[[str], str]) -> Any:
    return app.nodes.edit(NODE, change(app.nodes.load(NODE).source))


def test_list_and_show_name_the_call(ask: Callable[[str], Output], cli: ChatCLI) -> None:
    (listed,) = facts(ask("/list"))["nodes"]
    shown = ask(f"/show {NODE}")
    cli.screen.show(shown)

    for told in (listed, facts(shown)):
        assert (told["contract"], told["function"], told["signature"]) == (
            *(2, "is_prime", SIGNATURE),
        )
    assert f"\n{SIGNATURE}\n" in cli.screen.stream.getvalue()  # type: ignore[attr-defined]
    assert "assert is_prime(n=17) is True" in facts(shown)["suite"]


@pytest.mark.parametrize(
    ("given", "result"),
    [
        ("n=11", True),
        ('{"n": 12}', False),
        ('{"arguments": {"n": 13}}', True),
        ('{"description": "is 14 prime"}', False),
        ("is 15 a prime number", False),
        ("17", True),
    ],
)
def test_run_takes_arguments_an_object_or_words(
    ask: Callable[[str], Output], given: str, result: JSONValue
) -> None:
    assert facts(ask(f"/run {NODE} {given}"))["result"] is result


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("n=x", "^n: expected int, got 'x'$"),
        ('{"m": 1}', "^is_prime has no parameter m$"),
        ("", "^is_prime needs n$"),
        ("tell me a story", "^is_prime_node does not read “tell me a story”$"),
    ],
)
def test_run_names_what_does_not_fit(ask: Callable[[str], Output], given: str, says: str) -> None:
    with pytest.raises(BadArguments, match=says) as raised:
        ask(f"/run {NODE} {given}")

    assert "n: int" in raised.value.hint


@pytest.mark.parametrize("library", ["fallback", "first"])
def test_the_calls_of_the_first_document_work(tmp_path: Path, library: str) -> None:
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    config = ConfigManager(flags={"library": library}, environment=environment)
    cli = ChatCLI(config, mode=RunMode(offline=True), stream=io.StringIO())

    success = cli.generate_code("calculate fibonacci")
    node_input = {"description": "calculate first 10 fibonacci numbers"}
    stdout, stderr, metrics = cli.runner.run_node("fibonacci_node", node_input)
    by_default = cli.line_handler.carry_out(cli.line_handler.read("/run fibonacci_node"))
    called = cli.function("fibonacci")(3)
    cli.close()

    shown = cli.screen.stream.getvalue()  # type: ignore[attr-defined]
    assert success and "RESULT: [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]\n" in shown
    assert json.loads(stdout) == {"result": [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]}
    assert (stderr, metrics["success"], called) == ("", True, [0, 1, 1])
    assert facts(by_default)["result"] == [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]


def test_edit_diff_history_lineage_and_rollback(ask: Callable[[str], Output], cli: ChatCLI) -> None:
    cli.context.edit = lambda source, suffix: source.replace("10^14", "a hundred trillion")

    edited = facts(ask(f"/edit {NODE}"))
    different = facts(ask(f"/diff {NODE}"))["diff"]
    history = facts(ask(f"/history {NODE}"))["versions"]
    lineage = facts(ask(f"/lineage {NODE}"))["versions"]
    back = facts(ask(f"/rollback {NODE} 1"))

    assert (edited["kept"], edited["version"]) == (True, 2)
    assert '+        raise ValueError("the number is too large: at most a hundred' in different
    assert [one["origin"] for one in history] == ["library", "edited"]
    assert [(one["version"], one["parent"]) for one in lineage] == [(1, 0), (2, 1)]
    assert back == {"node": NODE, "version": 3}
    assert facts(ask(f"/run {NODE} n=9"))["result"] is False


def test_an_edit_that_breaks_a_case_is_not_kept(cli: ChatCLI) -> None:
    report = replace_source(cli.app, lambda source: source.replace("n % 2 == 0", "n % 2 == 1"))

    assert report.first_failure == "test_case_1: is_prime(n=17) gave False, expected True"
    assert cli.app.nodes.load(NODE).version == 1


def test_a_signature_may_be_edited_while_the_cases_pass(
    ask: Callable[[str], Output], cli: ChatCLI
) -> None:
    wider = "def is_prime(n: int, least: int = 2) -> bool:"
    report = replace_source(
        cli.app, lambda source: source.replace("def is_prime(n: int) -> bool:", wider)
    )

    assert report.all_passed
    assert facts(ask(f"/show {NODE}"))["signature"] == "is_prime(n: int, least: int = 2) -> bool"
    assert facts(ask(f"/show {NODE} --version 1"))["signature"] == SIGNATURE
    assert facts(ask(f"/run {NODE} n=7 least=3"))["result"] is True


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda source: source.replace("is_prime(", "check("),
            "is_prime_node calls is_prime, and the source has no function is_prime",
        ),
        (
            lambda source: source.replace("(n: int)", "(n: int, to: int)"),
            "test_case_1: is_prime(n=17): is_prime needs to",
        ),
        (
            lambda source: source.replace("(n: int)", "(m: int)"),
            "test_case_1: is_prime(n=17): is_prime has no parameter n; it takes m",
        ),
    ],
)
def test_an_edit_that_takes_the_function_from_its_callers_is_refused(
    cli: ChatCLI, change: Callable[[str], str], reason: str
) -> None:
    report = replace_source(cli.app, change)

    assert report.first_failure == reason
    assert cli.app.nodes.load(NODE).versions == (1,)


def test_an_edit_by_hand_is_a_version_with_its_own_signature(cli: ChatCLI) -> None:
    program = Path(cli.app.nodes.load(NODE).folder) / "main.py"
    program.write_text(program.read_text().replace("(n: int)", "(n: int | float)"))

    node = cli.app.nodes.load(NODE)

    assert (node.version, node.signature) == (2, "is_prime(n: int | float) -> bool")


def test_a_node_is_called_by_name_from_a_program_and_as_a_tool(cli: ChatCLI) -> None:
    cli.app.toolkit.trust("prime_check")
    adapters_of(cli.app).nodes.keep(
        NodeDraft(
            *("ask", "ask", "TEXT", CALLER + function_ending("ask"), ""),
            Lineage(Origin.WRITTEN),
            tools=(NODE, "prime_check"),
            specification={"plan": {"function": "ask", "signature": "ask(n: int) -> list[str]"}},
        )
    )

    def asked(given: JSONObject) -> JSONValue:
        answer = read_answer(cli.app.nodes.run("ask_node", given))
        return answer.result if answer.ok else answer.problem

    assert asked({"n": 7}) == ["true", "true"]
    assert asked({"n": 8, "words": "is 8 prime"}) == ["false"]
    assert "is_prime_node does not read “sing”" in str(asked({"n": 8, "words": "sing"}))


def test_tools_run_and_check_take_a_node(ask: Callable[[str], Output]) -> None:
    ask("/tools trust prime_check")

    shown = facts(ask("/tools show prime_check"))
    checked = facts(ask("/tools check"))["tools"]
    ran = facts(ask("/tools run prime_check n=7"))

    assert "Tells whether n is prime" in json.dumps(shown)
    assert {"name": "prime_check", "trouble": ""} in checked
    assert ran["text"] == "true"


def test_explain_workflow_good_bad_and_delete(ask: Callable[[str], Output], cli: ChatCLI) -> None:
    cli.context.ask = lambda question: True
    outcome = cli.line_handler.ask("is 11 prime")

    explained, good, bad = ask("/explain"), ask("/good"), ask("/bad")
    workflow = facts(ask(f"/workflow {NODE}"))["workflow"]
    deleted = facts(ask(f"/delete {NODE}"))

    assert (outcome.result, outcome.reused, outcome.function) == (True, True, "is_prime")
    assert outcome.arguments == {"n": 11}
    assert facts(explained)["message"] == (f"The wording of the task matches {NODE}: {SIGNATURE}.")
    assert f"Noted as good: {NODE}" in facts(good)["message"]
    assert f"Noted as bad: {NODE}" in facts(bad)["message"]
    assert workflow["performance"]["score"] == 1.0
    assert deleted == {"deleted": True, "node": NODE} and cli.app.nodes.ids() == ()


def test_an_export_of_memory_carries_a_function_elsewhere(
    ask: Callable[[str], Output], cli: ChatCLI, tmp_path: Path
) -> None:
    facts(ask(f"/memory export {tmp_path / 'mine.jsonl'}"))
    other = open_app(tmp_path / "other")

    _, adopted = other.nodes.import_memory(tmp_path / "mine.jsonl")
    node = other.nodes.load(NODE)
    answer = read_answer(other.nodes.run(NODE, {"n": 11}))
    solved = other.solve("is 9 prime", lambda event: None)
    other.close()

    assert (adopted.kept, adopted.refused) == ((NODE,), ())
    assert (node.signature, node.source) == (SIGNATURE, cli.app.nodes.load(NODE).source)
    assert answer.result is True
    assert (solved.result, solved.node_id, solved.reused) == (False, NODE, True)
