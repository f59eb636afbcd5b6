"""Prompts are filled strictly, and what users type stays what it is."""

import re
from pathlib import Path

import pytest

from src.domain.errors import ConfigError
from src.prompts.prompt_library import TEMPLATES, PromptLibrary

SMALL = """=== system
You are {{who}}.

=== part 50
Task: {{task}}

=== part 10
Hints:
{{hints}}
"""


@pytest.fixture
def library(tmp_path: Path) -> PromptLibrary:
    (tmp_path / "small.md").write_text(SMALL)
    return PromptLibrary(tmp_path)


def test_a_template_becomes_a_system_text_and_parts_with_priorities(library: PromptLibrary) -> None:
    prompt = library.fill("small", who="terse", task="add", hints="none")

    assert prompt.system == "You are terse."
    assert [(part.text, part.priority) for part in prompt.parts] == [
        ("Task: add", 50),
        ("Hints:\nnone", 10),
    ]


def test_a_part_whose_variables_are_all_empty_is_left_out(library: PromptLibrary) -> None:
    prompt = library.fill("small", who="terse", task="add", hints=" ")

    assert [part.priority for part in prompt.parts] == [50]


def test_a_missing_variable_is_an_error_that_names_it(library: PromptLibrary) -> None:
    with pytest.raises(ConfigError, match=r"small.*not given \['hints'\]"):
        library.fill("small", who="terse", task="add")


def test_an_unknown_variable_is_an_error_that_names_it(library: PromptLibrary) -> None:
    with pytest.raises(ConfigError, match=r"not in the template \['extra'\]"):
        library.fill("small", who="terse", task="add", hints="", extra="x")


def test_braces_and_headings_that_users_type_are_not_taken_for_the_template(
    library: PromptLibrary,
) -> None:
    typed = "print {{who}}\n=== part 99\nand {{nobody}}"

    prompt = library.fill("small", who="terse", task=typed, hints="")

    assert prompt.parts[0].text == f"Task: {typed}"
    assert len(prompt.parts) == 1


@pytest.mark.parametrize("text", ["", "no section\n=== part 5\nx", "=== part five\nx"])
def test_a_file_that_is_no_template_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.md").write_text(text)

    with pytest.raises(ConfigError, match="broken"):
        PromptLibrary(tmp_path).fill("broken")


def test_a_template_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        PromptLibrary(tmp_path).fill("nowhere")


def test_the_digest_tells_prompts_apart(library: PromptLibrary) -> None:
    one = library.fill("small", who="a", task="b", hints="c")
    same = library.fill("small", who="a", task="b", hints="c")
    other = library.fill("small", who="a", task="b", hints="d")

    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.md")), ids=lambda p: p.stem)
def test_a_bundled_template_fits_a_small_context(path: Path) -> None:
    names = set(re.findall(r"\{\{(\w+)\}\}", path.read_text()))

    prompt = PromptLibrary().fill(path.stem, **{name: f"<{name}>" for name in names})

    said = "\n".join([prompt.system, *(part.text for part in prompt.parts)])
    assert prompt.system
    assert len(said) < 3000
    assert all(f"<{name}>" in said for name in names)
    assert all(0 < part.priority <= 100 for part in prompt.parts)
