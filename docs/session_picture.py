"""Makes docs/session.svg: a real session, typed into a real terminal, drawn as it was shown.

Run it as `python docs/session_picture.py`; it needs the test requirements and no model.
"""

import os
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

LINES = ("add 10 and 20", "write me a joke about programmers", "add 5 and 8", "list")
COLUMNS, ROWS = 92, 60


def main() -> None:
    """Type the lines, wait for each to end, and draw the screen."""
    from rich.console import Console

    terminal = _played()
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w", encoding="utf-8"))
    rows = terminal.styled_rows()
    for row in rows[: _last_row(rows) + 1]:
        console.print(_text(row), soft_wrap=True)
    console.print()  # the picture's lower edge cuts into its last line
    console.save_svg(str(PROJECT / "docs" / "session.svg"), title="Code Evolver")


def _played():  # type: ignore[no-untyped-def]
    from tests.fakes.terminal import Terminal

    with tempfile.TemporaryDirectory() as home:
        Path(home, "history").touch()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "CODE_EVOLVER_HOME": home,
        }
        argv = [sys.executable, str(PROJECT / "chat_cli.py"), *sys.argv[1:]]
        terminal = Terminal(argv, environment, COLUMNS, ROWS)
        try:
            terminal.wait_for_prompt()
            for line in LINES:
                terminal.enter(line)
                terminal.wait_for(f"CodeEvolver> {line}")
                terminal.wait_for_prompt(120)
        finally:
            terminal.close()
    return terminal


def _last_row(rows) -> int:  # type: ignore[no-untyped-def]
    """The row before the last prompt, which nothing was typed at."""
    texts = ["".join(text for text, *_ in row).rstrip() for row in rows]
    return max(index for index, text in enumerate(texts) if text == "CodeEvolver>") - 1


def _text(row):  # type: ignore[no-untyped-def]
    from rich.text import Text

    text = Text()
    for piece, colour, bold in row:
        style = "" if colour == "default" else colour
        text.append(piece, style=f"bold {style}" if bold else style)
    text.rstrip()
    return text


if __name__ == "__main__":
    main()
