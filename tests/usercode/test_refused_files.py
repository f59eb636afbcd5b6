"""What cannot be optimized or tested is said in a sentence, and the file stays as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App, build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.errors import BadArguments
from src.usercode.requests import UserCodeRequest

BROKEN = {
    "a function that is not there": ("def f(n: int) -> int:\n    return n\n", "g", "no function g"),
    "a syntax error": ("def f(n):\n    return (n\n", "", "line 2"),
    "an import that fails": (
        "print(open('/etc/shadow').read())\n\n\ndef f(n: int) -> int:\n    return n\n",
        "",
        "cannot be imported",
    ),
    "an import that writes": (
        "import os\n\nos.mkdir('made')\n\n\ndef f(n: int) -> int:\n    return n\n",
        "",
        "cannot be imported",
    ),
    "a module that is not installed": (
        "import not_there_at_all\n\n\ndef f(n: int) -> int:\n    return n\n",
        "",
        "imports not_there_at_all",
    ),
    "chance": (
        "import random\n\n\ndef f(n: int) -> float:\n    return random.random() * n\n",
        "f",
        "another result for the same arguments",
    ),
    "the time": (
        "import time\n\n\ndef f(n: int) -> float:\n    return time.time() + n\n",
        "f",
        "another result for the same arguments",
    ),
    "a coroutine that is returned": (
        "async def _g(n):\n    return n\n\n\ndef f(n: int):\n    return _g(n)\n",
        "f",
        "returns a coroutine",
    ),
    "a generator without an end": (
        "def f(n: int):\n    while True:\n        yield n\n",
        "f",
        "generator does not end",
    ),
    "a result that cannot be written down": (
        "def f(n: int):\n    return lambda: n\n",
        "f",
        "cannot be written down",
    ),
    "an argument nobody knows": ("def f(thing):\n    return thing\n", "f", "argument thing of f"),
    "nothing to measure": ("def f(n: int) -> int:\n    return n + 1\n", "", "nothing to measure"),
    "no function": ("X = 1\n", "", "it defines no function"),
}


@pytest.fixture(name="app", scope="module")
def _app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    home = str(tmp_path_factory.mktemp("home"))
    environment = {"CODE_EVOLVER_HOME": home, "XDG_CONFIG_HOME": home}
    app = build_app(ConfigManager(environment=environment), RunMode(offline=True))
    yield app
    app.close()


def refusal(app: App, order: UserCodeRequest) -> str:
    with pytest.raises(BadArguments) as caught:
        app.user_files.optimize(order, lambda event: None)
    return str(caught.value)


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_optimized_is_said_and_the_file_is_left_alone(
    app: App, tmp_path: Path, what: str
) -> None:
    source, function, said = BROKEN[what]
    file = tmp_path / "mine.py"
    file.write_text(source)

    sentence = refusal(app, UserCodeRequest(str(file), function))

    assert said in sentence
    assert file.read_text() == source
    assert [path.name for path in tmp_path.iterdir()] == ["mine.py"]


def test_a_missing_module_is_answered_with_the_option_that_names_another_python(
    app: App, tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    file.write_text("import not_there_at_all\n")

    with pytest.raises(BadArguments) as caught:
        app.user_files.optimize(UserCodeRequest(str(file)), lambda event: None)

    assert "--python" in caught.value.hint


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ("def make_input(seed, size):\n    return 1 / 0\n", "division by zero"),
        ("def make(seed, size):\n    return (1,)\n", "defines no make_input"),
        ("def make_input(seed, size:\n", "line 1"),
    ],
)
def test_an_inputs_file_that_fails_is_named(
    app: App, tmp_path: Path, inputs: str, said: str
) -> None:
    file, by_hand = tmp_path / "mine.py", tmp_path / "inputs.py"
    file.write_text("def f(n):\n    return n\n")
    by_hand.write_text(inputs)

    sentence = refusal(app, UserCodeRequest(str(file), "f", str(by_hand)))

    assert "inputs.py" in sentence and said in sentence


def test_options_that_name_nothing_are_refused(app: App, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("def f(n: int) -> int:\n    return n\n")

    assert "not a Python interpreter" in refusal(
        app, UserCodeRequest(str(file), python="/nowhere/python")
    )
    assert "not found" in refusal(app, UserCodeRequest(str(file), allow_read="/nowhere/at/all"))
    assert "whole number" in refusal(app, UserCodeRequest(str(file), rounds="0"))
    for absent in (str(tmp_path / "absent.py"), "~nobody-of-this-name/mine.py"):
        assert "cannot read" in refusal(app, UserCodeRequest(absent))


def test_a_suite_is_never_written_over_another_file(app: App, tmp_path: Path) -> None:
    file, suite = tmp_path / "mine.py", tmp_path / "test_mine.py"
    file.write_text("def f(n: int) -> int:\n    return n\n")
    suite.write_text("# mine\n")

    with pytest.raises(BadArguments, match="not written over"):
        app.user_files.test(UserCodeRequest(str(file), keep=True), lambda event: None)

    assert suite.read_text() == "# mine\n"


def test_results_of_chance_are_no_tests_though_some_calls_give_one_result_always(
    app: App, tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    file.write_text(
        "import random\n\n\ndef roll(sides: int) -> int:\n"
        "    return random.randint(1, max(1, sides))\n\n\n"
        "def flips(n: int) -> list[bool]:\n"
        "    return [random.random() < 0.5 for _ in range(n)]\n"
    )

    for function, names in (("roll", "roll"), ("", "roll or flips")):
        with pytest.raises(BadArguments) as caught:
            app.user_files.test(UserCodeRequest(str(file), function), lambda event: None)

        assert f"for {names}: its result is not the same every time" in str(caught.value)
        assert "source of chance" in caught.value.hint


def test_the_number_of_a_process_is_no_result_to_expect(app: App, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("import os\n\n\ndef pid() -> int:\n    return os.getpid()\n")

    with pytest.raises(BadArguments, match="not the same every time"):
        app.user_files.test(UserCodeRequest(str(file)), lambda event: None)


def test_what_may_be_read_beyond_the_folder_is_what_was_allowed(app: App, tmp_path: Path) -> None:
    elsewhere, file = tmp_path / "data" / "words.txt", tmp_path / "code" / "mine.py"
    for path in (elsewhere, file):
        path.parent.mkdir()
    elsewhere.write_text("one two")
    reading = f"WORDS = open({str(elsewhere)!r}).read().split()\n\n\n"
    file.write_text(reading + "def f(n: int) -> str:\n    return WORDS[n % 2]\n")

    refused = refusal(app, UserCodeRequest(str(file), "f"))
    allowed = refusal(app, UserCodeRequest(str(file), "f", allow_read=str(elsewhere)))

    assert "cannot be imported" in refused and "words.txt" in refused
    assert "nothing to measure" in allowed
