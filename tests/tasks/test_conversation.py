"""What a line means after the tasks before it, and when that is refused."""

import pytest

from bench.newcomer_tasks import Conversation as Script
from bench.newcomer_tasks import conversations
from src.domain.errors import Declined, ModelUnavailable
from src.domain.json_value import JSONValue
from src.domain.model_request import Reply, Request
from src.domain.outcome import Outcome, OutcomeStatus
from src.language.task_reading import read_task
from src.tasks.conversation import MOST_EXCHANGES, Conversation
from tests.library.answers import LIBRARY, answer


class Rewriter:
    """A model that always rewrites a line as the same task; None: not reachable."""

    def __init__(self, text: str | None) -> None:
        self._text = text
        self.asked: list[Request] = []

    def complete(self, request: Request, listener: object = None) -> Reply:
        self.asked.append(request)
        if self._text is None:
            raise ModelUnavailable("down")
        return Reply(self._text, "fake", "here")

    def model_for(self, request: Request) -> str:
        return "fake"


def talk(model: Rewriter | None = None) -> Conversation:
    return Conversation(LIBRARY.answers, lambda: model)


def note(conversation: Conversation, text: str, result: JSONValue) -> None:
    plan = LIBRARY.understand(read_task(text)).plan
    arguments = plan.arguments if plan else None
    conversation.note(
        Outcome(read_task(text), OutcomeStatus.SOLVED, result=result, arguments=arguments)
    )


@pytest.mark.parametrize(
    ("said", "task"),
    [
        ('Task: count the vowels in "red sky"', 'count the vowels in "red sky"'),
        ('"count the vowels in "red sky""', 'count the vowels in "red sky"'),
        ('"red" and "sky"', '"red" and "sky"'),
        ("`double 4`", "double 4"),
        ('"', '"'),
    ],
)
def test_a_value_s_quotes_are_kept_where_a_model_says_the_task(said: str, task: str) -> None:
    conversation = talk(Rewriter(said))
    note(conversation, "frobnicate 7", 7)

    assert conversation.meant("now recursively").text == task


@pytest.mark.parametrize(
    ("task", "line", "meant"),
    [
        ("sort 3, 1, 2 ascending", "now descending for 9, 8", "sort 9, 8 descending"),
        ("rotate [1, 2, 3] left by 1", "now right by 2", "rotate [1, 2, 3] right by 2"),
        ("first 3 rows of @a.csv", "and the last 2", "last 2 rows of @a.csv"),
        ("top 2 rows by price in @a.csv", "top 3", "top 3 rows by price in @a.csv"),
        ("rows where price over 100 in @a.csv", "over 200", "rows where price over 200 in @a.csv"),
        ("rows where n over 9 in @a.csv", "and under 5", "rows where n under 5 in @a.csv"),
        ("median n where m over 9 in @a.csv", "and max", "max n where m over 9 in @a.csv"),
        (
            "how many rows where n is open in @a.csv",
            'and "Paid"',
            'how many rows where n is "Paid" in @a.csv',
        ),
        ("convert 255 to binary", "to hex", "convert 255 to hex"),
        ("convert five miles to km", "in meters", "convert five miles in meters"),
        ("sort 3, 1, 2", "in descending order", "sort 3, 1, 2 in descending order"),
        ("lowercase hello", "and in uppercase", "uppercase hello"),
        ("sort pear, apple", "now descending by length", "now descending by length"),
        ("lowercase hello", "now uppercase the first letter", "now uppercase the first letter"),
        ("add 4 and 5", "and add 3 and 2", "and add 3 and 2"),
        (
            "which item has the lowest n in @a.csv",
            "highest",
            "which item has the highest n in @a.csv",
        ),
        ("max n where m is HR in @a.csv", "only IT", "max n where m is IT in @a.csv"),
        ("max n by m in @a.csv", "do it again", "max n by m in @a.csv"),
    ],
)
def test_a_line_goes_on_with_all_that_it_says_or_is_a_task_of_its_own(
    task: str, line: str, meant: str
) -> None:
    conversation = talk()
    note(conversation, task, None)

    assert conversation.meant(line).text == meant


@pytest.mark.parametrize("script", tuple(conversations()), ids=lambda one: one.lines[0][0])
def test_each_line_of_a_conversation_has_its_result(script: Script) -> None:
    conversation = talk()

    for line, expected in script.lines:
        meant = conversation.meant(line).text
        assert answer(meant) == expected, f"{line} -> {meant}"
        note(conversation, meant, expected)


@pytest.mark.parametrize(
    "line",
    [
        "add 1 and 2",
        "what time is it",
        "sort 3, 1, 2 and reverse it",
        "now reverse hello",
        "write a function that takes a list and reverses it",
        "is it true that 29 is prime",
        "do the dishes",
    ],
)
def test_a_whole_task_means_itself(line: str) -> None:
    conversation = talk()
    note(conversation, "is racecar a palindrome", True)

    assert conversation.meant(line).text == line


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("another one", "write a joke about ducks"),
        ("tell me another", "write a joke about ducks"),
        ("another one about old bees", "write a joke about old bees"),
        ("now one more about my cat", "write a joke about my cat"),
        ("another joke about tea", "another joke about tea"),
        ("one more than 5", "one more than 5"),
    ],
)
def test_another_text_is_asked_for_about_the_same_or_another_subject(line: str, meant: str) -> None:
    conversation = talk()
    note(conversation, "write a joke about ducks", "Quack.")

    assert conversation.meant(line).text == meant


@pytest.mark.parametrize("line", ["now for the first 5", "now for 5", "and the first 5?"])
def test_a_count_is_given_to_a_sequence_that_named_none(line: str) -> None:
    conversation = talk()
    note(conversation, "calculate fibonacci sequence", [0, 1, 1, 2, 3, 5, 8, 13, 21, 34])

    assert answer(conversation.meant(line).text) == [0, 1, 1, 2, 3]


def test_an_order_does_not_take_the_place_of_another_word() -> None:
    conversation = talk()
    note(conversation, "sort the numbers 5, 2, 9", [2, 5, 9])

    meant = conversation.meant("but descending").text
    assert meant == "sort the numbers 5, 2, 9 descending"


@pytest.mark.parametrize("line", ["again", "now for 7 and 9", "double it", "_ plus 1", "and 8?"])
def test_what_goes_on_from_nothing_is_refused(line: str) -> None:
    with pytest.raises(Declined, match="this session has none"):
        talk().meant(line)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("_ in capitals", '"tenalp" in capitals'),
        ("uppercase _", 'uppercase "tenalp"'),
        ("count the vowels in _", 'count the vowels in "tenalp"'),
        ("is _ a palindrome", 'is "tenalp" a palindrome'),
        ("remove the vowels from _", 'remove the vowels from "tenalp"'),
        ("split _ by commas", 'split "tenalp" by commas'),
        ('join ["a", "b"] with _', 'join ["a", "b"] with _'),
        ("reverse snake_case", "reverse snake_case"),
    ],
)
def test_the_sign_of_the_last_result_is_a_text_only_where_it_can_be_one(
    line: str, meant: str
) -> None:
    conversation = talk()
    note(conversation, "reverse the word planet", "tenalp")

    assert conversation.meant(line).text == meant


@pytest.mark.parametrize(
    ("task", "line", "meant"),
    [
        ("tip of 15% on $42.50", "and on 80?", "tip of 15% on 80"),
        ("count the letter s in mississippi", "and p?", "count the letter p in mississippi"),
        ("average of 10, 20 and 30", "the median instead", "median of 10, 20 and 30"),
        ('count the words in "a cat"', "and the letters", 'count the letters in "a cat"'),
        ('count the words in "a cat"', "what about vowels", 'count the vowels in "a cat"'),
        ("is 97 prime", "and even?", "is 97 even"),
        (
            "what day of the week was 2024-02-29",
            "and 2000-01-01?",
            "what day of the week was 2000-01-01",
        ),
        ("rows where b is Rome in @x.csv", "and Oslo?", "rows where b is Oslo in @x.csv"),
        (
            "rows where b is Rome in @x.csv",
            "and in New York?",
            "rows where b is New York in @x.csv",
        ),
        (
            "total a where b is Rome in @x.csv",
            "what about Oslo",
            "total a where b is Oslo in @x.csv",
        ),
        ("total a in @x.csv", "only where b is 3", "total a where b is 3 in @x.csv"),
        ("total a by b in @x.csv", "and per c", "total a per c in @x.csv"),
        ("total a by b where c is 3 in @x.csv", "by d", "total a by d where c is 3 in @x.csv"),
    ],
)
def test_a_line_changes_a_part_of_the_task(task: str, line: str, meant: str) -> None:
    conversation = talk()
    note(conversation, task, 1)

    assert conversation.meant(line).text == meant


@pytest.mark.parametrize(
    ("task", "line"),
    [
        ("sort 3, 1, 2", "and 5"),
        ("count the letter s in mississippi", 'now "banana"'),
        ("total a where b is 3 in @x.csv", "only where c is 2"),
        ("count the letter s in banana", "and the letter i"),
    ],
)
def test_a_line_that_could_change_either_part_changes_none(task: str, line: str) -> None:
    conversation = talk()
    note(conversation, task, 1)

    try:
        assert conversation.meant(line).text == line
    except Declined:
        pass


def test_a_line_goes_on_from_the_task_before_a_line_that_did_not() -> None:
    conversation = talk()
    note(conversation, "average of 10, 20 and 30", 20)
    unknown = read_task("and frobnicated?")
    conversation.note(Outcome(unknown, OutcomeStatus.DECLINED, error="unknown"))

    assert conversation.meant("and the median?").text == "median of 10, 20 and 30"


def test_a_line_does_not_go_on_from_before_a_task_that_was_declined() -> None:
    conversation = talk()
    note(conversation, "add 10 and 20", 30)
    unknown = read_task("frobnicate the numbers 3 and 4 for me")
    conversation.note(Outcome(unknown, OutcomeStatus.DECLINED, error="unknown"))

    with pytest.raises(Declined, match="frobnicate"):
        conversation.meant("now for 7 and 9")


def test_without_a_model_what_is_not_plain_is_refused() -> None:
    conversation = talk()
    note(conversation, "add 10 and 20", 30)

    with pytest.raises(Declined, match="“add 10 and 20”"):
        conversation.meant('and "pears"?')


@pytest.mark.parametrize("line", ["now recursively", "make it handle negative numbers"])
def test_a_model_is_asked_what_a_line_means_with_the_last_exchanges(line: str) -> None:
    model = Rewriter('Task: "the whole task"\n')
    conversation = talk(model)
    note(conversation, "frobnicate 7", "x" * 10_000)

    meant = conversation.meant(line)

    assert (meant.text, meant.by) == ("the whole task", "fake")
    prompt = model.asked[0].text
    assert "frobnicate 7" in prompt and line in prompt
    assert len(prompt) < 2000


@pytest.mark.parametrize(
    ("task", "line", "meant"),
    [
        ("total a by b in @x.csv", "again but descending", "total a by b in @x.csv descending"),
        (
            "total a by b in @x.csv, highest first",
            "again but ascending",
            "total a by b in @x.csv ascending",
        ),
        (
            "total a by b in @x.csv in ascending order",
            "but highest first",
            "total a by b in @x.csv highest first",
        ),
        (
            "total a by b in @x.csv",
            "only the two highest",
            "total a by b in @x.csv the two highest",
        ),
        ("total a by b in @x.csv the two highest", "top 3", "total a by b in @x.csv top 3"),
        (
            "total a by b where c is d in @x.csv top 3",
            "again but descending",
            "total a by b where c is d in @x.csv descending",
        ),
        (
            "total a by b in @x.csv top 3",
            "only where c is d",
            "total a by b where c is d in @x.csv top 3",
        ),
    ],
)
def test_another_order_takes_the_place_of_the_one_before(task: str, line: str, meant: str) -> None:
    conversation = talk()
    note(conversation, task, {"1": 2})

    assert conversation.meant(line).text == meant


class Distracted(Rewriter):
    """A small model: it takes up the earliest task that it is shown."""

    def complete(self, request: Request, listener: object = None) -> Reply:
        self.asked.append(request)
        shown = next(one for one in request.prompt if "Task: " in one.text).text
        return Reply(shown.partition("Task: ")[2].partition("\n")[0] + ", slowly", "fake", "here")


@pytest.mark.parametrize(
    ("line", "meant", "requests"),
    [
        ("again but slowly", "twist the blue ribbons 5, slowly", 2),
        ("and again the wooden tables", "frobnicate 7 wooden tables, slowly", 1),
    ],
)
def test_a_line_goes_on_from_the_last_task_unless_it_names_another(
    line: str, meant: str, requests: int
) -> None:
    model = Distracted("")
    conversation = talk(model)
    note(conversation, "frobnicate 7 wooden tables", 1)
    note(conversation, "twist the blue ribbons 5", 2)

    assert conversation.meant(line).text == meant
    assert len(model.asked) == requests


def test_with_the_model_down_a_line_that_may_be_whole_stays_as_it_is() -> None:
    conversation = talk(Rewriter(None))
    note(conversation, "frobnicate 7", 1)

    assert conversation.meant("now recursively").text == "now recursively"
    with pytest.raises(Declined):
        conversation.meant("frobnicate it")


def test_a_conversation_is_bounded() -> None:
    conversation = talk()
    for number in range(3 * MOST_EXCHANGES):
        note(conversation, f"add {number} and 1", number + 1)

    assert len(conversation.exchanges) == MOST_EXCHANGES
    assert len(conversation.shown()) < 3000
