"""Which values of a task has no argument taken yet?"""

import re
from collections.abc import Sequence

from ..domain.json_value import JSONValue
from ..language.values_in_text import values_in

_BETWEEN = r"[\s,;]+(?:and\s+)?"


class UnusedValues:
    """The values of a task's text; each is taken by one argument, a list by a row of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._values = list(values_in(text))

    def has_left(self) -> bool:
        """Tell whether one is left that must be an argument; a number in words need not be."""
        return any(one.form not in ("spoken", "constant") for one in self._values)

    def take(self, argument: JSONValue) -> bool:
        """Take an argument, or its items in their order, from the values; False if they are not."""
        items = argument if isinstance(argument, list) else []
        return self._take_row([argument]) or bool(items) and self._take_row(items)

    def take_bare(self, texts: Sequence[str], is_said: bool) -> bool:
        """Take texts that stand in a row without quotes, spelled so; False if they do not.

        Texts that are said to name what to do count only behind a colon.
        """
        row = _BETWEEN.join(map(re.escape, texts))
        colon = self._text.find(":") if is_said else -1
        if not all(texts) or is_said and colon < 0:
            return False
        found = re.compile(rf"(?<!\w){row}(?!\w)").search(self._text, colon + 1)
        if found is None:
            return False
        self._hide(*found.span())
        return True

    def _take_row(self, items: Sequence[JSONValue]) -> bool:
        for first in range(len(self._values) - len(items) + 1):
            row = self._values[first : first + len(items)]
            if all(one.equals(item) for one, item in zip(row, items, strict=True)):
                del self._values[first : first + len(items)]
                self._hide(row[0].start, row[-1].end)
                return True
        return False

    def _hide(self, start: int, end: int) -> None:
        self._text = self._text[:start] + " " * (end - start) + self._text[end:]
