"""Is a stored copy of a bundled program still what the bundle holds?"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from src.domain.artifact import Artifact
from src.domain.candidate import Candidate, Origin
from src.library.pattern_programs import bundled_source
from src.library.patterns import PatternBook
from src.library.stored_programs import is_outdated
from tests.fakes.artifacts import code

PATTERNS = Path(__file__).parents[2] / "tools" / "patterns"


@pytest.fixture(name="book")
def book_of_one(tmp_path: Path) -> PatternBook:
    shutil.copytree(PATTERNS / "reverse_text", tmp_path / "reverse_text")
    return PatternBook(tmp_path)


def kept(book: PatternBook, name: str, text: str) -> Artifact:
    program = Candidate(bundled_source(book, name, text), Origin.PATTERN)
    content = {"pattern": name, "implementation": program.source}
    provenance = {"origin": "pattern", "digest": program.digest}
    return replace(code(text, content=content), provenance=provenance)


@pytest.mark.parametrize(
    ("name", "text"), [("reverse_text", 'reverse "abc"'), ("arithmetic", "add 10 and 20")]
)
def test_a_copy_of_what_is_bundled_is_up_to_date(book: PatternBook, name: str, text: str) -> None:
    assert not is_outdated(book, kept(book, name, text))


def test_a_copy_is_outdated_when_its_pattern_was_mended_or_is_gone(
    book: PatternBook, tmp_path: Path
) -> None:
    artifact = kept(book, "reverse_text", 'reverse "abc"')
    main = tmp_path / "reverse_text" / "main.py"
    source = main.read_text()

    main.write_text(f"{source}\n# laid out anew\n")
    assert not is_outdated(PatternBook(tmp_path), artifact)

    main.write_text(f"{source}\nMENDED = True\n")
    assert is_outdated(PatternBook(tmp_path), artifact)

    shutil.rmtree(main.parent)
    assert is_outdated(PatternBook(tmp_path), artifact)


def test_what_was_edited_or_improved_since_is_a_program_of_its_own(
    book: PatternBook, tmp_path: Path
) -> None:
    artifact = kept(book, "reverse_text", 'reverse "abc"')
    edited = replace(artifact, content=artifact.content | {"implementation": "print(1)\n"})
    improved = replace(artifact, provenance=artifact.provenance | {"origin": "rewritten"})
    shutil.rmtree(tmp_path / "reverse_text")

    assert not is_outdated(PatternBook(tmp_path), edited)
    assert not is_outdated(PatternBook(tmp_path), improved)
