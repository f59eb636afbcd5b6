"""Two conversations in the real program: twenty turns offline, and one with a scripted model."""

from pathlib import Path
from typing import Any

from tests.e2e.program import run_script
from tests.fakes.model_server import MODELS
from tests.fakes.ollama_server import OllamaServer, ServerProfile
from tests.fakes.weak_model import WeakModel

OFFLINE = """
hello => Hello. Type a task
hey, can you add 10 and 20 please? => 30
now for 7 and 9 => 16
and 100 and 1? => 101
plus 5 => 106
again => 106
show me the code => def add(
why? => The wording of the task matches add_node: add(
sort 3, 1, 2 => [1, 2, 3]
again but descending => [3, 2, 1]
the same for 9, 4, 7 => [9, 7, 4]
reverse it => [4, 7, 9]
what is the sum of _ => 20
save the result to sum.json => Wrote the result
show result => RESULT: 20
explain the code => Work out the sum of a list
undo that => was removed
context => Result: 20
sessions => what is the sum of
thanks! => You are welcome.
"""


def turns(script: str) -> tuple[list[str], list[str]]:
    """What is typed, and what is seen of each line."""
    pairs = [line.rpartition(" => ") for line in script.strip().splitlines()]
    return [typed for typed, _, _ in pairs], [seen for _, _, seen in pairs]


def test_twenty_turns_without_a_model(tmp_path: Path) -> None:
    typed, expected = turns(OFFLINE)
    typed = [line.replace("sum.json", str(tmp_path / "sum.json")) for line in typed]

    ended = run_script(tmp_path, "--offline", typed="\n".join(typed) + "\n")

    at = 0
    for line, seen in zip(typed, expected, strict=True):
        found = ended.stdout.find(seen, at)
        assert found >= 0, f"{line!r} did not show {seen!r} after:\n{ended.stdout}\n{ended.stderr}"
        at = found + len(seen)
    assert "Read as: sort 3, 1, 2 descending" in ended.stderr
    assert (tmp_path / "sum.json").read_text() == "20\n"
    assert ended.returncode == 0

    gone_on = run_script(tmp_path, "--offline", "--continue", "now for [1, 2]")

    assert (gone_on.stdout, gone_on.returncode) == ("3\n", 0)


def test_with_a_model_its_code_is_shown_and_it_is_asked_what_a_line_means(tmp_path: Path) -> None:
    model = WeakModel(0, 0.0)

    def answer(body: dict[str, Any]) -> str:
        said = {message["role"]: message["content"] for message in body["messages"]}
        if "rewrite the last line" in said.get("system", ""):
            return "calculate fibonacci sequence"
        return model.say(said.get("system", ""), said.get("user", ""), str(body.get("options")))

    typed = ("add 10 and 20", "now for 5 and 8", "but for famous sequences", "show me the code")

    with OllamaServer(answer, ServerProfile(models=MODELS)) as server:
        ended = run_script(tmp_path, ollama=server.url, typed="\n".join(typed) + "\n")
        prompts = [str(body["messages"]) for body in server.asked()]

    rewriting = [one for one in prompts if "rewrite the last line" in one]
    results = [line for line in ended.stdout.splitlines() if line[:1].isdigit() or line[:1] == "["]
    assert results == ["30", "13", "[0, 1, 1, 2, 3, 5, 8, 13, 21, 34]"]
    assert len(rewriting) == 1 and "add 5 and 8" in rewriting[0]
    assert "Task classified as ARITHMETIC" in ended.stderr
    assert "Using Fast Code Generator (gemma3:4b)" in ended.stderr
    assert "Tests passed" in ended.stderr and "def add(" in ended.stderr
    assert "Read as: calculate fibonacci sequence (by " in ended.stderr
    assert "def fibonacci(" in ended.stdout
    assert ended.returncode == 0
