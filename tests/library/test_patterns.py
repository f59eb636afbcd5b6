"""Every bundled pattern answers its own tasks, reads every wording alike, and no other's tasks."""

import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from src.domain.json_value import JSONValue, agrees
from src.library.lookup import understand
from src.library.pattern_planner import CONTENT_TOOL
from src.library.patterns import Match, Pattern, PatternBook
from tests.library.wordings import wording

ROOT = Path(__file__).resolve().parents[2]
BOOK = PatternBook(ROOT / "tools" / "patterns")
PATTERNS = list(BOOK.patterns.values())
WITHOUT_TOOL = [p for p in PATTERNS if CONTENT_TOOL not in p.source]
OPPOSITES = [(p.name, other) for p in PATTERNS for other in p.manifest.opposites]
TRIES = 12


def solver(pattern: Pattern) -> Callable[[str], JSONValue]:
    """The pattern's own solve(); a refusal is given back as text."""
    module = ModuleType(pattern.name)
    exec(
        compile(pattern.source, pattern.name, "exec"), module.__dict__
    )  # pylint: disable=exec-used

    def answer(description: str) -> JSONValue:
        try:
            # As it would arrive: through JSON.
            result: JSONValue = json.loads(json.dumps(module.__dict__["solve"](description)))
            return result
        except ValueError as refusal:
            return f"refused: {refusal}"

    return answer


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.name)
def test_a_pattern_is_found_for_each_of_its_examples(pattern: Pattern) -> None:
    found = {e.description: understand(BOOK, e.description).match for e in pattern.examples}

    names = {text: match.pattern.name if match else None for text, match in found.items()}

    assert len(pattern.examples) >= 3
    assert names == dict.fromkeys(names, pattern.name)


@pytest.mark.parametrize("pattern", WITHOUT_TOOL, ids=lambda p: p.name)
def test_a_program_gives_the_results_of_its_examples(pattern: Pattern) -> None:
    answer = solver(pattern)

    wrong = [
        (e.description, answer(e.description), e.expected)
        for e in pattern.examples
        if not agrees(answer(e.description), e.expected)
    ]

    assert wrong == []


@pytest.mark.parametrize("pattern", WITHOUT_TOOL, ids=lambda p: p.name)
def test_a_programs_properties_hold(pattern: Pattern) -> None:
    # As in a suite: a description is answered once.
    answer = cache(solver(pattern))

    broken = [
        text
        for text in pattern.manifest.properties
        if not eval(text, {"answer": answer})  # pylint: disable=eval-used
    ]

    assert broken == []


@pytest.mark.parametrize("pattern", WITHOUT_TOOL, ids=lambda p: p.name)
def test_every_wording_that_matches_is_read_as_the_canonical_one(pattern: Pattern) -> None:
    answer = solver(pattern)
    chosen = random.Random(pattern.name)
    wrong: list[tuple[object, ...]] = []
    matched = 0

    for phrase in pattern.manifest.phrases:
        for _ in range(TRIES):
            text = wording(phrase, pattern.manifest.choices, chosen)
            found = BOOK.find(text)
            if isinstance(found, Match):
                matched += 1
                if found.pattern is not pattern:
                    wrong.append((text, "answered by", found.pattern.name))
                elif found.canonical != text and answer(text) != answer(found.canonical):
                    wrong.append((text, answer(text), found.canonical, answer(found.canonical)))

    assert wrong == []
    assert matched >= TRIES * len(pattern.manifest.phrases) // 3


@pytest.mark.parametrize("name, other", OPPOSITES)
def test_a_pattern_does_not_answer_its_opposites_tasks(name: str, other: str) -> None:
    tasks = [e.description for e in BOOK.patterns[other].examples]

    taken = [task for task in tasks if BOOK.accepts(name, task)]

    assert taken == []


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.name)
def test_a_workload_makes_tasks_that_the_pattern_answers(pattern: Pattern) -> None:
    module = ModuleType("workload")
    exec(pattern.workload.source, module.__dict__)  # pylint: disable=exec-used

    made = [module.__dict__["make_input"](seed, size) for seed in (1, 2) for size in (1, 10)]

    assert made[0] == module.__dict__["make_input"](1, 1)
    assert all(BOOK.accepts(pattern.name, given["description"]) for given in made)
