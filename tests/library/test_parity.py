"""A bundled function answers what the old program of the same name answered, refusals included."""

import ast
import random

import pytest

from src.domain.json_value import JSONValue, agrees
from src.library.bundled import BundledFunction
from src.library.catalogue import bundled_functions
from src.library.patterns import Match
from src.library.render import render
from tests.library.parity import NEW, OLD, new_answer, old_solver
from tests.library.wordings import wording

FUNCTIONS = list(bundled_functions().values())
BOTH = [entry for entry in FUNCTIONS if entry.name in OLD.patterns]
TOOLS = [entry.name for entry in FUNCTIONS if entry.tool_reply]
CHANCE = {"coin", "dice", "password", "random_number", "shuffle", "uuid", "lorem_ipsum"}
TRIES = 12


def same(old: JSONValue, new: JSONValue) -> bool:
    refusals = [isinstance(x, str) and x.startswith("refused: ") for x in (old, new)]
    if any(refusals):
        return all(refusals)
    return type(old) is type(new) and agrees(new, old)


@pytest.mark.parametrize("entry", BOTH, ids=lambda e: e.name)
def test_a_function_answers_as_the_old_program_did(entry: BundledFunction) -> None:
    if entry.name in CHANCE or entry.tool_reply:
        pytest.skip("its answers differ by chance or by a model")
    pattern = OLD.patterns[entry.name]
    old = old_solver(pattern)
    chosen = random.Random(entry.name)
    texts = [example.description for example in pattern.examples]
    for phrase in pattern.manifest.phrases:
        texts += [wording(phrase, pattern.manifest.choices, chosen) for _ in range(TRIES)]

    wrong = []
    for text in texts:
        found = OLD.find(text)
        if isinstance(found, Match) and found.pattern.name == entry.name:
            before, now = old(found.text), new_answer(entry.name, text)
            if not same(before, now):
                wrong.append((text, before, now))

    assert wrong == []


@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda e: e.name)
def test_a_function_gives_the_results_of_its_examples(entry: BundledFunction) -> None:
    if entry.tool_reply:
        pytest.skip("a model answers")

    wrong = [
        (task, new_answer(entry.name, task), expected)
        for task, expected in entry.examples
        if not agrees(new_answer(entry.name, task), expected)
    ]

    assert len(entry.examples) >= 3
    assert wrong == []


@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda e: e.name)
def test_a_function_does_not_answer_its_opposites_tasks(entry: BundledFunction) -> None:
    tasks = [
        example.description
        for other in entry.opposites
        for example in (OLD.patterns[other].examples if other in OLD.patterns else ())
    ]

    assert [task for task in tasks if NEW.accepts(entry.name, task)] == []


@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda e: e.name)
def test_a_rendered_function_stands_alone(entry: BundledFunction) -> None:
    text = render(entry.function)
    scope: dict[str, object] = {"__name__": "rendered"}

    exec(compile(ast.parse(text), entry.name, "exec"), scope)  # pylint: disable=exec-used

    assert callable(scope[entry.name])
    assert "bundled" not in text and "TaskKind" not in text
