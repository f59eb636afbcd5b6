"""Checks that the pages' links lead somewhere, the index is complete and README stays short."""

import re
from pathlib import Path

import pytest

from src.domain.candidate import Origin
from src.library.catalogue import open_library

ROOT = Path(__file__).resolve().parents[1]
README, INDEX = ROOT / "README.md", ROOT / "docs" / "README.md"
PAGES = (
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
)
# A folder of the checkout, or of src/; nodes/ is the user's own.
_FOLDERS = {
    folder.name
    for parent in (ROOT, ROOT / "src")
    for folder in parent.iterdir()
    if folder.is_dir() and folder.name[0] != "." and folder.name != "nodes"
}
_FILE = re.compile(rf"(?<![\w/.~<>-])(?:{'|'.join(sorted(_FOLDERS))})/(?:[\w.-]*/)*[\w.-]*\w")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_MOST_LINES, _MOST_CHARACTERS = 200, 120


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    assert [link for link in links_of(page) if not leads_somewhere(page, link)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_exists(page: Path) -> None:
    assert missing_files(page.read_text("utf-8")) == []


def test_a_file_that_does_not_exist_is_seen() -> None:
    text = (
        "`src/gone.py`, tasks/gone.py, `src/models/<name>.py`, tasks/pipeline.py, nodes/x/main.py"
    )

    assert missing_files(text) == ["src/gone.py", "tasks/gone.py"]


def test_the_index_names_every_page() -> None:
    named = {(INDEX.parent / link.partition("#")[0]).resolve() for link in links_of(INDEX)}

    assert {page for page in PAGES if page != INDEX} - named == set()


def test_the_readme_is_read_in_two_minutes() -> None:
    lines = README.read_text("utf-8").splitlines()

    assert len(lines) <= _MOST_LINES
    assert [line for line in lines if len(line) > _MOST_CHARACTERS] == []


def test_the_readme_counts_the_bundled_functions() -> None:
    count = len(open_library().book.functions)

    assert f"library of {count} tested functions" in README.read_text("utf-8")


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "AUTO_EVOLUTION.md"])
def test_every_origin_of_a_version_is_named(page: str) -> None:
    text = " ".join((ROOT / "docs" / page).read_text("utf-8").split())

    assert f"({', '.join(Origin)})" in text


def test_no_page_installs_a_package_that_is_not_published() -> None:
    command = re.compile(r"pipx? install ['\"]?code-evolver")

    assert [page.name for page in PAGES if command.search(page.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("README.md", True),
        ("#documentation", True),
        ("docs/SETTINGS.md#data-folder", True),
        ("docs/GONE.md", False),
        ("docs/SETTINGS.md#gone", False),
    ],
)
def test_a_broken_link_is_seen(link: str, leads: bool) -> None:
    assert leads_somewhere(README, link) is leads


def missing_files(text: str) -> list[str]:
    """Return the named files that are neither in the checkout nor in src/."""
    named = _FILE.findall(text)
    return [path for path in named if not (ROOT / path).exists() | (ROOT / "src" / path).exists()]


def links_of(page: Path) -> list[str]:
    """The relative links of a page, pictures included, code left out."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    return [link for link in _LINK.findall(text) if "://" not in link]


def leads_somewhere(page: Path, link: str) -> bool:
    """True if the link's file exists, and the heading that it names."""
    path, _, heading = link.partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not heading or heading in headings_of(target))


def headings_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
