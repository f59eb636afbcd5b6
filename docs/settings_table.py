"""Puts the table of settings into docs/SETTINGS.md, between its two marks."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

BEGIN, END = "<!-- settings: made by docs/settings_table.py -->", "<!-- end of settings -->"
_LINE = re.compile(r"( *)(?:# )?(\w+):(?: (?P<value>.*?))??(?:  # (?P<why>.*))?$")


def main() -> None:
    """Rewrite the table."""
    page = PROJECT / "docs" / "SETTINGS.md"
    page.write_text(with_settings(page.read_text("utf-8")), "utf-8")


def with_settings(text: str) -> str:
    """The text with the table between its two marks made anew."""
    from src.config.settings import Settings

    why = comments((PROJECT / "config.yaml").read_text("utf-8"))
    rows = [
        f"| `{key}` | {value} | {why.get(key) or why.get(key.rpartition('.')[0], '')} |"
        for key, value in defaults(Settings())
    ]
    table = "\n".join(("| Key | Default | Why one would change it |", "| --- | --- | --- |", *rows))
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}"


def defaults(section: Struct, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield each key with its default, "several" for a list or mapping of sections."""
    for name in section.__struct_fields__:
        key, value = prefix + name, getattr(section, name)
        if isinstance(value, Struct):
            yield from defaults(value, f"{key}.")
        elif isinstance(value, str | bool | int | float):
            yield key, f"`{json.dumps(value)}`"
        else:
            yield key, "several" if value else "none"


def comments(settings: str) -> dict[str, str]:
    """The comment of each key and section of a settings file, by its dotted name."""
    found, path = dict[str, str](), list[str]()
    for line in settings.splitlines():
        if match := _LINE.match(line):
            path = [*path[: len(match[1]) // 2], match[2]]
            found[".".join(path)] = match["why"] or ""
    return found


if __name__ == "__main__":
    main()
