"""Puts the table of commands into docs/COMMANDS.md, between its two marks."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from src.cli.command_registry import Command

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

BEGIN, END = "<!-- commands: made by docs/command_table.py -->", "<!-- end of commands -->"


def main() -> None:
    """Rewrite the table."""
    from src.cli.commands.catalogue import all_commands

    page = PROJECT / "docs" / "COMMANDS.md"
    page.write_text(with_table(page.read_text("utf-8"), all_commands()), "utf-8")


def command_table(commands: tuple["Command", ...]) -> str:
    """The table in Markdown, a row a command."""
    rows = ["| Command | What it does |", "| --- | --- |"]
    for one in commands:
        usages = "<br>".join(f"`{usage}`" for usage in one.usages).replace("|", "\\|")
        also = f" Also: {', '.join(f'`{alias}`' for alias in one.aliases)}." if one.aliases else ""
        rows.append(f"| {usages} | {one.summary}{also} |")
    return "\n".join(rows)


def with_table(text: str, commands: tuple["Command", ...]) -> str:
    """The text with the table between its two marks made anew; unchanged without marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return text
    return f"{before}{BEGIN}\n{command_table(commands)}\n{END}{after}"


if __name__ == "__main__":
    main()
