"""The README's table of commands, made from the commands themselves."""

from ..command_registry import Command

BEGIN, END = "<!-- commands: made by docs/command_table.py -->", "<!-- end of commands -->"


def command_table(commands: tuple[Command, ...]) -> str:
    """The table in Markdown, a row a command."""
    rows = ["| Command | What it does |", "| --- | --- |"]
    for one in commands:
        usages = "<br>".join(f"`{usage}`" for usage in one.usages).replace("|", "\\|")
        also = f" Also: {', '.join(f'`{alias}`' for alias in one.aliases)}." if one.aliases else ""
        rows.append(f"| {usages} | {one.summary}{also} |")
    return "\n".join(rows)


def with_table(text: str, commands: tuple[Command, ...]) -> str:
    """The text with the table between its two marks made anew; unchanged without marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return text
    return f"{before}{BEGIN}\n{command_table(commands)}\n{END}{after}"
