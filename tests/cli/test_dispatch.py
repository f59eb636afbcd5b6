"""Which lines are commands, and which are tasks."""

import pytest

from src.cli.commands.catalogue import all_commands
from src.cli.dispatch import Dispatcher, small_talk_reply, spoken_command
from src.domain.errors import BadArguments, UnknownCommand


@pytest.fixture(name="dispatcher")
def make_dispatcher() -> Dispatcher:
    known = {"NODE": ("add_node",), "COMMAND": ("run", "help"), "KEY": ("terminal.theme",)}
    known |= {"FUNCTION": ("add_node", "gcd"), "TOOL": ("content_generator",)}
    return Dispatcher(all_commands(), lambda slot: known.get(slot, ()))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("help", "help"),
        ("Help", "help"),
        ("?", "help"),
        ("help run", "help"),
        ("status", "status"),
        ("auto on", "auto"),
        ("AUTO OFF", "auto"),
        ("quit", "exit"),
        ("list", "list"),
        ("show add_node", "show"),
        ("show add_node --version 2", "show"),
        ("run add_node 5 and 6", "run"),
        ("diff add_node 1 2", "diff"),
        ("config terminal.theme light", "config"),
        ("workflow", "workflow"),
        ("workflow add_node", "workflow"),
        ("/workflow sort some numbers", "workflow"),
        ("lineage add_node", "lineage"),
        ("memory", "memory"),
        ("memory show code:1", "memory"),
        ("memory export notes.jsonl", "memory"),
        ("models pull llama3", "models"),
        ("models install embeddings", "models"),
        ("/search anything at all", "search"),
        ("/show no_such_node", "show"),
        ("  /help  ", "help"),
    ],
)
def test_a_line_that_fits_is_a_command(dispatcher: Dispatcher, line: str, name: str) -> None:
    parsed = dispatcher.read(line)

    assert parsed.command is not None
    assert parsed.command.name == name


@pytest.mark.parametrize(
    "line",
    [
        "status page scraper",
        "search the web for cats",
        "list the first 10 primes",
        "show me a joke",
        "run 5 miles in kilometres",
        "show the first primes",
        "auto on please",
        "help me sort a list",
        "help nobody",
        "workflow for my team",
        "memory of a goldfish",
        "memory import nothing_there.jsonl",
        "models for my trains",
        "config the router",
        "good morning in French",
        "delete vowels from 'hello'",
        "diff add_node one two",
        "help\nadd 1 and 2",
    ],
)
def test_a_line_that_could_be_a_task_is_one(dispatcher: Dispatcher, line: str) -> None:
    parsed = dispatcher.read(line)

    assert parsed.command is None
    assert parsed.text == line


def test_an_unknown_slashed_word_offers_the_nearest_command(dispatcher: Dispatcher) -> None:
    with pytest.raises(UnknownCommand) as caught:
        dispatcher.read("/stauts")

    assert caught.value.hint == "Did you mean /status?"


@pytest.mark.parametrize("line", ["/delete", "delete", "/auto maybe", "/diff add_node 1"])
def test_wrong_arguments_show_the_usage(dispatcher: Dispatcher, line: str) -> None:
    with pytest.raises(BadArguments) as caught:
        dispatcher.read(line)

    assert caught.value.hint.startswith("Usage: /")


def test_a_task_that_looks_like_a_command_says_which(dispatcher: Dispatcher) -> None:
    assert dispatcher.meant("show fibonaci_node") == "/show fibonaci_node"
    assert dispatcher.meant("stauts") == "/status"
    assert dispatcher.meant("shw add_node") == "/show add_node"
    assert dispatcher.meant("add 1 and 2") == ""
    assert dispatcher.meant("staut my engine") == ""


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("show no_such_node", "show"),
        ("show ad_node", "show"),
        ("show gdc", "show"),
        ("show dad", "show"),
        ("run no_such_node 5 and 6", "run"),
        ("config terminal.tehme light", "config"),
        ("search gcd", "search"),
        ("tools run content_generator a line about water", "tools"),
    ],
)
def test_what_is_named_makes_a_line_a_command(dispatcher: Dispatcher, line: str, name: str) -> None:
    parsed = dispatcher.read(line)

    assert parsed.command is not None
    assert parsed.command.name == name


@pytest.mark.parametrize("line", ["hlep", "shw add_node", "serach cats"])
def test_a_misspelt_command_is_told_at_once(dispatcher: Dispatcher, line: str) -> None:
    with pytest.raises(UnknownCommand, match="Unknown command") as caught:
        dispatcher.read(line)

    assert caught.value.hint.startswith("Did you mean: ")


def test_what_a_function_answers_is_no_misspelt_command() -> None:
    dispatcher = Dispatcher(all_commands(), lambda slot: (), lambda text: text == "serach cats")

    assert dispatcher.read("serach cats").command is None


@pytest.mark.parametrize(
    ("words", "slot", "value"),
    [
        (("export", "add_node", "/tmp/my pkg"), "DIR", "/tmp/my pkg"),
        (("/export", "add_node", "/tmp/my pkg"), "DIR", "/tmp/my pkg"),
        (("export", "--all", "/tmp/my pkg"), "--all", "/tmp/my pkg"),
        (("models", "remove", "my model"), "MODEL", "my model"),
        (("models", "install", "my new model.gguf"), "MODEL", "my new model.gguf"),
        (("memory", "export", "/tmp/a b.json"), "PATH", "/tmp/a b.json"),
        (("run", "add_node", "5 and 6"), "INPUT", "5 and 6"),
        (("search", "the web", "for cats"), "TEXT", "the web for cats"),
        (("show", "add_node"), "FUNCTION", "add_node"),
    ],
)
def test_an_argument_with_a_space_is_one_word_of_a_command(
    dispatcher: Dispatcher, words: tuple[str, ...], slot: str, value: str
) -> None:
    parsed = dispatcher.read(" ".join(words), words)

    assert parsed.command is not None and parsed.given is not None
    assert parsed.given[slot] == value


@pytest.mark.parametrize(
    "words",
    [
        ("list", "the first 10 primes"),
        ("show", "the largest of 3 and 4"),
        ("export", "the list", "as csv text"),
        ("reverse", "my text"),
    ],
)
def test_a_task_in_several_arguments_gets_no_quotes(
    dispatcher: Dispatcher, words: tuple[str, ...]
) -> None:
    parsed = dispatcher.read(" ".join(words), words)

    assert (parsed.command, parsed.text) == (None, " ".join(words))


def test_of_a_list_of_arguments_the_text_of_a_command_may_be_any(dispatcher: Dispatcher) -> None:
    parsed = dispatcher.read("search the web for cats", "search the web for cats".split())

    assert parsed.command is not None and parsed.command.name == "search"
    assert (
        dispatcher.read("list the first 10 primes", "list the first 10 primes".split()).command
        is None
    )


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("show me the code", "/show"),
        ("_", "/show result"),
        ("ok, show me the code please", "/show"),
        ("explain the code", "/explain code"),
        ("why?", "/explain"),
        ("save it to primes.py", "/save primes.py"),
        ("save the result as out.csv", "/save out.csv result"),
        ("make it faster", "/evolve add_node"),
        ("undo that", "/undo"),
        ("that is wrong", "/bad"),
        ("no, that is wrong", "/bad"),
        ("nope, not what I wanted", "/bad"),
        ("the answer is not correct", "/bad"),
        ("wrong answer", "/bad"),
        ("yes, that's right", "/good"),
        ("add 10 and 20", ""),
        ("write the code for a game", ""),
        ("show me the first 5 primes", ""),
        ("explain the theory of relativity", ""),
        ("save the whales", ""),
    ],
)
def test_plain_english_may_be_a_command(line: str, command: str) -> None:
    assert spoken_command(line, "add_node") == command


@pytest.mark.parametrize(
    ("line", "is_answered"),
    [
        ("hello", True),
        ("hey, how are you?", True),
        ("thanks!", True),
        ("ok great, thank you", True),
        ("hello in French", False),
    ],
)
def test_greetings_and_thanks_are_answered(line: str, is_answered: bool) -> None:
    assert bool(small_talk_reply(line)) is is_answered


def test_all_names_and_aliases_are_different() -> None:
    names = [name for one in all_commands() for name in one.names]

    assert len(names) == len(set(names))


def test_every_command_has_a_summary_that_is_a_sentence() -> None:
    for one in all_commands():
        assert one.summary[0].isupper(), one.name
        assert one.summary.endswith("."), one.name
