"""Where a model is reachable it proposes, too: versions of a function, and tests of it."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from src.app.app import App, build_app
from src.config.manager import ConfigManager
from src.usercode.requests import UserCodeRequest
from tests.fakes.ollama_server import OllamaServer, ServerProfile

SOURCE = """# mine
def triangle(n: int) -> int:
    \"\"\"All whole numbers up to n together.\"\"\"
    total = 0
    while n > 0:  # odd
        total += n
        n -= 1
    return total


def other( a ):
    return a
"""
FASTER = """```python
from operator import floordiv


def triangle(n: int) -> int:
    return floordiv(n * (n + 1), 2) if n > 0 else 0


def other(a):
    return a + 1
```
Why: the sum has a formula.
"""
TESTS = """```python
from mine import triangle

def test_four():
    assert triangle(4) == 10

def test_wrong():
    assert triangle(3) == 7
```
"""


def answer(body: dict[str, Any]) -> str:
    said = json.dumps(body["messages"])
    return TESTS if "pytest tests" in said else FASTER


def app_with(home: Path, url: str) -> App:
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home), "OLLAMA_HOST": url}
    return build_app(ConfigManager(environment=environment))


def test_a_models_version_is_kept_for_the_function_alone(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(SOURCE)
    with OllamaServer(answer, ServerProfile(models=("qwen2.5-coder:14b", "codellama"))) as server:
        app = app_with(tmp_path / "home", server.url)

        told = app.user_files.optimize(
            UserCodeRequest(str(file), "triangle", rounds="1"), lambda event: None
        )

        app.close()
    assert told.ok, told.answer
    after = (tmp_path / "mine.optimized.py").read_text()
    assert "floordiv(n * (n + 1), 2)" in after
    assert "def other( a ):\n    return a\n" in after and after.startswith(
        "# mine\nfrom operator import floordiv\n"
    )


UNUSED = "```python\ndef other(a):\n    return a + 1\n```\nWhy: it is faster.\n"


@pytest.mark.parametrize("others", [UNUSED, pytest.param(FASTER, marks=pytest.mark.soak)])
def test_replies_that_could_not_be_used_are_reported(tmp_path: Path, others: str) -> None:
    file = tmp_path / "mine.py"
    file.write_text(SOURCE)
    replies = itertools.chain([UNUSED], itertools.repeat(others))
    profile = ServerProfile(models=("qwen2.5-coder:14b", "codellama"))
    with OllamaServer(lambda body: next(replies), profile) as server:
        app = app_with(tmp_path / "home", server.url)

        told = app.user_files.optimize(
            UserCodeRequest(str(file), "triangle", rounds="1"), lambda event: None
        )

        app.close()
    notes = told.answer["notes"]
    assert isinstance(notes, list)
    assert any("could not be used: the reply does not define triangle" in str(n) for n in notes)
    assert any("does not define triangle" in line for line in told.lines)
    is_said = "replies of the model could not be used" in told.lines[0]
    assert is_said is (others == UNUSED) and told.ok is (others == FASTER)


def test_a_models_tests_join_the_suite_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(SOURCE)
    with OllamaServer(answer, ServerProfile(models=("qwen2.5-coder:14b", "codellama"))) as server:
        app = app_with(tmp_path / "home", server.url)

        told = app.user_files.test(UserCodeRequest(str(file), "triangle"), lambda event: None)

        app.close()
    assert "test_four_by_model" in str(told.answer["suite"])
    assert any("disagree" in line and "test_wrong_by_model" in line for line in told.lines)
