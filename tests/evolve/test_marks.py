"""What a reply may change: only the code between the marks, with or without them."""

from pathlib import Path

import pytest

from src.domain.errors import BrokenReply
from src.evolve.constant_tuning import constants_of
from src.evolve.model_operator import read_program
from src.evolve.problem import Problem
from tests.evolve.problems import GAIN

START, END = "# EVOLVE-BLOCK-START\n", "# EVOLVE-BLOCK-END\n"
TWO = f"""\
import math


def load():
    return 1


{START}A = 1
{END}

class Fixed:
    def run(self):
        return A


if True:
    {START}    B = 2
    {END}print(load())
"""


def frame(source: str, proposed: str) -> str:
    return Problem(Path("p.py"), source, Path("e.py"), "").frame(proposed)


def bare(source: str) -> str:
    lines = source.splitlines(keepends=True)
    return "".join(line for line in lines if "EVOLVE-BLOCK" not in line)


@pytest.mark.parametrize(
    ("source", "proposed", "framed"),
    [
        (GAIN, GAIN.replace("= 1", "= 2").replace("* x", "- x"), GAIN.replace("= 1", "= 2")),
        (GAIN, bare(GAIN).replace("= 1", "= 2"), GAIN.replace("= 1", "= 2")),
        (GAIN, "GAIN = 2\n", GAIN.replace("= 1", "= 2")),
        (GAIN, "GAIN = 2", GAIN.replace("= 1", "= 2")),
        (GAIN, "\n" + bare(GAIN).replace("= 1", "= 2  ").rstrip(), GAIN.replace("= 1", "= 2  ")),
        (TWO, bare(TWO).replace("A = 1", "A = 7"), TWO.replace("A = 1", "A = 7")),
        (TWO, bare(TWO).replace("B = 2", "B = 8"), TWO.replace("B = 2", "B = 8")),
        (TWO.replace("\n", "\r\n"), bare(TWO).replace("A = 1", "A = 7"), ""),
        (f"import math\n{START}x = 1\n{END}", "x = 2\n", f"import math\n{START}x = 2\n{END}"),
        ("x = 1\n", "x = 2\n", "x = 2\n"),
    ],
)
def test_only_what_is_between_the_marks_is_taken(source: str, proposed: str, framed: str) -> None:
    found = frame(source, proposed)

    if framed:
        assert [line for line in found.splitlines() if line] == [
            line for line in framed.splitlines() if line
        ]
    else:
        assert "A = 7" in found and "return 1\r\n" in found


@pytest.mark.parametrize(
    ("source", "proposed"),
    [
        (GAIN, bare(GAIN).replace("* x", "- x")),
        (GAIN, "def answer(x):\n    return 34\n"),
        (GAIN, bare(GAIN) + "\n\ndef answer(x):\n    return 34\n"),
        (GAIN, bare(GAIN).replace("GAIN = 1", "") + "\nGAIN = 1\n"),
        (GAIN, START + bare(GAIN).replace("* x", "- x")),
        (TWO, bare(TWO).replace("return A", "return 34")),
        (TWO, "A = 7\n"),
        (TWO, bare(TWO) + "load = 1\n"),
        (TWO, "import os\n" + bare(TWO)),
        (TWO, TWO.replace(START, "", 1).replace("return 1", "return 2")),
    ],
)
def test_a_reply_without_marks_that_changes_the_fixed_parts_is_rejected(
    source: str, proposed: str
) -> None:
    with pytest.raises(BrokenReply, match="no marks"):
        frame(source, proposed)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("character", ["\x0c", "\x0b", "\x1c", "\x85", "\u2028"])
def test_only_pythons_line_ends_separate_lines(character: str, ending: str) -> None:
    marked = [START.strip(), "A = 7 ", END.strip(), ""]
    source = ending.join([f"# a{character}b", "\x0c", *marked])
    edit = "<<<<<<< SEARCH\nA = 7\n# EVOLVE-BLOCK-END\n=======\nA = 8\n>>>>>>> REPLACE"

    assert [site.value for site in constants_of(source)] == [7]
    if ending != "\r":
        assert f"# a{character}b" in read_program(edit, source)
