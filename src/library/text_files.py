"""Reads text that is given directly or as the path of a file."""

from pathlib import Path


def read_file(file: Path) -> str:
    """The text of a file in UTF-8. Raises ValueError if it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"cannot read {file}: {error}") from error


def text_of(source: str) -> str:
    """The source itself if it has a line break, else the text of the file of that path."""
    return source if "\n" in source else read_file(Path(source))
