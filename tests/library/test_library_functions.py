"""Every bundled function answers its own tasks in every wording, and no other function's tasks."""

import random
from pathlib import Path
from typing import get_type_hints

import pytest

from src.documents.function_arguments import check_arguments
from src.domain.errors import BadArguments
from src.domain.json_value import agrees
from src.domain.signature import read_signature
from src.library.bundled import BundledFunction
from src.library.catalogue import bundled_functions
from src.library.function_book import Miss, WordedFunction
from src.library.render import render
from tests.library.answers import FUNCTIONS, LIBRARY, called
from tests.library.wordings import wording

TRIES = 12


@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda e: e.name)
def test_a_function_is_found_for_each_of_its_examples(entry: BundledFunction) -> None:
    found = {text: LIBRARY.arguments_for(entry.name, text) for text, _ in entry.examples}

    # A file that every machine has cannot be named.
    takes_a_file = Path in get_type_hints(entry.function).values()
    assert len(found) >= (0 if takes_a_file else 3)
    assert [text for text, arguments in found.items() if arguments is None] == []


@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda e: e.name)
def test_a_function_rendered_alone_gives_the_results_of_its_examples(
    entry: BundledFunction,
) -> None:
    text = render(entry.function)
    scope: dict[str, object] = {"__name__": "rendered"}
    exec(compile(text, entry.name, "exec"), scope)  # pylint: disable=exec-used
    function = scope[entry.name]
    assert callable(function)

    given = {task: LIBRARY.arguments_for(entry.name, task) or {} for task, _ in entry.examples}
    # What a model writes differs.
    stated = () if entry.tool_reply else entry.examples
    results = {task: called(function, given[task]) for task, _ in stated}

    assert [task for task, expected in stated if not agrees(results[task], expected)] == []
    assert "bundled" not in text and "TaskKind" not in text


@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda e: e.name)
def test_every_wording_that_is_read_calls_its_own_function(entry: BundledFunction) -> None:
    source = render(entry.function)
    signature = read_signature(source, entry.name)
    chosen = random.Random(entry.name)
    choices = {name: tuple(words) for name, words in entry.choices.items()}
    taken_by_others: list[tuple[str, str]] = []
    own = 0

    for phrase in entry.phrases:
        for _ in range(TRIES):
            text = wording(phrase, choices, chosen)
            found = LIBRARY.read(text)
            if isinstance(found, Miss):
                continue
            name = found.match.function.name if found.match else "arithmetic"
            if found.match is None or name != entry.name:
                taken_by_others.append((text, name))
            else:
                own += 1
                check_arguments(signature, source, found.match.arguments)

    assert taken_by_others == []
    assert own >= TRIES * len(entry.phrases) // 3


@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda e: e.name)
def test_the_slots_of_a_phrase_are_the_parameters_that_it_needs(entry: BundledFunction) -> None:
    signature = read_signature(render(entry.function), entry.name)
    parameters = {one.name for one in signature.parameters}
    incomplete = []

    for phrase in WordedFunction(entry).phrases:
        given = {*phrase.slot_types, *entry.constants.get(phrase.text, {})}
        if not given <= parameters or not given.issuperset(signature.required):
            incomplete.append((phrase.text, sorted(given), str(signature)))

    assert incomplete == []
    assert set(entry.constants) <= set(entry.phrases)


def test_a_unit_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    source = render(bundled_functions()["mass"].function)

    with pytest.raises(BadArguments, match=r"unit: expected Literal\['mg', .*\], got 'furlong'"):
        check_arguments(
            read_signature(source), source, {"value": 1, "unit": "furlong", "target": "g"}
        )
