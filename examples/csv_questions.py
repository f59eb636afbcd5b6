"""Asks the same questions about every CSV file of a folder."""

from pathlib import Path

try:
    from code_evolver import function
except ImportError:  # A checkout that is not installed; run it from the checkout's folder.
    import sys

    sys.path.insert(0, ".")
    from src import function

FOLDER = Path(__file__).parent / "data"


def main() -> None:
    """Print the number of rows and the columns of each file."""
    for file in sorted(FOLDER.glob("*.csv")):
        table = file.read_text(encoding="utf-8")
        print(file.name, function("table_count")(table), "rows:", *function("table_columns")(table))


if __name__ == "__main__":
    main()
