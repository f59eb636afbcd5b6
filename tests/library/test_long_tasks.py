"""Reading a task takes time that grows with its length, whatever it is made of."""

import random
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from src.language.phrases import words_of
from src.language.task_reading import read_task
from src.library.catalogue import open_library
from src.library.function_book import WordedFunction
from tests.library import wordings

LIBRARY = open_library()
LENGTH = 9_900
PIECES = ("1", "1 and ", ", ", "[", "( ", '"a ', "a: ", "and ", "with in ", "a->b, ")
WHOLE = ("'abc" + " " * LENGTH + "x'", "'abc" + " " * LENGTH, *(p * LENGTH for p in PIECES))


class TookTooLong(Exception):
    """A text used up its processor time."""


@contextmanager
def seconds(most: float, text: str) -> Iterator[None]:
    def give_up(_number: int, _frame: object) -> None:
        raise TookTooLong(f"{text[:80]!r} ...")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        signal.signal(signal.SIGVTALRM, before)


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

            with seconds(0.2, text):
                phrase.match(text, words)


@pytest.mark.parametrize("filling", WHOLE, ids=lambda text: text[:8])
@pytest.mark.parametrize("opening", ["reverse", "replace a with", "sum of"])
def test_a_task_of_ten_thousand_characters_is_read_in_two_seconds(
    opening: str, filling: str
) -> None:
    text = f"{opening} {filling}"[:4_000] if filling[:2] == "11" else f"{opening} {filling}"
    task = read_task(text[:LENGTH])
    LIBRARY.understand(read_task("add 1 and 2"))

    with seconds(2, text):
        LIBRARY.understand(task)
