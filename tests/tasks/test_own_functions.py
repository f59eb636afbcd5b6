"""A user's own functions are found again by wording, phrase and other words, and never wrongly."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.artifact import ArtifactType
from src.domain.errors import Declined, NodeError
from src.domain.json_value import JSONObject
from src.domain.node import edited_draft
from src.domain.wording import Wording
from src.memory.seeds import artifacts_of_node
from src.tasks.own_functions import OwnCall
from tests.fakes.kept_functions import Kept


@pytest.fixture(name="kept")
def _kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    yield kept
    kept.memory.close()


def test_nothing_is_found_among_no_nodes(kept: Kept) -> None:
    assert kept.find("is 7 prime") is None


def test_the_same_words_call_the_function_with_the_same_arguments(kept: Kept) -> None:
    kept.solved("add 4 and 4", "add(a: int, b: int)", {"a": 4, "b": 4})

    found = kept.find("Please add 4 and 4.")

    assert found == OwnCall(
        "add_node", {"a": 4, "b": 4}, "asked before in the same words", "add 4 and 4"
    )
    assert kept.find("add 4 and 5") is None


def test_a_phrase_reads_other_values(kept: Kept) -> None:
    kept.solved("is 7 prime", "is_prime(n: int)", {"n": 7})

    found = kept.find("is eleven prime?")

    assert found is not None
    assert (found.node_id, found.arguments, found.wording) == (
        "is_prime_node",
        {"n": 11},
        "is 7 prime",
    )
    assert "is {n:quantity} prime" in found.reason


@pytest.mark.parametrize("text", ["is 7.5 prime", "is 'x' prime", "is 7 not prime", "is prime"])
def test_what_the_signature_or_the_phrase_does_not_take_is_not_reused(
    kept: Kept, text: str
) -> None:
    kept.solved("is 7 prime", "is_prime(n: int)", {"n": 7})

    assert kept.find(text) is None


@pytest.mark.parametrize(
    "text, arguments",
    [
        ("what is 14 plus 3", {"a": 14, "b": 3}),
        ("the sum of 2 and 9", {"a": 2, "b": 9}),
        ("10 plus 20", {"a": 10, "b": 20}),
        ("subtract 10 and 20", None),
        ("add 10 and 20 and multiply by 3", None),
        ("add 10 to each of [[20]]", None),
    ],
)
def test_equal_tasks_in_other_words_are_found_but_no_opposites(
    kept: Kept, text: str, arguments: JSONObject | None
) -> None:
    kept.solved("add 10 and 20", "add(a: int, b: int)", {"a": 10, "b": 20})

    assert kept.arguments(text) == arguments


@pytest.mark.parametrize(
    ("text", "header", "arguments", "other"),
    [
        ("flip the sentence 'a b'", "flip(t: str)", {"t": "a b"}, "flip the word 'hello'"),
        ("flip the word 'hello'", "flip(t: str)", {"t": "hello"}, "flip the phrase 'a b'"),
        ("flip the string 'hello'", "flip(t: str)", {"t": "hello"}, "flip the sentence 'a b'"),
        ("glorp the list 3, 1, 2", "f(n: list[int])", {"n": [3, 1, 2]}, "glorp the set 3, 1, 2"),
        ("glorp the set 3, 1, 2", "f(n: list[int])", {"n": [3, 1, 2]}, "glorp the numbers 3, 1, 1"),
        (
            "remove the character at 2 from 'abc'",
            "cut(n: int, t: str)",
            {"n": 2, "t": "abc"},
            "remove the characters from 2 in 'abc'",
        ),
        (
            "remove character 2 of 'abc'",
            "cut(n: int, t: str)",
            {"n": 2, "t": "abc"},
            "remove the characters from 2 in 'abc'",
        ),
    ],
)
def test_words_that_say_what_a_value_is_or_where_to_begin_are_no_other_words(
    kept: Kept, text: str, header: str, arguments: JSONObject, other: str
) -> None:
    kept.solved(text, header, arguments)

    assert kept.arguments(text) == arguments
    assert kept.arguments(other) is None


@pytest.mark.parametrize(
    ("text", "header", "arguments", "other"),
    [
        ("flip the word 'ab'", "flip(t: str)", {"t": "ab"}, "flip the string 'ab'"),
        ("glorp the list 3, 1, 2", "f(n: list[int])", {"n": [3, 1, 2]}, "glorp the array 3, 1, 2"),
        ("glorp from 3 to 9", "f(a: int, b: int)", {"a": 3, "b": 9}, "glorp numbers 3 to 9"),
    ],
)
def test_words_that_only_name_a_value_may_be_others(
    kept: Kept, text: str, header: str, arguments: JSONObject, other: str
) -> None:
    kept.solved(text, header, arguments)

    assert kept.arguments(other) == arguments


def test_order_is_kept_in_other_words(kept: Kept) -> None:
    kept.solved("subtract 3 from 10", "subtract(a: int, b: int)", {"a": 10, "b": 3})

    assert kept.arguments("45 minus 12") == {"a": 45, "b": 12}
    assert kept.arguments("subtract 5 from 12") == {"a": 12, "b": 5}


def test_dates_are_values_in_other_words(kept: Kept) -> None:
    given: JSONObject = {"start": "2024-01-01", "end": "2024-03-01"}
    header = "days_between(start: str, end: str)"
    kept.solved("days between 2024-01-01 and 2024-03-01", header, given)

    found = kept.arguments("days between 3 May 2024 and the following 2024-06-01")

    assert found == {"start": "2024-05-03", "end": "2024-06-01"}


def test_a_text_without_quotes_keeps_its_case(kept: Kept) -> None:
    kept.solved("write a joke about Java", "joke(topic: str)", {"topic": "Java"})

    assert kept.arguments("Write a joke about Java") == {"topic": "Java"}
    assert kept.arguments("write a joke about java") is None
    assert kept.arguments("tell me a joke about Java") == {"topic": "Java"}
    assert kept.arguments("write a joke about lawyers") is None


@pytest.mark.parametrize(
    "text, header, arguments, other",
    [
        ("glorpify the text: abc", "f(text: str)", {"text": "abc"}, "glorpify the text: ABC"),
        ("glorp the duration: 3h 25m", "f(t: str)", {"t": "3h 25m"}, "glorp the duration: 3H 25M"),
        (
            "glorp the words: Apple, pear",
            "f(words: list[str])",
            {"words": ["Apple", "pear"]},
            "glorp the words: apple, pear",
        ),
        ("glorp apple by 3", "f(prices: dict)", {"prices": {"apple": 3}}, "glorp Apple by 3"),
        (
            "remove a from 'banana'",
            "f(c: str, t: str)",
            {"c": "a", "t": "banana"},
            "remove A from 'banana'",
        ),
        ("Hello backwards", "f(text: str)", {"text": "Hello"}, "hello backwards"),
    ],
)
def test_the_old_text_never_answers_for_the_same_text_in_another_case(
    kept: Kept, text: str, header: str, arguments: JSONObject, other: str
) -> None:
    kept.solved(text, header, arguments)

    assert kept.arguments(text) == arguments
    assert kept.arguments(other) != arguments


def test_a_program_of_version_1_answers_its_exact_wording_only(kept: Kept) -> None:
    kept.keep("count the words in 'a b'", "", "count_words")

    found = kept.find("Count the words in 'a b'.")

    assert found is not None and (found.node_id, found.arguments) == ("count_words_node", None)
    assert kept.find("count the words in 'c'") is None


def test_a_function_goes_before_a_program_of_version_1(kept: Kept) -> None:
    kept.keep("is 7 prime", "", "prime")
    kept.solved("is 7 prime", "is_prime(n: int)", {"n": 7})

    found = kept.find("is 7 prime")

    assert found is not None and found.node_id == "is_prime_node"


def test_two_nodes_that_read_a_task_are_named(kept: Kept) -> None:
    for name in ("one", "two"):
        node = kept.keep("is 7 odd", f"{name}(n: int)")
        wording = Wording("is 7 odd", {"n": 7}, "is {n:quantity} odd")
        kept.memory.edit_wordings(node.id, lambda known, new=wording: (*known, new))

    with pytest.raises(Declined, match="one_node and two_node"):
        kept.find("is 9 odd")


def test_the_node_that_solved_a_wording_last_answers_it(kept: Kept) -> None:
    kept.solved("is 7 odd", "one(n: int)", {"n": 7})
    kept.solved("is 9 odd", "two(k: int)", {"k": 9})
    kept.solved("add 4 and 4", "three(a: int, b: int)", {"a": 4, "b": 4})
    kept.solved("Add 4 and 4", "four(a: int, b: int)", {"a": 4, "b": 4})

    found = [kept.find(text) for text in ("is 3 odd", "add 4 and 4")]

    assert [call and call.node_id for call in found] == ["two_node", "four_node"]


def test_solving_a_task_in_another_wording_adds_it_once(kept: Kept) -> None:
    node = kept.solved("is 7 prime", "is_prime(n: int)", {"n": 7})

    kept.own.learn(node, "is 11 prime", {"n": 11})
    kept.own.learn(node, "primality of 11", {"n": 11})

    phrases = [wording.phrase for _, wording in kept.memory.wordings()]
    assert phrases == ["is {n:quantity} prime", "primality of {n:quantity}"]
    assert kept.arguments("primality of 5") == {"n": 5}


def test_a_forgotten_wording_and_its_phrase_are_gone_for_good(kept: Kept) -> None:
    node = kept.solved("is 7 prime", "is_prime(n: int)", {"n": 7})
    found = kept.find("is 11 prime")
    assert found is not None

    kept.own.forget(node.id, found.wording)

    assert kept.find("is 11 prime") is None and kept.find("is 7 prime") is None
    assert kept.nodes.load(node.id).specification["phrases"] == []


def test_a_new_version_and_a_rollback_keep_the_wordings(kept: Kept) -> None:
    node = kept.solved("is 7 prime", "is_prime(n: int)", {"n": 7})
    edited = kept.nodes.keep(edited_draft(node, node.source + "\n", "edited"))

    back = kept.nodes.roll_back(node.id, 1)

    for version in (edited, back):
        (rebuilt,) = [a for a in artifacts_of_node(version) if a.type is ArtifactType.CODE]
        assert rebuilt.content["phrases"] == back.specification["phrases"] != []


def test_wordings_are_exported_and_imported_but_not_reused_untested(
    kept: Kept, tmp_path: Path
) -> None:
    kept.solved("is 7 prime", "is_prime(n: int)", {"n": 7})
    kept.memory.export_to(tmp_path / "export.jsonl")
    (tmp_path / "other").mkdir()
    other = Kept(tmp_path / "other")

    other.memory.import_from(tmp_path / "export.jsonl")

    (came,) = other.memory.untested()
    assert came.content["phrases"] != []
    assert other.memory.wordings() == ()
    other.memory.close()


def test_a_deleted_or_bad_node_is_not_found(kept: Kept) -> None:
    deleted = kept.solved("is 7 prime", "is_prime(n: int)", {"n": 7})
    kept.solved("is 7 odd", "is_odd(n: int)", {"n": 7}, quality=0.1)

    kept.nodes.delete(deleted.id)

    assert kept.find("is 7 prime") is None
    assert kept.find("is 7 odd") is None


def test_a_wording_of_a_node_that_is_gone_cannot_be_learned(kept: Kept) -> None:
    node = kept.keep("is 7 prime", "is_prime(n: int)")
    kept.nodes.delete(node.id)

    with pytest.raises(NodeError):
        kept.own.learn(node, "is 7 prime", {"n": 7})


def test_wordings_are_listed_anew_only_after_a_change(kept: Kept) -> None:
    node = kept.solved("is 7 prime", "is_prime(n: int)", {"n": 7})
    listed = kept.memory.wordings()
    kept.memory.record_use(f"code:{node.id}", True)

    assert kept.memory.wordings() is listed
    kept.own.learn(node, "primality of 11", {"n": 11})
    assert kept.memory.wordings() is not listed
