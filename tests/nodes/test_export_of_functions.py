"""A typed function's node as a package of its own: called, imported and tested by plain Python."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from src.app.app import App
from src.domain.candidate import Origin, Suite
from src.domain.errors import BadArguments, NodeError
from src.domain.json_value import to_json
from src.domain.node import Lineage, NodeDraft
from src.domain.signature import function_ending
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.case_writer import case_suite
from tests.autoevolve.evolving import adapters_of, open_app
from tests.nodes.test_export import run_in

SOURCE = '''"""A text, often."""


def repeated(text: str, times: int = 2) -> str:
    """The text, several times."""
    if times < 0:
        raise ValueError("not that often")
    return text * times
'''
WRITER = '''"""A rhyme."""

from node_runtime import call_tool, call_tools_parallel


def rhyme(word: str) -> list[str]:
    """Rhymes on a word."""
    last = call_tools_parallel([("content_generator", f"another for {word}")])
    return [call_tool("content_generator", f"a rhyme for {word}"), str(last[0])]
'''


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[App]:
    app = open_app(tmp_path / "home")
    yield app
    app.close()


def keep(app: App, source: str, plan: Specification, suite: Suite) -> None:
    adapters_of(app).nodes.keep(
        NodeDraft(
            *(plan.function, plan.function, "TEXT"),
            source + function_ending(plan.function),
            suite.source,
            Lineage(Origin.WRITTEN, model="llama3"),
            tools=plan.tools,
            specification={"plan": to_json(plan), "suite": to_json(suite)},
        )
    )


def plan_of(text: str, signature: str, arguments: dict[str, Any], expected: object) -> Any:
    name = signature.partition("(")[0]
    call = f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"
    return Specification(
        *(read_task(text), TaskKind.TEXT, name, f"To {text}."),
        examples=(Example(call, expected, arguments),),  # type: ignore[arg-type]
        function=name,
        signature=signature,
        arguments=arguments,
    )


def said(folder: Path, given: object) -> object:
    return json.loads(run_in(folder, "main.py", given=json.dumps(given)).stdout)


def test_a_function_takes_arguments_and_says_what_a_description_needs(
    app: App, tmp_path: Path
) -> None:
    arguments = {"text": "ab", "times": 3}
    plan = plan_of("write 'ab' 3 times", "repeated(text: str, times: int = 2) -> str", arguments, 6)
    keep(app, SOURCE, plan, case_suite(plan))
    folder = tmp_path / "exported"

    exported = app.nodes.export("repeated_node", folder)

    assert {"main.py", "repeated_function/__init__.py", "node_runtime.py"} < set(exported.files)
    assert said(folder, {"text": "a"}) == {"result": "aa"}
    assert said(folder, {"arguments": {"text": "a", "times": 1}}) == {"result": "a"}
    assert said(folder, {"text": "a", "times": -1}) == {"error": "not that often"}
    assert said(folder, {"times": 1}) == {"error": "repeated needs text"}
    assert said(folder, {"text": "a", "n": 1}) == {
        "error": "repeated has no parameter n; it takes text, times"
    }
    assert said(folder, {"description": "write 'a' 2 times"}) == {
        "error": "a description is only read where Code Evolver is installed;"
        " give the arguments by name"
    }


def test_the_readme_shows_a_call_that_works(app: App, tmp_path: Path) -> None:
    plan = plan_of(
        "write 'ab' twice", "repeated(text: str, times: int = 2) -> str", {"text": "é"}, 0
    )
    keep(app, SOURCE, plan, case_suite(plan))
    folder = tmp_path / "exported"

    app.nodes.export("repeated_node", folder)

    readme = (folder / "README.md").read_text()
    assert """echo '{"text": "é"}' | python main.py""" in readme
    assert "from repeated_function import repeated\n\nrepeated(text='é')\n" in readme
    assert "`repeated(text: str, times: int = 2) -> str`" in readme
    assert run_in(
        folder, "-c", "from repeated_function import repeated; print(repeated(text='é'))"
    ).stdout == ("éé\n")


def test_the_tests_pass_in_a_clean_folder_and_see_a_broken_function(
    app: App, tmp_path: Path
) -> None:
    plan = plan_of(
        "write 'ab' twice", "repeated(text: str, times: int = 2) -> str", {"text": "a"}, "aa"
    )
    keep(app, SOURCE, plan, case_suite(plan))
    folder = tmp_path / "exported"
    app.nodes.export("repeated_node", folder)

    passed = run_in(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    (folder / "repeated_function" / "_repeated.py").write_text(
        SOURCE.replace("text * times", "text")
    )
    failed = run_in(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider")

    assert passed.returncode == 0 and "1 passed" in passed.stdout, passed.stdout + passed.stderr
    assert failed.returncode == 1 and "1 failed" in failed.stdout


KINDS = '''"""Values that JSON lacks."""

import datetime
from decimal import Decimal


def kinds(day: datetime.date, seen: set[int], rate: float = 0.5) -> tuple[Decimal, set[str]]:
    """Values that JSON lacks."""
    return Decimal("1.10"), {day.isoformat(), str(sum(seen) * rate)}
'''


def test_cases_are_written_as_python_values_and_what_python_cannot_say_is_left_out(
    app: App, tmp_path: Path
) -> None:
    signature = KINDS.partition("def ")[2].partition(":\n")[0]
    given = {"day": "2024-02-29", "seen": [1, 2]}
    plan = plan_of("values", signature, given, ["1.10", ["1.5", "2024-02-29"]])
    odd = Example("kinds()", "two values in words", given)
    keep(app, KINDS, replace(plan, examples=(*plan.examples, odd)), case_suite(plan))
    folder = tmp_path / "exported"

    app.nodes.export("kinds_node", folder)
    tested = run_in(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    checked = run_in(
        folder, "-m", "mypy", "--strict", "--no-incremental", "kinds_function", "tests"
    )

    assert "1 passed" in tested.stdout, tested.stdout
    assert "kinds(day=datetime.date(2024, 2, 29), seen={1, 2})" in (
        (folder / "tests" / "test_kinds.py").read_text()
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", ["uuid", "tests", "conftest", "main", "Größe", "_2d"])
def test_a_function_of_any_name_can_be_imported(app: App, tmp_path: Path, name: str) -> None:
    plan = plan_of("write 'ab' twice", f"{name}(text: str) -> str", {"text": "a"}, "aa")
    keep(app, SOURCE.replace("repeated", name), plan, case_suite(plan))
    folder = tmp_path / "exported"
    (node_id,) = app.nodes.ids()

    app.nodes.export(node_id, folder)
    tested = run_in(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider")

    assert "1 passed" in tested.stdout, tested.stdout
    assert said(folder, {"text": "a"}) == {"result": "aa"}
    name_line = (folder / "pyproject.toml").read_text().partition('name = "')[2].partition('"')[0]
    assert name_line.isascii() and name_line.endswith("-function")


@pytest.mark.parametrize("start", ['"""Totals."""\n', "", "from __future__ import annotations\n"])
def test_types_that_name_no_items_are_completed(app: App, tmp_path: Path, start: str) -> None:
    signature = "total(items: list, more: dict[str, tuple] | None = None) -> dict"
    source = (
        f"{start}def {signature}:\n    'Add.'\n    é: list = items\n    return {{'n': sum(é)}}\n"
    )
    plan = plan_of("add", signature, {"items": [1]}, {"n": 1})
    keep(app, source, plan, case_suite(plan))
    folder = tmp_path / "exported"

    app.nodes.export("total_node", folder)
    tested = run_in(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    checked = run_in(folder, "-m", "mypy", "--strict", "--no-incremental", "total_function")

    assert "1 passed" in tested.stdout, tested.stdout
    assert checked.returncode == 0, checked.stdout


def test_all_functions_are_one_package_in_which_the_users_own_go_first(
    app: App, tmp_path: Path
) -> None:
    plan = plan_of(
        "write 'ab' twice", "repeated(text: str, times: int = 2) -> str", {"text": "a"}, "aa"
    )
    keep(app, SOURCE, plan, case_suite(plan))
    keep(app, SOURCE, plan, case_suite(plan))
    other = replace(plan, function="repeated_2")
    keep(app, SOURCE.replace("repeated", "repeated_2") + "# other\n", other, case_suite(other))
    own_prime = SOURCE.replace("repeated", "is_prime")
    keep(app, own_prime, replace(plan, function="is_prime"), case_suite(plan, by="other"))
    tools = replace(plan, function="rhyme", tools=("content_generator",))
    keep(app, WRITER, tools, case_suite(tools))
    folder = tmp_path / "all"

    exported, skipped = app.nodes.export_all(folder)

    assert skipped == ("rhyme_node: it calls content_generator",)
    assert len(exported.files) > 500
    said_by = (
        "import evolved_functions as f; print(f.repeated_2('a'), f.is_prime('b'), f.gcd([4, 6]))"
    )
    assert run_in(folder, "-c", said_by).stdout == "aa bb 2\n"
    loaded = (
        "import sys, evolved_functions; print(sum('evolved_functions._' in n for n in sys.modules))"
    )
    assert run_in(folder, "-c", loaded).stdout == "0\n"
    assert "# other" in (folder / "evolved_functions" / "_repeated_2.py").read_text()
    tested = run_in(
        *(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        *("tests/test_repeated_2_2.py", "tests/test_gcd.py", "tests/test_fibonacci.py"),
    )
    assert tested.returncode == 0, tested.stdout


def test_a_failed_export_leaves_an_empty_folder_empty(app: App, tmp_path: Path) -> None:
    name = "r" * 250
    plan = plan_of("write 'ab' twice", f"{name}(text: str) -> str", {"text": "a"}, "aa")
    keep(app, SOURCE.replace("repeated", name), plan, case_suite(plan))
    (node_id,) = app.nodes.ids()
    (tmp_path / "empty").mkdir()

    with pytest.raises(BadArguments, match="cannot be written: File name too long"):
        app.nodes.export(node_id, tmp_path / "empty")

    assert not list((tmp_path / "empty").iterdir())


def test_a_damaged_node_is_left_out_of_all_functions_and_named(app: App, tmp_path: Path) -> None:
    plan = plan_of("write 'ab' twice", "repeated(text: str) -> str", {"text": "a"}, "aa")
    for _ in range(3):
        keep(app, SOURCE, plan, case_suite(plan))
    nodes = tmp_path / "home" / "nodes"
    (nodes / "repeated_node" / "node.json").write_text("{")
    (nodes / "repeated_node_2" / "main.py").write_text("def other(")

    exported, skipped = app.nodes.export_all(tmp_path / "all")

    assert [one.partition(": ")[0] for one in skipped] == ["repeated_node", "repeated_node_2"]
    assert "evolved_functions/_repeated_3.py" in exported.files
    with pytest.raises(NodeError, match="repeated_node_2 cannot be exported: the source does not"):
        app.nodes.export("repeated_node_2", tmp_path / "one")


def test_the_tests_of_a_function_that_asks_tools_get_the_recorded_replies(
    app: App, tmp_path: Path
) -> None:
    plan = plan_of(
        "find rhymes for 'sky'", "rhyme(word: str) -> list[str]", {"word": "sky"}, ["fly"] * 2
    )
    plan = replace(plan, tools=("content_generator",))
    keep(app, WRITER, plan, case_suite(plan, tool_reply="fly"))
    folder = tmp_path / "exported"

    app.nodes.export("rhyme_node", folder)
    tested = run_in(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    ran = run_in(folder, "main.py", given='{"word": "sky"}')

    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "there is no tool content_generator here: write call_tool in node_runtime" in ran.stderr
    assert (
        "the tools content_generator: write them into node_runtime.py"
        in (folder / "README.md").read_text()
    )
