"""What is written for a file of the user's keeps its bytes, and touches no other file."""

from pathlib import Path

import pytest

from src.domain.candidate import Candidate, Origin
from src.domain.measurement import Decision, Iteration, Verdict
from src.optimize.optimizer import OptimizationResult
from src.usercode.improvement_report import Improvement
from src.usercode.module import read_module, read_source
from src.usercode.patch import splice
from src.usercode.requests import UserCodeAnswer, UserCodeRequest
from src.usercode.result_files import write_improvement

BODY = 'def f(n):\n    """The é."""\n    return n + n\n'
FILES = {
    "a byte order mark": b"\xef\xbb\xbf" + BODY.encode(),
    "an encoding": b"# -*- coding: latin-1 -*-\n" + BODY.encode("latin-1"),
    "an encoding below the interpreter": b"#!/usr/bin/env python3\n# coding: latin-1\n"
    + BODY.encode("latin-1"),
    "Windows line ends": BODY.replace("\n", "\r\n").encode(),
    "tabs": BODY.replace("    ", "\t").encode(),
    "no end of the last line": BODY.rstrip("\n").encode(),
}


def improved(file: Path, *, keep: bool, source: str = "", sign: str = "0") -> UserCodeAnswer:
    before = source or read_source(file)
    after = splice(before, f"import os\n\ndef f(n):\n    return 2 * n if os else {sign}\n", "f")
    verdict = Verdict(Decision.KEPT, "", ratio=2.0, score=1.5, pairs=8)
    steps = (Iteration(1, "", "twice", verdict),)
    result = OptimizationResult(Candidate(after, Origin.IMPROVED), steps, 1.5, "")
    found = Improvement(file.name, "f", "", before, result, "type hints")
    return write_improvement(found, UserCodeRequest(str(file), keep=keep))


@pytest.mark.parametrize("what", FILES)
def test_all_bytes_around_the_function_stay(tmp_path: Path, what: str) -> None:
    file = tmp_path / "mine.py"
    file.write_bytes(FILES[what])
    file.chmod(0o750)
    content = FILES[what]
    head, tail = content[: content.index(b"def f")], content[content.index(b'"""') :]
    line = tail.splitlines(keepends=True)[0]

    improved(file, keep=True)

    after = file.read_bytes()
    end = b"\r\n" if b"\r\n" in content else b"\n"
    assert after.startswith(head + b"import os" + end + b"def f(n):" + end)
    assert line in after and (b"\treturn 2" in after) is (what == "tabs")
    assert after.endswith(b"else 0" + (b"" if "no end" in what else end))
    assert file.stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "mine.py.bak").read_bytes() == content
    assert "é" in read_module(file).source


def test_a_result_goes_over_an_earlier_one_and_never_over_a_file_of_the_users(
    tmp_path: Path,
) -> None:
    file = tmp_path / "mine.py"
    file.write_text(BODY)
    (tmp_path / "mine.optimized.py").write_text("# mine\n")

    first = improved(file, keep=False)
    second = improved(file, keep=False)

    assert (tmp_path / "mine.optimized.py").read_text() == "# mine\n"
    assert "2 * n" in (tmp_path / "mine.optimized1.py").read_text()
    assert first.answer["files"] == second.answer["files"]


def test_an_edit_made_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(BODY + "\nEDITED = True\n")

    answer = improved(file, keep=True, source=BODY)

    assert "EDITED" in file.read_text() and "2 * n" not in file.read_text()
    assert "2 * n" in (tmp_path / "mine.optimized.py").read_text()
    assert any("edited in the meantime" in line for line in answer.lines)


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(
    ("now", "why"),
    [
        (None, "mine.py is gone: see mine.optimized.py."),
        (b"\xff\xfe" + BODY.encode("utf-16-le"), "edited in the meantime"),
        (BODY.encode("latin-1"), "edited in the meantime"),
        (b"# coding: nothing\n" + BODY.encode(), "edited in the meantime"),
    ],
)
def test_a_result_is_kept_where_the_file_is_gone_or_cannot_be_read(
    tmp_path: Path, now: bytes | None, why: str, keep: bool
) -> None:
    file = tmp_path / "mine.py"
    if now is not None:
        file.write_bytes(now)

    answer = improved(file, keep=keep, source=BODY)

    assert "2 * n" in (tmp_path / "mine.optimized.py").read_text("utf-8")
    assert any(why in line for line in answer.lines)
    assert file.exists() is (now is not None) and (now is None or file.read_bytes() == now)


def test_what_the_encoding_has_no_sign_for_is_written_as_its_number(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_bytes(FILES["an encoding"].replace(b"n + n", b"'n'  # \xe9"))

    improved(file, keep=True, sign="'\u2192'")

    assert b"'\\u2192'" in file.read_bytes() and "\u00e9" in read_source(file)


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "real.py", tmp_path / "mine.py"
    file.write_text(BODY)
    link.symlink_to(file)

    improved(link, keep=True)

    assert link.is_symlink() and "2 * n" in file.read_text()
