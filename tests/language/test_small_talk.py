"""Which words around a request say nothing of it, and which belong to it."""

import pytest

from src.language.small_talk import without_small_talk
from src.library.unknown_tasks import other_language


@pytest.mark.parametrize(
    ("typed", "request_"),
    [
        ("hey can you please tell me what 15 times 23 is? thanks!", "15 times 23"),
        ("ok cool. what is the lcm of 4 and 6?", "what is the lcm of 4 and 6"),
        ("would you mind reversing 'hello'?", "reverse 'hello'"),
        ("do you mind sorting 3, 1", "sort 3, 1"),
        ("what would 45 + 55 be?", "45 + 55"),
        ("what does 6 times 7 equal?", "6 times 7"),
        ("is it true that 29 is prime?", "whether 29 is prime"),
        ("hey, sort these for me: 8, 3", "sort these: 8, 3"),
    ],
)
def test_small_talk_around_a_request_is_left_out(typed: str, request_: str) -> None:
    assert without_small_talk(typed) == request_


@pytest.mark.parametrize(
    "text",
    [
        "hello world in uppercase",
        "next prime after 90",
        "great circle distance",
        "right triangle with legs 3 and 4",
        "reverse thanks and hello",
        "5!",
    ],
)
def test_words_that_belong_to_the_request_stay(text: str) -> None:
    assert without_small_talk(text) == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("wie viel ist 3 plus 4", "German"),
        ("was ist 3 plus 4", "German"),
        ("what was the day before yesterday", ""),
        ("cuál es la suma de 3 y 4", "Spanish"),
        ("計算する 3と4", "Japanese"),
        ('reverse "der die das und"', ""),
        ("sum of the list 3, 4", ""),
        ("translate el nino and la nina for me", ""),
        ("Σ of 3 and 4", ""),
    ],
)
def test_a_task_in_another_language_is_recognized(text: str, language: str) -> None:
    assert other_language(text) == language
