"""What the library understands of a task: its kind, its function and arguments, or why none."""

from collections.abc import Callable

import pytest

from src.domain.errors import Declined
from src.domain.json_value import JSONObject
from src.domain.task import Specification, TaskKind
from src.domain.understanding import Understanding
from src.language.task_reading import read_task
from src.library.bundled import BundledFunction
from src.library.function_book import FunctionBook, Miss, WordedFunction
from src.library.known_task import Known
from src.library.render import render
from src.tasks.case_writer import case_suite
from tests.library.answers import LIBRARY, answer


def understand(text: str) -> Understanding:
    return LIBRARY.understand(read_task(text))


def plan_of(text: str) -> Specification:
    plan = understand(text).plan
    assert plan is not None
    return plan


@pytest.mark.parametrize(
    "text, kind, reason",
    [
        ("add 10 and 20", TaskKind.ARITHMETIC, "basic arithmetic operation"),
        ("2 + 3 * 4", TaskKind.ARITHMETIC, "arithmetic that parses whole"),
        ("write me a joke about programmers", TaskKind.SIMPLE_CONTENT, "short joke generation"),
        ("calculate fibonacci sequence", TaskKind.ALGORITHM, "fibonacci computation"),
        ("convert euros to dollars", TaskKind.CONVERSION, "the word “convert”"),
        ("write an article about bees", TaskKind.COMPLEX_CONTENT, "a text of a known form"),
        ("calculate fibonaci", TaskKind.ALGORITHM, "reading “fibonaci” as “fibonacci”"),
        ("qwertz", TaskKind.ALGORITHM, "no rule knows its words"),
    ],
)
def test_a_task_is_classified_with_a_reason(text: str, kind: TaskKind, reason: str) -> None:
    found = understand(text).kind

    assert found.kind is kind
    assert reason in found.reason


def test_a_plan_names_its_function_with_arguments_and_certain_cases() -> None:
    plan = plan_of("please calculate the first 12 fibonacci numbers")

    assert plan.function == plan.pattern == "fibonacci"
    assert plan.kind is TaskKind.ALGORITHM
    assert plan.signature.startswith("fibonacci(n: int = 10) -> list[int]")
    assert plan.arguments == {"n": 12}
    assert len(plan.examples) >= 3
    assert all(case.description.startswith("fibonacci(") for case in plan.examples)


def test_the_plan_of_a_calculation_has_the_case_of_the_task_and_others() -> None:
    plan = plan_of("subtract 4 from 90")

    assert plan.signature == "subtract(a: int | float, b: int | float) -> int | float"
    assert plan.arguments == {"a": 90, "b": 4}
    assert (plan.examples[0].arguments, plan.examples[0].expected) == ({"a": 90, "b": 4}, 86)
    assert len(plan.examples) == 4


def test_content_is_planned_through_the_content_tool() -> None:
    assert plan_of("write me a joke about programmers").tools == ("content_generator",)


def test_a_misspelt_task_is_planned_as_it_was_understood() -> None:
    assert plan_of("subtarct 5 from tweve").task.text == "subtract 5 from twelve"
    assert plan_of("revrse the string abc").task.text == "reverse the string abc"


@pytest.mark.parametrize(
    "text, reason, hint",
    [
        ("reverse a string", "does not say which", "say it like this"),
        ("sort the list", "a list of numbers is missing", "say it like this"),
        ("uppercase hello without the h", "“without” may be part", "say it like this"),
        ("order a pizza", "no bundled function", "ollama serve"),
        ("berechne die quadratwurzel aus neun", "in German", "ollama serve"),
        ("divide 3 by 0", "divided by zero", ""),
        ("standard deviation of 2, 4, 6", "no bundled function", "population standard deviation"),
    ],
)
def test_a_decline_says_why_and_what_to_try(text: str, reason: str, hint: str) -> None:
    understood = understand(text)

    assert understood.plan is None
    assert reason in understood.miss
    assert hint in understood.hint


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
    assert understand(text).plan is None


@pytest.mark.parametrize(
    "text", ["reverse hello world", "reverse this is a test", "uppercase strong"]
)
def test_words_that_only_look_like_a_slip_are_taken(text: str) -> None:
    assert plan_of(text).function in ("reverse_text", "uppercase")


@pytest.mark.parametrize(
    "text, function",
    [
        ("sort banana, apple", "sort_words"),
        ("sort banana, apple, and fig in alphabetical order", "sort_words"),
        ("sort words, letters", "sort_words"),
        ("sort banana, apple in descending order", "sort_words_descending"),
        ("sort 3, 1, 2", "sort_ascending"),
    ],
)
def test_a_list_is_sorted_upwards_where_no_order_is_named(text: str, function: str) -> None:
    assert plan_of(text).function == function


def test_a_plans_source_is_the_function_rendered_as_a_module() -> None:
    plan = plan_of("gcd of 12 and 18")

    assert LIBRARY.source(plan) == render(LIBRARY.book.functions["gcd"].entry.function)


def test_what_is_no_function_of_the_library_is_not_written() -> None:
    task = read_task("order a pizza")
    plan = Specification(task, TaskKind.ALGORITHM, "pizza", "order", function="order_pizza")

    with pytest.raises(Declined, match="no bundled function is called order_pizza"):
        LIBRARY.source(plan)


@pytest.mark.parametrize("text", ["add 10 and 20", "gcd of 6 and 4", "tell me a joke about tea"])
def test_a_suite_holds_two_parameter_sets_besides_the_tasks_own(text: str) -> None:
    plan = plan_of(text)

    others = [case for case in plan.examples if case.arguments != plan.arguments]

    assert len(others) >= 2
    assert len(case_suite(plan).tests) == len(plan.examples)


def test_the_reply_of_the_content_tool_in_tests_is_on_record() -> None:
    suite = case_suite(plan_of("tell me a joke"), tool_reply="ha")

    assert dict(suite.tool_replies) == {"content_generator": "ha"}
    assert LIBRARY.tool_reply(plan_of("tell me a joke"))
    assert LIBRARY.tool_reply(plan_of("gcd of 6 and 4")) == ""


@pytest.mark.parametrize(
    "name, text, arguments",
    [
        ("sort_ascending", "sort 3, 1, 2", {"numbers": [3, 1, 2]}),
        ("sort_ascending", "sort 3, 1, 2 in descending order", None),
        ("sort_ascending", "sort 3, 1, 2 without the 1", None),
        ("reverse_text", 'reverse "abc"', {"text": "abc"}),
        ("reverse_text", "revrse the string abc", {"text": "abc"}),
        ("subtract", "subtract 4 from 9", {"a": 9, "b": 4}),
        ("subtract", "half of 9", None),
        ("gone", "sort 3, 1, 2", None),
    ],
)
def test_a_function_takes_arguments_only_from_its_own_tasks(
    name: str, text: str, arguments: JSONObject | None
) -> None:
    assert LIBRARY.arguments_for(name, text) == arguments


def test_a_function_shows_wordings_that_it_answers() -> None:
    for text in LIBRARY.wordings_of("gcd"):
        assert LIBRARY.arguments_for("gcd", text) is not None
    assert len(LIBRARY.wordings_of("gcd")) >= 3
    assert LIBRARY.wordings_of("gone") == ()


def shout(text: str) -> str:
    """Write a text in capital letters."""
    return text.upper()


def exclaim(text: str) -> str:
    """Put an exclamation mark behind a text."""
    return text + "!"


def entry_of(function: Callable[[str], str], phrase: str) -> BundledFunction:
    return BundledFunction(function, function.__name__, (phrase,), TaskKind.TEXT)


def test_two_functions_that_read_a_task_alike_are_named_and_neither_is_taken() -> None:
    phrase = "say {text:quoted} loudly"
    book = FunctionBook({f.__name__: entry_of(f, phrase) for f in (shout, exclaim)})

    found = book.find('say "hi" loudly')

    assert isinstance(found, Miss)
    assert found.reason == "it could mean exclaim or shout"


def test_a_phrase_with_an_unknown_slot_type_is_named() -> None:
    with pytest.raises(ValueError, match="say {text:riddle}.*unknown slot type 'riddle'"):
        WordedFunction(entry_of(shout, "say {text:riddle}"))


@pytest.mark.parametrize(
    "text",
    ["calculate " + "(" * 30_000 + "1" + ")" * 30_000, "add " * 15_000, "1 + " * 15_000 + "1"],
)
def test_a_task_of_very_many_words_is_declined_unread(text: str) -> None:
    understood = understand(text)

    assert understood.plan is None and "more than 10,000 characters" in understood.miss


def test_a_long_value_is_read() -> None:
    assert plan_of(f"reverse '{'ab' * 20_000}'").function == "reverse_text"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is seven prime", True),
        ("what's five miles in km?", 8.04672),
        ("how many days are in two weeks", 14),
        ("roman numeral for one hundred and nineteen", "CXIX"),
        ("is twenty-one divisible by three", True),
        ("does seven contain e", None),
        ("unique items in one, two, one", None),
        ("how many letters are there in seven and 8", None),
        ("largest of 'one' and two", None),
    ],
)
def test_a_number_in_words_is_read_where_no_text_can_be_meant(text: str, expected: object) -> None:
    known = LIBRARY.read(read_task(text).text)

    assert (answer(text) if isinstance(known, Known) else None) == expected
