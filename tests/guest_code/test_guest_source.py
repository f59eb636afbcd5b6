"""Text for the sandbox: a module with a function bound, or a module put into another program."""

import ast
import random
import sys
from pathlib import Path
from typing import Any

import pytest

import src.guest_code as package
from src.guest_code import argument_drawing, unusual_values
from src.guest_code.argument_drawing import NOTHING_KNOWN, draw_call
from src.guest_code.far_values import far_number
from src.guest_code.guest_source import guest_function, guest_source, load_statement

MODULES = sorted(Path(package.__file__).parent.glob("*.py"))


def names_of(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "program"}
    exec(compile(source, "program.py", "exec", dont_inherit=True), names)
    return names


def test_a_function_is_bound_to_arguments_of_any_text() -> None:
    text = "say \"it's {x}\" \\n '''"
    settings = {**NOTHING_KNOWN, "samples": [(text,)], "only_samples": True, "largest": 99}

    names = names_of(guest_function("entry", draw_call, names=["text"], settings=settings))

    assert names["entry"](1, 10) == {"arguments": {"text": text}}


def test_a_loaded_module_leaves_the_names_around_it_alone() -> None:
    around = "random = re = changed_value = 'mine'\n"

    names = names_of(around + load_statement("_loaded", unusual_values))

    assert (names["random"], names["re"], names["changed_value"]) == ("mine", "mine", "mine")
    assert names["_loaded"].changed_input((1, [2]), 5) == unusual_values.changed_input((1, [2]), 5)


def test_another_version_of_python_reads_the_module_from_its_text() -> None:
    statement = load_statement("_loaded", unusual_values).replace(str(sys.hexversion), "0")
    statement = statement.replace(".loads(", ".loads_by_another_version(")

    loaded = names_of(statement)["_loaded"]

    assert loaded.changed_input((1, [2]), 5) == unusual_values.changed_input((1, [2]), 5)


def test_the_text_of_a_neighbour_stands_in_place_of_its_import() -> None:
    text = guest_source(argument_drawing)

    assert "from ." not in text and text.count("from __future__") == 1
    assert names_of(text)["far_number"](3, random.Random(1)) == far_number(3, random.Random(1))


def test_the_text_is_the_modules_file() -> None:
    assert guest_source(unusual_values) == Path(unusual_values.__file__).read_text()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_a_module_can_be_read_by_the_oldest_python_that_runs_it(path: Path) -> None:
    assert ast.parse(path.read_text(), feature_version=(3, 9)).body
