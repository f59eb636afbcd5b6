"""Reads text, or the numbers of one, given directly or as the path of a file."""

import re
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


NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)")


def numbers_in(source: str) -> list[float]:
    """The numbers of a text, or of the file of that path; there must be nothing else.

    Spaces, line breaks, commas and semicolons separate them. Raises ValueError otherwise.
    """
    text = text_of(source)
    if re.search(r"\d,\d{3}(?!\d)", text):
        raise ValueError("it is unclear which commas separate numbers and which group digits")
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    for word in words:
        if not NUMBER.fullmatch(word):
            raise ValueError(f"there is something other than numbers: {word[:40]}")
    if not words:
        raise ValueError("there are no numbers")
    return [float(word) for word in words]
