"""Starts the real program as a user would: at a terminal, or from a script."""

import os
import subprocess
import sys
from pathlib import Path

from tests.fakes.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
# Nobody listens on port 1.
NO_OLLAMA = "http://127.0.0.1:1"


def environment(home: Path, ollama: str = NO_OLLAMA, embedder: str = "lexical") -> dict[str, str]:
    """A user's environment with a data folder and settings of its own.

    `embedder` is "auto" where a test needs what memory installs; letters are compared otherwise.
    """
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return {
        **kept,
        "TERM": "xterm-256color",
        "CODE_EVOLVER_HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "OLLAMA_HOST": ollama,
        "CODE_EVOLVER__MEMORY__EMBEDDER": embedder,
    }


def open_terminal(home: Path, ollama: str = NO_OLLAMA, embedder: str = "lexical") -> Terminal:
    """The prompt, in a terminal of 80 columns."""
    argv = [sys.executable, str(ROOT / "chat_cli.py")]
    return Terminal(argv, environment(home, ollama, embedder), 80, 60)


def run_script(
    home: Path, *arguments: str, ollama: str = NO_OLLAMA, typed: str = ""
) -> "subprocess.CompletedProcess[str]":
    """One call of the program as a script makes it."""
    return subprocess.run(
        [sys.executable, str(ROOT / "chat_cli.py"), *arguments],
        env=environment(home, ollama),
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
