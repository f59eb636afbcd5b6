"""The numbers of a text that holds nothing else."""

import re

from .text_files import text_of

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
