"""Puts the table of commands into README.md, between its two marks."""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))


def main() -> None:
    """Rewrite the table."""
    from src.cli.commands.catalogue import all_commands
    from src.cli.commands.command_table import with_table

    readme = PROJECT / "README.md"
    readme.write_text(with_table(readme.read_text("utf-8"), all_commands()), "utf-8")


if __name__ == "__main__":
    main()
