"""The offline steps of thought: classify, specify or decline, write, test; all of one mind."""

from pathlib import Path

import pytest

from src.domain.candidate import Origin
from src.domain.errors import ConfigError, Declined
from src.domain.model_request import Role
from src.domain.outcome import Attempt, AttemptPlan
from src.domain.task import Specification, TaskKind
from src.language.task_reading import read_task
from src.library.lookup import pattern_accepts
from src.library.pattern_planner import OfflineOverseer
from src.library.pattern_programs import OfflineGenerator
from src.library.pattern_suite import OfflineSuiteWriter
from src.library.patterns import PatternBook
from src.library.rule_classifier import OfflineClassifier

BOOK = PatternBook(Path(__file__).resolve().parents[2] / "tools" / "patterns")
PLAN = AttemptPlan(1, Role.FAST, 0.1)


def specify(text: str) -> Specification:
    task = read_task(text)
    return OfflineOverseer(BOOK).specify(task, OfflineClassifier(BOOK).classify(task))


@pytest.mark.parametrize(
    "text, kind, reason",
    [
        ("add 10 and 20", TaskKind.ARITHMETIC, "basic arithmetic operation"),
        ("write me a joke about programmers", TaskKind.SIMPLE_CONTENT, "short joke generation"),
        ("calculate fibonacci sequence", TaskKind.ALGORITHM, "fibonacci computation"),
        ("convert euros to dollars", TaskKind.CONVERSION, "the word “convert”"),
        ("write an article about bees", TaskKind.COMPLEX_CONTENT, "the word “article”"),
        ("calculate fibonaci", TaskKind.ALGORITHM, "reading “fibonaci” as “fibonacci”"),
        ("qwertz", TaskKind.ALGORITHM, "no rule knows its words"),
    ],
)
def test_a_task_is_classified_with_a_reason(text: str, kind: TaskKind, reason: str) -> None:
    found = OfflineClassifier(BOOK).classify(read_task(text))

    assert found.kind is kind
    assert reason in found.reason


def test_a_specification_names_its_pattern_and_how_it_is_measured() -> None:
    found = specify("please calculate the first 12 fibonacci numbers")

    assert found.pattern == "fibonacci"
    assert found.kind is TaskKind.ALGORITHM
    assert found.workload is not None and "make_input" in found.workload.source
    assert len(found.examples) >= 3


def test_content_is_planned_through_the_content_tool() -> None:
    found = specify("write me a joke about programmers")

    assert found.tools == ("content_generator",)


def test_a_misspelt_task_is_planned_as_it_was_understood() -> None:
    assert specify("subtarct 5 from tweve").task.text == "subtract 5 from twelve"
    assert specify("revrse the string abc").task.text == "reverse the string abc"


@pytest.mark.parametrize(
    "text, reason, hint",
    [
        ("reverse a string", "does not say which", "say it like this"),
        ("sort the list", "a list of numbers is missing", "say it like this"),
        ("uppercase hello without the h", "“without” may belong", "say it like this"),
        ("order a pizza", "no bundled pattern", "ollama serve"),
        ("berechne die quadratwurzel aus neun", "no bundled pattern", "ollama serve"),
        ("divide 3 by 0", "divided by zero", ""),
        ("standard deviation of 2, 4, 6", "no bundled pattern", "population standard deviation"),
    ],
)
def test_a_decline_says_why_and_what_to_try(text: str, reason: str, hint: str) -> None:
    with pytest.raises(Declined) as declined:
        specify(text)

    assert reason in str(declined.value)
    assert hint in declined.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "reverse the snring python",
        "can you reverse the ord drawer please",
        "counvert hello to uppercase",
        "convret the text LOUD NOISE to lowercase",
        "sort the words pear, fig, apple alphabitically",
        'edcrypt "mjqqt" with a caesar cipher with shift 5',
        "generate 3 passwords",
        "sort 3, 1 and 2 7",
        'reverse "a b" and "c d"',
        "sort banana, apple, descending",
        "sort banana, apple, desc",
        "sort banana, apple, and reverse",
        "sort banana, apple, cherry, acsending",
        "caesar cipher hello wth shift 3",
    ],
)
def test_a_slip_of_the_pen_is_never_taken_for_what_the_user_gave(text: str) -> None:
    with pytest.raises(Declined):
        specify(text)


@pytest.mark.parametrize(
    "text", ["reverse hello world", "reverse this is a test", "uppercase strong"]
)
def test_words_that_only_look_like_a_slip_are_taken(text: str) -> None:
    assert specify(text).pattern in ("reverse_text", "uppercase")


@pytest.mark.parametrize(
    "text, pattern",
    [
        ("sort banana, apple", "sort_words"),
        ("sort banana, apple, and fig in alphabetical order", "sort_words"),
        ("sort words, letters", "sort_words"),
        ("sort banana, apple in descending order", "sort_words_descending"),
        ("sort 3, 1, 2", "sort_ascending"),
    ],
)
def test_a_list_is_sorted_upwards_where_no_order_is_named(text: str, pattern: str) -> None:
    assert specify(text).pattern == pattern


def test_the_generator_hands_out_the_program_of_the_pattern() -> None:
    specification = specify("gcd of 12 and 18")

    candidate = OfflineGenerator(BOOK).write(specification, PLAN)

    assert candidate.origin is Origin.PATTERN
    assert candidate.source == BOOK.patterns["gcd"].source
    assert OfflineGenerator(BOOK).writer(specification, PLAN) == ("Bundled patterns", "")


def test_a_program_that_failed_is_not_handed_out_again() -> None:
    specification = specify("gcd of 12 and 18")
    generator = OfflineGenerator(BOOK)
    failed = Attempt(PLAN, generator.write(specification, PLAN), None, trouble="a test failed")

    with pytest.raises(Declined, match="did not pass"):
        generator.write(specification, PLAN, (failed,))


def test_what_no_pattern_covers_is_not_written_and_not_tested() -> None:
    task = read_task("order a pizza")
    specification = Specification(task, TaskKind.ALGORITHM, "pizza", "order")

    with pytest.raises(Declined):
        OfflineGenerator(BOOK).write(specification, PLAN)
    with pytest.raises(Declined):
        OfflineSuiteWriter(BOOK).write(specification)


def test_a_suite_holds_two_parameter_sets_besides_the_tasks_own() -> None:
    for text in ("add 10 and 20", "gcd of 6 and 4", "tell me a joke about tea"):
        suite = OfflineSuiteWriter(BOOK).write(specify(text))

        others = [t for t in suite.tests if t.example and t.example.description != text]
        assert len(others) >= 2, text


def test_a_suite_checks_that_the_program_reads_the_task_as_it_was_understood() -> None:
    suite = OfflineSuiteWriter(BOOK).write(specify("please reverse the word hello"))

    assert (
        "('please reverse the word hello', 'reverse the string \"hello\"')"
        in suite.tests[-1].source
    )


def test_the_users_examples_come_first_and_override() -> None:
    suite = OfflineSuiteWriter(BOOK).write(specify("gcd of 12 and 18\ngcd of 17 and 5 => 1"))

    assert suite.tests[0].from_user
    told = [t.example.description for t in suite.tests if t.example]
    assert told.count("gcd of 17 and 5") == 1


def test_a_content_suite_replays_a_recorded_reply() -> None:
    suite = OfflineSuiteWriter(BOOK).write(specify("tell me a joke"))

    assert dict(suite.tool_replies)["content_generator"]


@pytest.mark.parametrize(
    "name, text, accepted",
    [
        ("sort_ascending", "sort 3, 1, 2", True),
        ("sort_ascending", "sort 3, 1, 2 in descending order", False),
        ("sort_ascending", "sort 3, 1, 2 without the 1", False),
        ("reverse_text", 'reverse "abc"', True),
        ("reverse_text", "revrse the string abc", False),
        ("arithmetic", "subtract 4 from 9", True),
        ("arithmetic", "half of 9", False),
        ("gone", "sort 3, 1, 2", False),
    ],
)
def test_a_stored_program_is_accepted_only_for_what_it_answers_whole(
    name: str, text: str, accepted: bool
) -> None:
    assert pattern_accepts(BOOK, name, text) is accepted


@pytest.mark.parametrize(
    "change, complaint",
    [
        (("name: gcd", "name: other"), "name"),
        (("kind: ALGORITHM", "kind: MAGIC"), "kind"),
        (("title:", "titel:"), "titel"),
        (("{values:numbers}", "{values:riddles}"), "riddles"),
    ],
)
def test_a_broken_manifest_is_named_with_its_key(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    folder = tmp_path / "gcd"
    folder.mkdir()
    text = (BOOK.patterns["gcd"].folder / "pattern.yaml").read_text()
    (folder / "pattern.yaml").write_text(text.replace(*change, 1))

    with pytest.raises(ConfigError, match=complaint):
        PatternBook(tmp_path).find("gcd of 1 and 2")
