"""A cursor over the words of an arithmetic request."""


class NotArithmetic(Exception):
    """The request is no arithmetic, or can be read in two ways; the text says which."""


class WordReader:
    """Hands out words from left to right; `numbers` counts the numbers that were read."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self.at = 0
        self.numbers = 0

    @property
    def next(self) -> str:
        """The next word, "" at the end."""
        return self._words[self.at] if self.at < len(self._words) else ""

    def take(self, *phrases: str) -> str:
        """Consume the longest of these phrases that comes next; "" if none does."""
        for phrase in sorted(phrases, key=len, reverse=True):
            parts = phrase.split()
            if self._words[self.at : self.at + len(parts)] == parts:
                self.at += len(parts)
                return phrase
        return ""

    def need(self, *phrases: str) -> str:
        """Consume one of these phrases. Raises NotArithmetic if none comes next."""
        found = self.take(*phrases)
        if not found:
            wanted = " or ".join(phrases)
            raise NotArithmetic(f"expected {wanted}, found “{self.next or 'the end'}”")
        return found

    def take_ordinal_power(self) -> bool:
        """Consume "to the 5th power", whose number is then the last one read."""
        words = self._words[self.at : self.at + 4]
        if words[:2] != ["to", "#"] or words[3:] != ["power"]:
            return False
        if words[2] not in ("st", "nd", "rd", "th"):
            return False
        self.at += 4
        self.numbers += 1
        return True
