"""Reading a task takes time that grows with its length, whatever it is made of."""

import random
import re

import pytest

from src.language.phrases import words_of
from src.language.task_reading import read_task
from src.library.catalogue import open_library
from src.library.function_book import WordedFunction
from tests.library import wordings
from tests.processor_time import HANG, within_seconds

LIBRARY = open_library()
LENGTH = 9_900
PIECES = ("1", "1 and ", ", ", "[", "( ", '"a ', "a: ", "and ", "with in ", "a->b, ")
WHOLE = ("'abc" + " " * LENGTH + "x'", "'abc" + " " * LENGTH, *(p * LENGTH for p in PIECES))


def worded(function: WordedFunction, phrase: str, filling: str) -> str:
    """A wording of the phrase with this in each slot, cut to the longest length of a task."""
    words = {kind: tuple(known) for kind, known in function.entry.choices.items()}
    text = re.sub(r"\{\w+:\w+\}", "FILLING", phrase)
    text = wordings.wording(text, words, random.Random(1))
    count = max(1, text.count("FILLING"))
    return text.replace("FILLING", filling[: LENGTH // count])


# Half of them: reading whole tasks, below, puts the others to the phrases that may match.
@pytest.mark.parametrize("filling", WHOLE[::2], ids=lambda text: text[:8])
def test_no_phrase_takes_long_for_a_long_text(filling: str) -> None:
    for function in LIBRARY.book.functions.values():
        for phrase in function.phrases:
            text = worded(function, phrase.text, filling) + " zzz"
            words = words_of(text)
            phrase.match("", words)

            with within_seconds(2, text):
                phrase.match(text, words)


@pytest.mark.parametrize("filling", WHOLE, ids=lambda text: text[:8])
@pytest.mark.parametrize("opening", ["reverse", "replace a with", "sum of"])
def test_a_task_of_ten_thousand_characters_is_read(opening: str, filling: str) -> None:
    text = f"{opening} {filling}"[:4_000] if filling[:2] == "11" else f"{opening} {filling}"
    task = read_task(text[:LENGTH])
    LIBRARY.understand(read_task("add 1 and 2"))

    with within_seconds(HANG, text):
        LIBRARY.understand(task)


@pytest.mark.parametrize("layer", ("so ", "please ", "what is ", "the ", "a\n", "1, "))
def test_layer_upon_layer_of_small_talk_is_read(layer: str) -> None:
    text = (layer * LENGTH)[:LENGTH]
    LIBRARY.understand(read_task("add 1 and 2"))

    with within_seconds(HANG, text):
        LIBRARY.understand(read_task(text))
