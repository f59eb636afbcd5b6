"""How pages reach a stream."""

import io
import re

import pytest
from rich.cells import cell_len

from src.cli.outcome_report import result_parts, shown_result
from src.cli.output import Branch, Code, Grid, Line, Output, Tone
from src.cli.screen import Screen
from src.cli.theme import TerminalFeatures, features_of
from src.domain.json_value import JSONValue

PAGE = Output(
    (
        Line("done", Tone.GOOD),
        Grid(("name", "value"), (("a", "1"), ("b", "[red]2"))),
        Code("def f() -> int:\n    return 1\n"),
        Branch("root", (Branch("leaf"),)),
    )
)


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def shown(features: TerminalFeatures) -> str:
    stream = io.StringIO()
    Screen(stream, features).show(PAGE)
    return stream.getvalue()


def test_a_pipe_gets_plain_text() -> None:
    text = shown(TerminalFeatures())

    assert text.startswith("✓ done\n")
    assert "def f() -> int:\n    return 1\n" in text
    assert "[red]2" in text
    assert "\x1b" not in text


def test_a_colour_terminal_gets_colours_and_no_background() -> None:
    text = shown(TerminalFeatures(terminal=True, colour=True, moving=True))

    assert "\x1b[32m" in text
    assert not re.search(r"[\[;]4[0-7][;m]", text)


def test_a_stream_without_unicode_gets_ascii_marks() -> None:
    assert shown(TerminalFeatures(unicode=False)).startswith("ok done\n")


def test_what_would_steer_the_terminal_is_taken_out() -> None:
    stream = io.StringIO()

    Screen(stream, TerminalFeatures(terminal=True)).line("\x1b[2Jgone\x07\x9b2J\ttab")

    assert stream.getvalue() == "[2Jgone2J\ttab\n"


@pytest.mark.parametrize(
    ("environment", "colour", "moving"),
    [
        ({"TERM": "xterm"}, True, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "xterm", "ACCESSIBLE": "1"}, True, False),
        ({"TERM": "xterm", "ACCESSIBLE": "0"}, True, True),
    ],
)
def test_the_environment_decides_what_a_terminal_gets(environment, colour, moving) -> None:
    features = features_of(Tty(), environment)

    assert (features.colour, features.moving) == (colour, moving)


def test_a_pipe_is_never_coloured() -> None:
    features = features_of(io.StringIO(), {"TERM": "xterm"})

    assert (features.terminal, features.colour, features.moving) == (False, False, False)


def test_the_theme_follows_the_settings_and_else_the_terminal() -> None:
    assert features_of(Tty(), {"TERM": "xterm"}, "light").theme == "light"
    assert features_of(Tty(), {"TERM": "xterm", "COLORFGBG": "0;15"}).theme == "light"
    assert features_of(Tty(), {"TERM": "xterm", "COLORFGBG": "15;0"}).theme == "dark"


@pytest.mark.parametrize("prose", [True, False])
def test_prose_is_wrapped_at_words_and_other_results_are_left_alone(prose: bool) -> None:
    stream = io.StringIO()
    screen = Screen(stream, TerminalFeatures(terminal=True, moving=True))
    words = "雨の日 wonderful 🎉 stories " * 12

    screen.put(Line(f"RESULT: {words}", verbatim=not prose))

    lines = [line for line in stream.getvalue().splitlines() if line]
    assert (len(lines) > 1) is prose
    assert all(cell_len(line) <= screen.width for line in lines) is prose
    assert " ".join(" ".join(lines).split()) == "RESULT: " + words.strip()


RECORDS: list[JSONValue] = [{"name": f"n{number}", "age": number} for number in range(50)]


@pytest.mark.parametrize(
    ("value", "shown_first", "left"),
    [
        (RECORDS, "RESULT: 50 rows", "30 more rows"),
        (list(range(5000)), "RESULT: [0, 1", "4,800 more items"),
        ("line\n" * 100, "RESULT:\nline", "61 more lines"),
        ("x" * 5000, "RESULT: xx", "1,000 more characters"),
        ([1, 2], "RESULT: [1, 2]", ""),
    ],
)
def test_of_a_long_result_the_beginning_is_shown(
    value: JSONValue, shown_first: str, left: str
) -> None:
    parts = result_parts(value, 80)
    whole = result_parts(value, 80, whole=True)

    texts = [part.text for part in parts if isinstance(part, Line)]
    assert texts[0].startswith(shown_first)
    assert texts[1:] == ([f"{left}: show result, save PATH"] if left else [])
    assert not any("more" in part.text for part in whole if isinstance(part, Line))
    assert [len(part.rows) for part in whole if isinstance(part, Grid)] in ([], [50])


def test_a_result_that_fits_a_line_stays_on_it() -> None:
    assert shown_result([1, 2, 3], 80) == "[1, 2, 3]"
    assert shown_result("text\nof two", 80) == "text\nof two"
    assert shown_result({"a": 1}, 80) == '{"a": 1}'
    assert shown_result({"a": "x" * 80}, 80).startswith('{\n  "a"')
