"""Which tasks a stored program answers, and which it must not."""

from dataclasses import replace

import pytest

from src.domain.artifact import Sameness
from src.language.task_conflicts import conflict
from src.language.task_matching import decide_by_rule, rephrase
from src.language.task_reading import read_task
from tests.fakes.artifacts import code

PROVEN = {
    "add 10 and 20": ("add 2 and 3", "add 7 and 1"),
    "subtract 3 from 10": ("subtract 1 from 4", "subtract 9 from 9"),
    "sort 3, 1, 2 ascending": ("sort 9, 4, 6, 1 ascending", "sort 5, 1, 2 ascending"),
    "log base 2 of 8": ("log base 10 of 100", "log base 3 of 9"),
    "reverse the string 'abc'": ("reverse the string 'xy'", "reverse the string 'hello'"),
    "replace 'a' with 'b' in 'abc'": (
        "replace 'x' with 'y' in 'xyz'",
        "replace 'q' with 'r' in 'q'",
    ),
    "count the letter e in 'bee'": ("count the letter e in 'eel'", "count the letter e in 'x'"),
    "write a joke about cats": (),
    "first 10 primes": ("first 3 primes", "first 7 primes"),
    "gcd of 12 and 18": ("gcd of 4 and 6", "gcd of 9 and 27"),
    "convert 20 C to F": ("convert 10 C to F", "convert 100 C to F"),
    "divide 10 by 2": ("divide 9 by 3", "divide 8 by 4"),
}

SAME = [
    ("add 10 and 20", "Add 5 and 8!", "add 5 and 8"),
    ("add 10 and 20", "add five and 1,000", "add 5 and 1000"),
    ("add 10 and 20", "can you add 5 and 8", "add 5 and 8"),
    ("add 10 and 20", "what is the sum of 5 and 8?", "add 5 and 8"),
    ("subtract 3 from 10", "10 minus 3", "subtract 3 from 10"),
    ("subtract 3 from 10", "12 - 30", "subtract 30 from 12"),
    ("sort 3, 1, 2 ascending", "sort 5, 2, 9, 1 ascending", "sort 5, 2, 9, 1 ascending"),
    ("sort 3, 1, 2 ascending", "sort 5 2 9 from low to high", "sort 5, 2, 9 ascending"),
    ("reverse the string 'abc'", 'reverse "it"', "reverse the string 'it'"),
    ("write a joke about cats", "please tell me a joke about cats", "write a joke about cats"),
    ("gcd of 12 and 18", "greatest common divisor of 8 and 20", "gcd of 8 and 20"),
    ("convert 20 C to F", "30 celsius in fahrenheit", "convert 30 C to F"),
    ("divide 10 by 2", "9 divided by 4", "divide 9 by 4"),
]

NEVER_SAME = [
    ("add 10 and 20", "add 5 and 8 and 9"),
    ("add 10 and 20", "add 2.5 and 3"),
    ("add 10 and 20", "add -2 and 3"),
    ("add 10 and 20", "subtract 5 and 8"),
    ("add 10 and 20", "add 5 and 8 then double it"),
    ("add 10 and 20", "do not add 5 and 8"),
    ("add 10 and 20", "the sum of the digits of 5 and 8"),
    ("add 10 and 20", "numbers between 5 and 8"),
    ("subtract 3 from 10", "subtract 3 and 10"),
    ("subtract 3 from 10", "3 minus 10 percent"),
    ("subtract 3 from 10", "difference between 3 and 10"),
    ("sort 3, 1, 2 ascending", "sort 3, 1, 2 descending"),
    ("sort 3, 1, 2 ascending", "sort 3, 1, 2"),
    ("sort 3, 1, 2 ascending", "is 3, 1, 2 sorted ascending"),
    ("log base 2 of 8", "log of 8 base 2 squared"),
    ("reverse the string 'abc'", "reverse the words in 'abc def'"),
    ("reverse the string 'abc'", "reverse the string ''"),
    ("reverse the string 'abc'", "reverse the strings 'abc' and 'def'"),
    ("reverse the string 'abc'", "uppercase the string 'abc'"),
    ("replace 'a' with 'b' in 'abc'", "in 'abc' replace 'a' with 'b' once"),
    ("replace 'a' with 'b' in 'abc'", "replace 'a' in 'abc' with 'b'"),
    ("count the letter e in 'bee'", "count the letter a in 'bee'"),
    ("count the letter e in 'bee'", "count the letter i in 'bee'"),
    ("count the letter e in 'bee'", "count the letters in 'bee'"),
    ("write a joke about cats", "write a joke about dogs"),
    ("write a joke about cats", "write a story about cats"),
    ("write a joke about cats", "write a joke about cats and dogs"),
    ("first 10 primes", "the 10th prime"),
    ("first 10 primes", "last 10 primes"),
    ("first 10 primes", "sum of the first 10 primes"),
    ("first 10 primes", "primes below 10"),
    ("gcd of 12 and 18", "lcm of 12 and 18"),
    ("convert 20 C to F", "convert 20 F to C"),
    ("convert 20 C to F", "how many C are 20 F"),
    ("divide 10 by 2", "divide 2 into 10"),
    ("divide 10 by 2", "multiply 10 by 2"),
    ("divide 10 by 2", "remainder when 10 is divided by 2"),
]


@pytest.mark.parametrize(("stored", "text", "ask"), SAME)
def test_the_same_task_is_asked_in_the_proven_wording(stored: str, text: str, ask: str) -> None:
    judgement = decide_by_rule(read_task(text), code(stored, PROVEN[stored]))

    assert judgement is not None
    assert (judgement.sameness, judgement.ask) == (Sameness.SAME, ask)


@pytest.mark.parametrize(("stored", "text"), NEVER_SAME)
def test_another_task_is_never_taken_for_the_same(stored: str, text: str) -> None:
    judgement = decide_by_rule(read_task(text), code(stored, PROVEN[stored]))

    assert judgement is None or judgement.sameness is not Sameness.SAME


def test_a_program_that_may_know_one_answer_by_heart_is_only_related() -> None:
    stored = code("add 10 and 20", ["add 1 and 2"])

    other = decide_by_rule(read_task("add 5 and 8"), stored)
    again = decide_by_rule(read_task("Add 10 and 20"), stored)

    assert other is not None and other.sameness is Sameness.RELATED
    assert again is not None and again.sameness is Sameness.RELATED


def test_the_very_same_words_are_answered_without_proof() -> None:
    judgement = decide_by_rule(read_task("add 10 and 20"), code("add 10 and 20"))

    assert judgement is not None and judgement.sameness is Sameness.SAME


def test_a_list_of_another_length_needs_a_program_proven_on_lengths() -> None:
    stored = code("sort 3, 1, 2 ascending", ["sort 4, 5, 6 ascending", "sort 7, 8, 1 ascending"])

    judgement = decide_by_rule(read_task("sort 4, 3, 2, 1 ascending"), stored)

    assert judgement is not None
    assert (judgement.sameness, judgement.reason) == (
        Sameness.RELATED,
        "proven on lists of one length only",
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"provenance": {"imported": True}}, "imported"),
        ({"quality": 0.1}, "quality"),
        ({"node_id": ""}, "no node"),
    ],
)
def test_what_cannot_be_trusted_is_only_related(change: dict[str, object], reason: str) -> None:
    stored = replace(code("add 10 and 20", PROVEN["add 10 and 20"]), **change)  # type: ignore

    judgement = decide_by_rule(read_task("add 5 and 8"), stored)

    assert judgement is not None and judgement.sameness is Sameness.RELATED
    assert reason in judgement.reason


@pytest.mark.parametrize(
    ("wording", "sameness"),
    [
        ("add 5 and 8", Sameness.SAME),
        ("add 8 and 5", Sameness.SAME),
        ("add 5 and 9", Sameness.RELATED),
        ("sum 5 and 8", Sameness.RELATED),
        ("subtract 5 and 8", Sameness.RELATED),
        ("", Sameness.RELATED),
    ],
)
def test_a_models_wording_is_believed_only_with_template_and_values(
    wording: str, sameness: Sameness
) -> None:
    task = read_task("put five and 8 together")

    judgement = rephrase(task, code("add 10 and 20", PROVEN["add 10 and 20"]), wording)

    assert judgement.sameness is sameness


@pytest.mark.parametrize(
    ("stored", "text", "reason"),
    [
        ("largest of 4, 9, 2", "second largest of 4, 9, 2", 'only one says "second"'),
        ("convert 20 celsius to fahrenheit", "convert 20 celsius to kelvin", "kelvin"),
        ("write a joke about cats", "write a joke about dogs", '"dog" is not known to be "cat"'),
        ("sort 3, 1, 2 ascending", "sort 3, 1, 2", 'only one says "ascending"'),
    ],
)
def test_no_model_is_trusted_with_what_one_word_means(stored: str, text: str, reason: str) -> None:
    artifact = code(stored, [stored.replace("2", "5"), stored.replace("2", "7")])

    ruled = decide_by_rule(read_task(text), artifact)
    claimed = rephrase(read_task(text), artifact, text.replace("second ", ""))

    assert ruled is not None and reason in ruled.reason
    assert claimed.sameness is Sameness.RELATED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("add 1 and 2", "subtract 1 and 2"),
        ("encrypt 'a' with key 3", "decrypt 'a' with key 3"),
        ("first word of 'a b'", "last word of 'a b'"),
        ("words with e in 'x'", "words without e in 'x'"),
        ("is 'abc' a palindrome", "make 'abc' a palindrome"),
        ("how many miles are 5 km", "how many km are 5 miles"),
        ("5 miles to km", "5 km to miles"),
        ("convert json to csv", "convert csv to json"),
        ("10 prime numbers", "10th prime number"),
        ("count the vowels in 'a'", "list the vowels in 'a'"),
        ("sum of all numbers in 1, 2, 3", "sum of all numbers in 1, 2, 3 except 2"),
        ("smallest of 1, 2, 3", "max of 1, 2, 3"),
        ("numbers above 3", "numbers below 3"),
    ],
)
def test_the_guard_sees_it_either_way_round(one: str, other: str) -> None:
    assert conflict(one, other)
    assert conflict(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("add 1 and 2", "what is the sum of 1 and 2"),
        ("is 7 prime", "check whether 7 is a prime number"),
        ("convert 5 km to miles", "how many miles are 5 km"),
        ("can you sort 3, 2, 1", "sort 3, 2, 1"),
        ("", ""),
    ],
)
def test_the_guard_lets_equals_pass(one: str, other: str) -> None:
    assert conflict(one, other) == ""


def test_very_long_texts_are_judged_quickly_and_cautiously() -> None:
    long = "add 1 and 2 " * 8_000

    assert decide_by_rule(read_task(long + "x"), code(long)) is None
