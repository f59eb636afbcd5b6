"""Runs the blocks of README and docs, each page's in order, as a reader without a model would.

A block that cannot run has its reason in a comment above it: `<!-- not run: REASON -->`.
"""

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from src.app.run_mode import RunMode
from src.cli.chat import ChatCLI
from src.config.manager import ConfigManager
from tests.test_documentation import PAGES, ROOT

EXAMPLES = ROOT / "examples"
PROMPT = "CodeEvolver> "
# What is not executed: settings, diagrams, data.
_SHOWN = {"yaml", "json", "mermaid"}
_BLOCK = re.compile(
    r"(?:<!-- not run: (?P<reason>[^>]+) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    text: str
    reason: str


def blocks_of(page: Path) -> list[Block]:
    """Return the page's blocks that are commands, sessions or Python."""
    text = page.read_text("utf-8")
    # Where another test reads the whole page.
    found = () if "<!-- blocks not run: " in text else _BLOCK.finditer(text)
    blocks = [Block(one["language"], one["text"], one["reason"] or "") for one in found]
    return [
        block
        for block in blocks
        if block.language in ("bash", "python") or (not block.language and PROMPT in block.text)
    ]


LONG = ("OWN_CODE", "TUTORIAL")
"""They measure for half a minute; README does the same with fewer files."""
WITH_BLOCKS = [
    pytest.param(page, id=page.stem, marks=[pytest.mark.soak] if page.stem in LONG else [])
    for page in PAGES
    if any(not block.reason for block in blocks_of(page))
]


class _Utf8Screen(io.StringIO):
    """What a terminal of today shows: marks such as ✓ are not replaced."""

    encoding = "utf-8"  # type: ignore[assignment]


class Reader:
    """A reader of one page: a folder, a shell in which `code-evolver` is known, and a session."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.folder = folder
        own = {name: str(home) for name in ("CODE_EVOLVER_HOME", "HOME", "XDG_CONFIG_HOME")}
        own["CODE_EVOLVER__MEMORY__EMBEDDER"] = "lexical"
        commands = home / "bin"
        commands.mkdir(parents=True)
        script = f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "chat_cli.py"}" --offline "$@"\n'
        (commands / "code-evolver").write_text(script)
        (commands / "code-evolver").chmod(0o755)
        # The package's two names, as in a checkout and as installed.
        packages = os.pathsep.join((str(ROOT), str(ROOT / ".editable")))
        path = os.pathsep.join((str(commands), str(Path(sys.executable).parent), "/usr/bin:/bin"))
        self._environment = {**own, "PATH": path, "LANG": "C.UTF-8", "PYTHONPATH": packages}
        self._shown = _Utf8Screen()
        config = ConfigManager(environment=own)
        self._session = ChatCLI(config, mode=RunMode(offline=True), stream=self._shown)

    def run_command(self, *command: str) -> None:
        """Run a command in the folder; AssertionError with what it printed if it fails."""
        ended = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        assert ended.returncode == 0, f"{command[-1]}\n{ended.stdout}"

    def hold_session(self, transcript: str) -> None:
        """Type the lines at the prompt; each line of the transcript must come, in order.

        `...` stands for the rest of a line, or for lines.
        """
        expected: list[str] = []
        seen = ""
        for line in [*transcript.splitlines(), PROMPT]:
            if not line.startswith(PROMPT):
                expected.append(line.strip())
                continue
            at = 0
            for wanted in (line.removesuffix("...").rstrip() for line in expected):
                assert wanted in seen[at:], f"{wanted!r} is not in:\n{seen}"
                at = seen.index(wanted, at) + len(wanted)
            expected = []
            start = len(self._shown.getvalue())
            if typed := line.removeprefix(PROMPT).strip():
                self._session.line_handler.take(typed)
            seen = self._shown.getvalue()[start:]

    def close(self) -> None:
        """End the session."""
        self._session.close()


@pytest.fixture(name="reader")
def reader_of_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    folder = shutil.copytree(EXAMPLES, tmp_path / "work")
    for data in (folder / "data").iterdir():
        shutil.copy(data, folder)
    monkeypatch.chdir(folder)
    reader = Reader(tmp_path / "home", folder)
    yield reader
    reader.close()


@pytest.mark.parametrize("page", WITH_BLOCKS)
def test_the_blocks_of_a_page_do_what_it_says(page: Path, reader: Reader) -> None:
    for block in blocks_of(page):
        if block.reason:
            continue
        if block.language == "bash":
            reader.run_command("bash", "-e", "-o", "pipefail", "-c", block.text)
        elif block.language == "python":
            (reader.folder / "block.py").write_text(block.text, "utf-8")
            reader.run_command(sys.executable, "block.py")
        else:
            reader.hold_session(block.text)


def test_every_fenced_block_names_a_language_that_is_known() -> None:
    named = {
        (page.name, found["language"])
        for page in PAGES
        for found in _BLOCK.finditer(page.read_text("utf-8"))
        if found["language"]
    }

    assert {one for one in named if one[1] not in {"bash", "python", *_SHOWN}} == set()
