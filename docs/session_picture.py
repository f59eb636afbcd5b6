"""Makes the pictures of docs/: real sessions, drawn as a terminal shows them.

What a model wrote in them is replayed from a recording of a real one.

Run it as `python docs/session_picture.py`; it needs the test requirements and no model.
"""

import os
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

FIBONACCI = PROJECT / "tests" / "e2e" / "recordings" / "fibonacci.jsonl"
PICTURES = {
    "session.svg": (
        (),
        (
            "add 10 and 20",
            "now for 5 and 8",
            "write me a joke about programmers",
            "average amount per city in @orders.csv where status is paid",
            "list",
        ),
    ),
    "written.svg": (
        ("--replay", str(FIBONACCI)),
        ("calculate fibonacci sequence",),
    ),
    "optimize.svg": (("--offline",), ("optimize shop.py",)),
}
ORDERS = "city,amount,status\nParis,30,paid\nRome,20,paid\nRome,40,paid\nOslo,15,open\n"
SHOP = '''
def in_stock(wanted: list[int], stock: list[int]) -> list[int]:
    """Return the wanted numbers that are in stock.

    >>> in_stock([1, 2, 3], [2, 3, 4])
    [2, 3]
    """
    found = []
    for number in wanted:
        if number in stock:
            found.append(number)
    return found
'''
COLUMNS, ROWS = 92, 60


def main() -> None:
    """Type the lines of each picture, wait for each to end, and draw the screen."""
    from rich.console import Console

    for name, (options, lines) in PICTURES.items():
        terminal = _played(options, lines)
        console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w", encoding="utf-8"))
        rows = terminal.styled_rows()
        for row in rows[: _last_row(rows) + 1]:
            console.print(_text(row), soft_wrap=True)
        console.print()  # the picture's lower edge cuts into its last line
        console.save_svg(str(PROJECT / "docs" / name), title="Code Evolver")


def _played(options, lines):  # type: ignore[no-untyped-def]
    from tests.fakes.terminal import Terminal

    with tempfile.TemporaryDirectory() as home:
        Path(home, "history").touch()
        Path(home, "orders.csv").write_text(ORDERS, encoding="utf-8")
        Path(home, "shop.py").write_text(SHOP, encoding="utf-8")
        os.chdir(home)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "CODE_EVOLVER_HOME": home,
        }
        argv = [sys.executable, str(PROJECT / "chat_cli.py"), *options, *sys.argv[1:]]
        terminal = Terminal(argv, environment, COLUMNS, ROWS)
        try:
            terminal.wait_for_prompt()
            for line in lines:
                terminal.enter(line)
                terminal.wait_for(f"CodeEvolver> {line}")
                terminal.wait_for_prompt(120)
        finally:
            terminal.close()
            os.chdir(PROJECT)
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
